-- Credit memos (BIL-3): a charge of less than nothing names the invoice that it takes back from, and stands on a
-- memo of its own, which is an invoice that names that too.
ALTER TABLE agreement_charge ADD COLUMN credits_id TEXT;
ALTER TABLE invoice ADD COLUMN credits_id TEXT;
CREATE INDEX agreement_charge_credits ON agreement_charge (organization_id, credits_id) WHERE credits_id IS NOT NULL;
