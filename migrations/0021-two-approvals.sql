-- Server annual agreements (ORD-6). CON-12: whether a procurement system takes one line a cart. And how much of what was
-- used a contract covers, so that it is not paid by the hour too.
ALTER TABLE connection ADD COLUMN single_line INT64 NOT NULL DEFAULT 0;
ALTER TABLE usage_record ADD COLUMN covered_micros INT64 NOT NULL DEFAULT 0;
ALTER TABLE usage_month ADD COLUMN covered_micros INT64 NOT NULL DEFAULT 0;
CREATE INDEX usage_record_covered ON usage_record (organization_id, agreement_id, dimension, at_us) WHERE covered_micros > 0;
