-- A blanket order is open from `effective_us` until `expires_us` (0: at once, without end). A release names it, or a contract that only the
-- buyer's system knows, in `released_from`, and takes `drawn_micros` of its total (ORD-1).
ALTER TABLE purchase_order ADD COLUMN release_required INT64 NOT NULL DEFAULT 0;
ALTER TABLE purchase_order ADD COLUMN effective_us INT64 NOT NULL DEFAULT 0;
ALTER TABLE purchase_order ADD COLUMN expires_us INT64 NOT NULL DEFAULT 0;
ALTER TABLE purchase_order ADD COLUMN released_from TEXT;
ALTER TABLE purchase_order ADD COLUMN drawn_micros INT64 NOT NULL DEFAULT 0;
-- What a line of a blanket order may cost at most, in its `currency`.
ALTER TABLE purchase_order_line ADD COLUMN limit_micros INT64;
CREATE INDEX purchase_order_released ON purchase_order (organization_id, connection_id, released_from, id) WHERE released_from IS NOT NULL;
