-- Who is told of events as they happen, by signed JSON (API-2). Deliveries of kind 'webhook' have the webhook's id in
-- connection_id, and its slot at the end of theirs, so that one statement makes them all.
CREATE TABLE webhook (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    slot INT64 NOT NULL,
    url TEXT NOT NULL,
    lane TEXT NOT NULL,
    secret_sealed BYTES NOT NULL,
    created_us INT64 NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE UNIQUE INDEX webhook_slot ON webhook (organization_id, slot);
CREATE INDEX delivery_webhook ON delivery (organization_id, connection_id, id) WHERE kind = 'webhook';
