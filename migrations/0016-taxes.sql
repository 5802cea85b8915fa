-- The tax that a seller of record puts on invoices (BIL-3), and what was put on each.
CREATE TABLE seller_tax (
    seller_id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    rate_ppm INT64 NOT NULL,
    registration TEXT NOT NULL,
    note TEXT NOT NULL,
    changed_us INT64 NOT NULL
) STRICT;

-- NULL: no tax, as on invoices before this.
ALTER TABLE invoice ADD COLUMN tax_kind TEXT;
ALTER TABLE invoice ADD COLUMN tax_rate_ppm INT64 NOT NULL DEFAULT 0;
ALTER TABLE invoice ADD COLUMN tax_micros INT64 NOT NULL DEFAULT 0;
ALTER TABLE invoice ADD COLUMN tax_registration TEXT NOT NULL DEFAULT '';
ALTER TABLE invoice ADD COLUMN tax_note TEXT NOT NULL DEFAULT '';
CREATE INDEX invoice_credits ON invoice (organization_id, credits_id) WHERE credits_id IS NOT NULL;
