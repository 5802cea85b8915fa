-- Invoices (BIL-1, BIL-3, BIL-6). They are numbered without gaps within an organization. A charge is open until
-- an invoice has it; charges of nothing and estimates of usage are on none.
ALTER TABLE organization ADD COLUMN last_invoice INT64 NOT NULL DEFAULT 0;
ALTER TABLE agreement_charge ADD COLUMN invoice_id TEXT;
CREATE INDEX agreement_charge_open ON agreement_charge (due_us, organization_id)
    WHERE invoice_id IS NULL AND kind <> 'usage' AND amount_micros <> 0;

CREATE TABLE invoice (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    seller TEXT NOT NULL,
    purchase_order TEXT,
    issued_us INT64 NOT NULL,
    amount_micros INT64 NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX invoice_id ON invoice (id);
CREATE INDEX invoice_issued ON invoice (issued_us, id);

CREATE TABLE invoice_line (
    organization_id TEXT NOT NULL,
    invoice_id TEXT NOT NULL,
    number INT64 NOT NULL,
    agreement_id TEXT NOT NULL,
    charge_number INT64 NOT NULL,
    description TEXT NOT NULL,
    amount_micros INT64 NOT NULL,
    purchase_order_line TEXT,
    PRIMARY KEY (organization_id, invoice_id, number),
    UNIQUE (organization_id, agreement_id, charge_number)
) STRICT;
