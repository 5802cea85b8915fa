-- The identity provider that requesters of a connection sign in with (OpenID Connect, CAT-8). The client's secret is sealed.
ALTER TABLE connection ADD COLUMN openid_issuer TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN openid_client_id TEXT NOT NULL DEFAULT '';
ALTER TABLE connection ADD COLUMN openid_secret_sealed BYTES;
