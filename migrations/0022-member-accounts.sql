-- The account that a punchout buys for, chosen by an Extrinsic of its setup (CAT-8). account_table holds a value, = and
-- an account's id a line. The accounts of sessions and requests are '' where they are the connection's own.
ALTER TABLE connection ADD COLUMN account_extrinsic TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN account_table TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN account_fallback INT64 NOT NULL DEFAULT 0;
ALTER TABLE punchout_session ADD COLUMN account_id TEXT NOT NULL DEFAULT '';
ALTER TABLE approval_request ADD COLUMN account_id TEXT NOT NULL DEFAULT '';
