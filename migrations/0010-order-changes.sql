-- What a purchase order changed (ORD-4), and what has happened to an agreement since.
ALTER TABLE purchase_order ADD COLUMN replaces_id TEXT;
CREATE TABLE agreement_event (
    organization_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    id TEXT NOT NULL,
    at_us INT64 NOT NULL,
    detail TEXT NOT NULL,
    purchase_order_id TEXT,
    PRIMARY KEY (organization_id, agreement_id, id)
) STRICT;
