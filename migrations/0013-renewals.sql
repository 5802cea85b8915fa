-- Agreements end, and those that renew go on in a new one (ORD-5). anchor_us is the start of the first of them, from
-- which every end is counted, so that 31 January comes back after February; 0: its own start. A renewal has in
-- request_id the agreement that it renews, so that none is renewed twice.
ALTER TABLE agreement ADD COLUMN anchor_us INT64 NOT NULL DEFAULT 0;
ALTER TABLE agreement ADD COLUMN renews_id TEXT;
-- When somebody was told that the end is near; 0: not yet.
ALTER TABLE agreement ADD COLUMN end_told_us INT64 NOT NULL DEFAULT 0;
CREATE INDEX agreement_end ON agreement (end_us, id) WHERE state = 'ACTIVE' AND end_us <> 0;
