-- The documents about an order, without walking all of its organization. Setups name none.
CREATE INDEX document_order ON document (organization_id, order_id, id) WHERE order_id <> '';
