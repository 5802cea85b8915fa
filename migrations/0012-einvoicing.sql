-- Invoices as documents (BIL-4): where a procurement system takes them, and how far that is set up. A test goes to
-- test_url, which takes the place of url by the test's code; '' when none waits for its code. The delivery of the
-- last test is what its code is made of; `tries` are codes that were wrong since.
CREATE TABLE einvoicing (
    organization_id TEXT NOT NULL,
    connection_id TEXT NOT NULL,
    url TEXT NOT NULL,
    state TEXT NOT NULL,
    test_url TEXT NOT NULL,
    test_delivery_id TEXT NOT NULL,
    tries INT64 NOT NULL,
    changed_us INT64 NOT NULL,
    PRIMARY KEY (organization_id, connection_id)
) STRICT;
