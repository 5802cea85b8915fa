-- Billing takes what is due of one organization, oldest first, without reading what is invoiced or not due yet.
CREATE INDEX agreement_charge_due ON agreement_charge (organization_id, due_us, agreement_id, number)
    WHERE invoice_id IS NULL AND kind <> 'usage' AND amount_micros <> 0;
