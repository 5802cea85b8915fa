-- Work that one node at a time may do, and what it looks for first: requests whose time has run out.

CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    until_us INT64 NOT NULL
) STRICT;

CREATE INDEX approval_request_expiry ON approval_request (expires_us)
    WHERE state = 'in_procurement';
