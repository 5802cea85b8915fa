-- What must leave the house (ORD-7, ORD-8): a row is written with what it tells of, and sent later. Until it is,
-- due_us says when it is tried next, and while it is being tried, when it may be again should that never end.
-- A lane is the host that it goes to, or 'mail'. The body is made at the first attempt.
CREATE TABLE delivery (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    event TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    lane TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts INT64 NOT NULL,
    due_us INT64 NOT NULL,
    created_us INT64 NOT NULL,
    ended_us INT64 NOT NULL,
    recipient TEXT NOT NULL,
    payload_id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX delivery_id ON delivery (id);
CREATE INDEX delivery_due ON delivery (due_us, id) WHERE state = 'waiting';
CREATE INDEX delivery_subject ON delivery (organization_id, subject_id, kind, id);
CREATE INDEX delivery_failed ON delivery (id) WHERE state = 'failed';

CREATE TABLE delivery_attempt (
    organization_id TEXT NOT NULL,
    delivery_id TEXT NOT NULL,
    number INT64 NOT NULL,
    at_us INT64 NOT NULL,
    elapsed_us INT64 NOT NULL,
    code INT64 NOT NULL,
    message TEXT NOT NULL,
    response BYTES NOT NULL,
    PRIMARY KEY (organization_id, delivery_id, number)
) STRICT;

-- CON-12: where a procurement system takes confirmations and status updates, and which it wants. CON-7: when
-- somebody was last told that orders buy nothing.
ALTER TABLE connection ADD COLUMN confirmation_url TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN confirms INT64 NOT NULL DEFAULT 0;
ALTER TABLE connection ADD COLUMN status_updates INT64 NOT NULL DEFAULT 0;
ALTER TABLE connection ADD COLUMN test_told_us INT64 NOT NULL DEFAULT 0;
