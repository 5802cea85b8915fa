-- What an account has of a product, and what a requester has asked for (ORD-9).
CREATE INDEX agreement_product ON agreement (organization_id, account_id, product_id, id);
CREATE INDEX approval_request_requester ON approval_request (organization_id, connection_id, LOWER(requester_email), id);
