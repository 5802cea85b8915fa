-- What a procurement admin sets up (CON-1 to CON-13). Empty lists of sellers and address ranges stand
-- for all. A removed connection keeps its row, without secrets, for the documents that name it.
ALTER TABLE connection ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN instance_host TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN sellers TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN redirect INT64 NOT NULL DEFAULT 0;
ALTER TABLE connection ADD COLUMN redirect_url TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN address_ranges TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN client_certificate TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN old_secret_hash BYTES;
ALTER TABLE connection ADD COLUMN old_secret_sealed BYTES;
ALTER TABLE connection ADD COLUMN old_secret_until_us INT64 NOT NULL DEFAULT 0;
ALTER TABLE connection ADD COLUMN secret_since_us INT64 NOT NULL DEFAULT 0;
-- What the operator allows this buyer to do alone: end test mode of SAP Ariba, remove connections.
ALTER TABLE organization ADD COLUMN self_service INT64 NOT NULL DEFAULT 0;

-- What has come over a connection, a row for each kind of document and for the use of either secret.
CREATE TABLE connection_traffic (
    organization_id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    first_us INT64 NOT NULL,
    last_us INT64 NOT NULL,
    failed_us INT64 NOT NULL,
    failed_code INT64 NOT NULL,
    failed_message TEXT NOT NULL,
    PRIMARY KEY (organization_id, connection_id, kind)
) STRICT;

-- The operator's identities in business networks: buyers of SAP Ariba choose one as their supplier.
CREATE TABLE supplier_identity (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    domain TEXT NOT NULL,
    identity TEXT NOT NULL,
    secret_hash BYTES NOT NULL,
    secret_sealed BYTES NOT NULL,
    created_us INT64 NOT NULL
) STRICT;

-- A conversation between a buyer and the operator about a connection (CON-5, CON-10).
CREATE TABLE support_case (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_us INT64 NOT NULL,
    changed_us INT64 NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX support_case_connection ON support_case (organization_id, connection_id);

CREATE TABLE support_message (
    organization_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    id TEXT NOT NULL,
    at_us INT64 NOT NULL,
    side TEXT NOT NULL,
    author TEXT NOT NULL,
    move TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (organization_id, case_id, id)
) STRICT;

-- Requests that wait for their requester to come by way of the procurement system (CON-8).
CREATE INDEX punchout_session_browse ON punchout_session (organization_id, connection_id, ended_us)
    WHERE operation = 'browse';
