-- The invoices of an organization, newest first, without walking everybody's.
CREATE INDEX invoice_organization ON invoice (organization_id, issued_us, id);
-- What a renewal takes over from the agreement before it (ORD-5).
CREATE INDEX approval_request_item_agreement ON approval_request_item (organization_id, agreement_id) WHERE agreement_id IS NOT NULL;
