-- What was used of an agreement (BIL-3, CAT-7), once for each id that who meters it gives, and its sums by the
-- month (its first moment, UTC) that it is charged with. When a month is over its sum becomes a charge of kind
-- 'metered'; charge_number is 0 where that was too little to be paid. charged_micros is in what can be paid.
CREATE TABLE usage_record (
    organization_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    id TEXT NOT NULL,
    dimension TEXT NOT NULL,
    quantity_micros INT64 NOT NULL,
    at_us INT64 NOT NULL,
    received_us INT64 NOT NULL,
    month_us INT64 NOT NULL,
    amount_micros INT64 NOT NULL,
    PRIMARY KEY (organization_id, agreement_id, id)
) STRICT;

CREATE TABLE usage_month (
    organization_id TEXT NOT NULL,
    agreement_id TEXT NOT NULL,
    dimension TEXT NOT NULL,
    month_us INT64 NOT NULL,
    quantity_micros INT64 NOT NULL,
    amount_micros INT64 NOT NULL,
    charge_number INT64,
    charged_micros INT64 NOT NULL,
    PRIMARY KEY (organization_id, agreement_id, dimension, month_us)
) STRICT;
CREATE INDEX usage_month_open ON usage_month (month_us) WHERE charge_number IS NULL;
