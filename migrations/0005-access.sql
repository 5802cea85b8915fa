-- Who may do what (ACC-1 to ACC-10). People and their rights are led by the account, which may change its
-- organization; what they did is led by the organization whose books it stands in.

-- An account that stands alone has an organization of its own, which nobody is shown.
ALTER TABLE organization ADD COLUMN standalone INT64 NOT NULL DEFAULT 0;

-- Where an account was, and when: purchase orders and agreements stay in the books they were made in.
CREATE TABLE membership (
    account_id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    joined_us INT64 NOT NULL,
    left_us INT64 NOT NULL,
    PRIMARY KEY (organization_id, account_id, joined_us)
) STRICT;
CREATE INDEX membership_account ON membership (account_id, joined_us);
INSERT INTO membership (account_id, organization_id, joined_us, left_us)
SELECT id, organization_id, created_us, 0 FROM account;

-- Root users, named users, and under the account '' operators. name_key and email_key are what is compared:
-- lower case. invitation is the number of the one sign-up link that is valid.
CREATE TABLE principal (
    account_id TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    status TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    password_us INT64 NOT NULL,
    invitation INT64 NOT NULL,
    totp_sealed BYTES,
    totp_step INT64 NOT NULL,
    created_us INT64 NOT NULL,
    signed_in_us INT64 NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, name_key)
) STRICT;
CREATE INDEX principal_email ON principal (email_key);
INSERT INTO principal (account_id, id, kind, name, name_key, email, email_key, status, password_hash, password_us,
    invitation, totp_step, created_us, signed_in_us)
SELECT id, id, 'root', '', '', email, LOWER(email), 'ACTIVE', '', 0, 0, 0, created_us, 0 FROM account;

CREATE TABLE recovery_code (
    account_id TEXT NOT NULL,
    principal_id TEXT NOT NULL,
    code_hash BYTES NOT NULL,
    used_us INT64 NOT NULL,
    PRIMARY KEY (account_id, principal_id, code_hash)
) STRICT;

-- stage: password (the second factor is awaited), or full.
CREATE TABLE console_session (
    account_id TEXT NOT NULL,
    token_hash BYTES NOT NULL,
    principal_id TEXT NOT NULL,
    stage TEXT NOT NULL,
    address TEXT NOT NULL,
    browser TEXT NOT NULL,
    created_us INT64 NOT NULL,
    seen_us INT64 NOT NULL,
    expires_us INT64 NOT NULL,
    PRIMARY KEY (account_id, token_hash)
) STRICT;
CREATE INDEX console_session_principal ON console_session (account_id, principal_id);
CREATE INDEX console_session_expiry ON console_session (expires_us);

-- Failures by a hash of what was typed, so that who is nobody is throttled like who is somebody.
CREATE TABLE sign_in_failure (
    bucket BYTES NOT NULL PRIMARY KEY,
    failures INT64 NOT NULL,
    last_us INT64 NOT NULL
) STRICT;
CREATE INDEX sign_in_failure_last ON sign_in_failure (last_us);

CREATE TABLE policy (
    account_id TEXT NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    default_version INT64 NOT NULL,
    last_version INT64 NOT NULL,
    created_us INT64 NOT NULL,
    updated_us INT64 NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, name_key)
) STRICT;

CREATE TABLE policy_version (
    account_id TEXT NOT NULL,
    policy_id TEXT NOT NULL,
    version INT64 NOT NULL,
    document TEXT NOT NULL,
    created_us INT64 NOT NULL,
    PRIMARY KEY (account_id, policy_id, version)
) STRICT;

-- By ARN: managed policies (policies/) are attached like the account's own, always in their default version.
CREATE TABLE policy_attachment (
    account_id TEXT NOT NULL,
    principal_id TEXT NOT NULL,
    policy_arn TEXT NOT NULL,
    attached_us INT64 NOT NULL,
    PRIMARY KEY (account_id, principal_id, policy_arn)
) STRICT;
CREATE INDEX policy_attachment_policy ON policy_attachment (account_id, policy_arn);

CREATE TABLE access_key (
    account_id TEXT NOT NULL,
    id TEXT NOT NULL,
    principal_id TEXT NOT NULL,
    secret_sealed BYTES NOT NULL,
    status TEXT NOT NULL,
    created_us INT64 NOT NULL,
    used_us INT64 NOT NULL,
    used_service TEXT NOT NULL,
    PRIMARY KEY (account_id, id)
) STRICT;
CREATE INDEX access_key_id ON access_key (id);
CREATE INDEX access_key_principal ON access_key (account_id, principal_id);

CREATE TABLE service_role (
    account_id TEXT NOT NULL,
    name TEXT NOT NULL,
    service TEXT NOT NULL,
    created_us INT64 NOT NULL,
    PRIMARY KEY (account_id, name)
) STRICT;

-- One chain an organization, and under '' that of the operators. hash covers the row and the hash before it,
-- under a key that is not in the database.
CREATE TABLE audit_event (
    organization_id TEXT NOT NULL,
    sequence INT64 NOT NULL,
    id TEXT NOT NULL,
    at_us INT64 NOT NULL,
    account_id TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    resource TEXT NOT NULL,
    outcome TEXT NOT NULL,
    address TEXT NOT NULL,
    request_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash BYTES NOT NULL,
    PRIMARY KEY (organization_id, sequence)
) STRICT;
CREATE INDEX audit_event_time ON audit_event (organization_id, at_us, sequence);
CREATE INDEX audit_event_account ON audit_event (organization_id, account_id, sequence);

-- The chain's end, so that rows cut off from it are missed.
CREATE TABLE audit_head (
    organization_id TEXT NOT NULL PRIMARY KEY,
    sequence INT64 NOT NULL,
    hash BYTES NOT NULL,
    seal BYTES NOT NULL
) STRICT;
