-- Purchase orders on charges by hand (BIL-2). Of a charge NULL is the agreement's order and '' none; charges for usage
-- that come take the agreement's usage_order_id in the same way.
ALTER TABLE agreement ADD COLUMN usage_order_id TEXT;
ALTER TABLE agreement ADD COLUMN usage_order_line TEXT;
ALTER TABLE agreement_charge ADD COLUMN order_id TEXT;
ALTER TABLE agreement_charge ADD COLUMN order_line TEXT;
