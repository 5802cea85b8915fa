-- What is unique, is so within an organization: a database that is spread over many servers by organization
-- can't keep a promise about all of them. Of an id alone there is an index, for operators, but no promise.

CREATE TABLE punchout_session_of_organization (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    setup_key BYTES NOT NULL,
    token_hash BYTES NOT NULL,
    payload_id TEXT NOT NULL,
    buyer_cookie TEXT NOT NULL,
    return_url TEXT NOT NULL,
    operation TEXT NOT NULL,
    test INT64 NOT NULL,
    requester_name TEXT NOT NULL,
    requester_email TEXT NOT NULL,
    language TEXT NOT NULL,
    selected_part TEXT NOT NULL,
    created_us INT64 NOT NULL,
    expires_us INT64 NOT NULL,
    ended_us INT64 NOT NULL,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, setup_key),
    UNIQUE (organization_id, token_hash)
) STRICT;
-- Sessions that are open now are not found again, since their addresses do not say whose they are; the StartPages
-- that they used up stay used up.
INSERT INTO punchout_session_of_organization (organization_id, id, connection_id, setup_key, token_hash, payload_id,
    buyer_cookie, return_url, operation, test, requester_name, requester_email, language, selected_part, created_us,
    expires_us, ended_us)
SELECT organization_id, id, connection_id, setup_key, token_hash, payload_id, buyer_cookie, return_url, operation, test,
    requester_name, requester_email, language, selected_part, created_us, expires_us, ended_us
FROM punchout_session;
DROP TABLE punchout_session;
ALTER TABLE punchout_session_of_organization RENAME TO punchout_session;

DROP INDEX purchase_order_id;
CREATE INDEX purchase_order_id ON purchase_order (id);
DROP INDEX agreement_id;
CREATE INDEX agreement_id ON agreement (id);
DROP INDEX document_id;
CREATE INDEX document_id ON document (id);
