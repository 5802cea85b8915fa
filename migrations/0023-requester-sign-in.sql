-- Who the requester is: believed, or signed in in the punchout itself (CAT-8). Then the session says who it is (of the
-- console's principals, by account and id) and on which console session, by its hash, the sign-in stands.
ALTER TABLE connection ADD COLUMN requester TEXT NOT NULL DEFAULT 'believed';
ALTER TABLE punchout_session ADD COLUMN requester_account TEXT NOT NULL DEFAULT '';
ALTER TABLE punchout_session ADD COLUMN requester_id TEXT NOT NULL DEFAULT '';
ALTER TABLE punchout_session ADD COLUMN console_hash BYTES;
