-- The marketplace's first schema. Organization id leads every key of what grows, so that the data can be
-- split by buyer. Times are microseconds since 1970; amounts and quantities are millionths.

CREATE TABLE organization (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    management_account_id TEXT NOT NULL,
    free_preapproved INT64 NOT NULL,
    byol_preapproved INT64 NOT NULL,
    created_us INT64 NOT NULL
) STRICT;

CREATE TABLE account (
    organization_id TEXT NOT NULL REFERENCES organization (id),
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    status TEXT NOT NULL,
    created_us INT64 NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;

-- buyer_key is the buyer's credential as domain/connection.h compares it; the secret is kept twice, as a
-- keyed hash for comparing and sealed for showing to who may see it.
CREATE TABLE connection (
    organization_id TEXT NOT NULL REFERENCES organization (id),
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    procurement_system TEXT NOT NULL,
    mode TEXT NOT NULL,
    status TEXT NOT NULL,
    buyer_key TEXT NOT NULL,
    buyer_domain TEXT NOT NULL,
    buyer_identity TEXT NOT NULL,
    supplier_domain TEXT NOT NULL,
    supplier_identity TEXT NOT NULL,
    sender_domain TEXT NOT NULL,
    sender_identity TEXT NOT NULL,
    secret_hash BYTES NOT NULL,
    secret_sealed BYTES NOT NULL,
    cart_encoding TEXT NOT NULL,
    dtd_version TEXT NOT NULL,
    classification TEXT NOT NULL,
    classification_table TEXT NOT NULL,
    unit_of_measure TEXT NOT NULL,
    return_hosts TEXT NOT NULL,
    frame_ancestors TEXT NOT NULL,
    allow_loopback INT64 NOT NULL,
    price_tolerance_ppm INT64 NOT NULL,
    disabled_us INT64 NOT NULL,
    created_us INT64 NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX connection_buyer ON connection (buyer_key);

-- The catalogue is read into memory at start; the definition is the JSON of docs/catalogue.md.
CREATE TABLE seller (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
) STRICT;

CREATE TABLE product (
    id TEXT NOT NULL PRIMARY KEY,
    part_id TEXT NOT NULL UNIQUE,
    position INT64 NOT NULL,
    definition TEXT NOT NULL
) STRICT;

-- A session begins when a StartPage is opened; setup_key says which, so that it opens once.
CREATE TABLE punchout_session (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    setup_key BYTES NOT NULL UNIQUE,
    token_hash BYTES NOT NULL UNIQUE,
    payload_id TEXT NOT NULL,
    buyer_cookie TEXT NOT NULL,
    return_url TEXT NOT NULL,
    operation TEXT NOT NULL,
    test INT64 NOT NULL,
    requester_name TEXT NOT NULL,
    requester_email TEXT NOT NULL,
    language TEXT NOT NULL,
    selected_part TEXT NOT NULL,
    created_us INT64 NOT NULL,
    expires_us INT64 NOT NULL,
    ended_us INT64 NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;

CREATE TABLE approval_request (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    state TEXT NOT NULL,
    test INT64 NOT NULL,
    requester_name TEXT NOT NULL,
    requester_email TEXT NOT NULL,
    created_us INT64 NOT NULL,
    expires_us INT64 NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX approval_request_session ON approval_request (organization_id, session_id);

CREATE TABLE approval_request_item (
    organization_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    number INT64 NOT NULL,
    product_id TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    title TEXT NOT NULL,
    selection TEXT NOT NULL,
    agreement_id TEXT,
    PRIMARY KEY (organization_id, request_id, number)
) STRICT;

-- The id goes over the wire as SupplierPartAuxiliaryID.
CREATE TABLE approval_request_line (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    item INT64 NOT NULL,
    number INT64 NOT NULL,
    part_id TEXT NOT NULL,
    line_type TEXT NOT NULL,
    description TEXT NOT NULL,
    quantity_micros INT64 NOT NULL,
    unit_price_micros INT64 NOT NULL,
    amount_micros INT64 NOT NULL,
    currency TEXT NOT NULL,
    unspsc TEXT NOT NULL,
    purchase_order_id TEXT,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE INDEX approval_request_line_request ON approval_request_line (organization_id, request_id);
CREATE INDEX approval_request_line_open ON approval_request_line (organization_id, part_id, id)
    WHERE purchase_order_id IS NULL;

CREATE TABLE approval_request_event (
    organization_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    id TEXT NOT NULL,
    at_us INT64 NOT NULL,
    state TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (organization_id, request_id, id)
) STRICT;

CREATE TABLE purchase_order (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    payload_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    version TEXT NOT NULL,
    type TEXT NOT NULL,
    order_type TEXT NOT NULL,
    deployment_mode TEXT NOT NULL,
    test INT64 NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    total_micros INT64,
    currency TEXT,
    order_date_us INT64 NOT NULL,
    received_us INT64 NOT NULL,
    content_hash BYTES NOT NULL,
    answer TEXT NOT NULL,
    document_id TEXT NOT NULL,
    details TEXT NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
-- For the operator, who looks across organizations, newest first.
CREATE UNIQUE INDEX purchase_order_id ON purchase_order (id);
-- They end in the id by which their rows are read in order: without it the planner walks the primary key,
-- which is all that the organization ever ordered.
CREATE INDEX purchase_order_payload ON purchase_order (organization_id, connection_id, payload_id, id);
CREATE INDEX purchase_order_number ON purchase_order (organization_id, connection_id, order_id, id);
CREATE INDEX purchase_order_attention ON purchase_order (organization_id, id)
    WHERE state = 'needs_attention';
-- Counted on every page of a connection in test mode.
CREATE INDEX purchase_order_test ON purchase_order (organization_id, connection_id, received_us)
    WHERE state = 'test';

CREATE TABLE purchase_order_line (
    organization_id TEXT NOT NULL,
    purchase_order_id TEXT NOT NULL,
    number INT64 NOT NULL,
    line_number TEXT,
    part_id TEXT NOT NULL,
    auxiliary_id TEXT NOT NULL,
    quantity_micros INT64 NOT NULL,
    unit_price_micros INT64,
    currency TEXT,
    description TEXT NOT NULL,
    unit_of_measure TEXT NOT NULL,
    unspsc TEXT NOT NULL,
    details TEXT NOT NULL,
    request_line_id TEXT,
    outcome TEXT NOT NULL,
    PRIMARY KEY (organization_id, purchase_order_id, number)
) STRICT;

CREATE TABLE agreement (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    request_item INT64 NOT NULL,
    product_id TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    title TEXT NOT NULL,
    seller TEXT NOT NULL,
    terms TEXT NOT NULL,
    state TEXT NOT NULL,
    start_us INT64 NOT NULL,
    end_us INT64 NOT NULL,
    auto_renew INT64 NOT NULL,
    value_micros INT64 NOT NULL,
    currency TEXT NOT NULL,
    purchase_order_id TEXT,
    order_id TEXT,
    order_line TEXT,
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, request_id, request_item)
) STRICT;
CREATE UNIQUE INDEX agreement_id ON agreement (id);
CREATE INDEX agreement_order ON agreement (organization_id, purchase_order_id);

CREATE TABLE agreement_charge (
    organization_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    number INT64 NOT NULL,
    kind TEXT NOT NULL,
    description TEXT NOT NULL,
    amount_micros INT64 NOT NULL,
    due_us INT64 NOT NULL,
    PRIMARY KEY (organization_id, agreement_id, number)
) STRICT;

CREATE TABLE entitlement (
    organization_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    dimension TEXT NOT NULL,
    name TEXT NOT NULL,
    quantity INT64 NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (organization_id, agreement_id, dimension)
) STRICT;

-- Every document in and out, compressed, with the shared secret blanked. Documents whose sender is not
-- known stand under the organization ''.
CREATE TABLE document (
    organization_id TEXT NOT NULL,
    id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    direction TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    request_id TEXT NOT NULL,
    at_us INT64 NOT NULL,
    elapsed_us INT64 NOT NULL,
    status_code INT64 NOT NULL,
    remark TEXT NOT NULL,
    content_type TEXT NOT NULL,
    size INT64 NOT NULL,
    hash BYTES NOT NULL,
    body BYTES NOT NULL,
    PRIMARY KEY (organization_id, id)
) STRICT;
CREATE UNIQUE INDEX document_id ON document (id);
CREATE INDEX document_payload ON document (organization_id, payload_id, id);
