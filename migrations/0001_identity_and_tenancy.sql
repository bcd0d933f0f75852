-- Who people are, and which organisations exist.
--
-- Three roles divide what one login of the relay may do. None can log in; the relay's login is a
-- member of all three and puts on exactly one of them for each transaction (SET LOCAL ROLE).
--
--   aloft_app       works inside one tenant. Every table with an org_id shows it only the rows of
--                   the tenant that the transaction named (setting aloft.org_id).
--   aloft_identity  works on people: accounts, sessions, keys. It can read a person's own
--                   memberships (setting aloft.user_id), and nothing else of any tenant.
--   aloft_operator  lists organisations by id, for jobs that visit every tenant one by one
--                   (`aloft-server reproject`, background sweeps). It reads nothing else.
--
-- Row-level security is FORCED, so that the owner of the tables is bound by it too. A later
-- migration that has to rewrite rows of many tenants must therefore lift it on purpose
-- (NO FORCE ROW LEVEL SECURITY ... FORCE ROW LEVEL SECURITY, in one transaction).

-- Roles belong to the whole cluster while migrations belong to one database: several databases may
-- be migrated at the same moment, so losing the race to create a role is not an error. Where the
-- login may not create roles, an administrator makes the three beforehand and grants them.
DO $$
DECLARE
    role_name text;
    -- From 16 on, who creates a role may hand it out but not yet put it on.
    may_put_on text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['aloft_app', 'aloft_identity', 'aloft_operator'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role_name) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', role_name);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
        IF NOT pg_has_role(current_user, role_name, may_put_on) THEN
            BEGIN
                EXECUTE format('GRANT %I TO %I', role_name, current_user);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;
            END;
        END IF;
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA public TO aloft_app, aloft_identity, aloft_operator;

-- Whether the schema is current is part of being ready, and being ready is asked as aloft_identity.
GRANT SELECT ON _sqlx_migrations TO aloft_identity;

-- The tenant of this transaction; null (and so equal to no row's tenant) when none was named. A
-- setting that was SET LOCAL reads as '' in the session's later transactions, hence the nullif.
CREATE FUNCTION aloft_org() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('aloft.org_id', true), '')::uuid;

-- The person of this transaction, likewise.
CREATE FUNCTION aloft_person() RETURNS uuid
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('aloft.user_id', true), '')::uuid;

-- Puts a tenant's table behind its wall. Every migration that creates a table with an org_id calls
-- this; a test fails when one does not.
CREATE FUNCTION aloft_protect_tenant_table(guarded regclass) RETURNS void
    LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format(
        'CREATE POLICY tenant ON %s TO aloft_app USING (org_id = aloft_org()) WITH CHECK (org_id = aloft_org())',
        guarded);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO aloft_app', guarded);
END
$$;

-- Puts a table of people behind its wall: only aloft_identity, and no tenant's work, reads it.
CREATE FUNCTION aloft_protect_identity_table(guarded regclass) RETURNS void
    LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', guarded);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', guarded);
    EXECUTE format('CREATE POLICY identity ON %s TO aloft_identity USING (true) WITH CHECK (true)', guarded);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO aloft_identity', guarded);
END
$$;

-- A person. The id may have been chosen by the person's own device before there was an account, and
-- is all that documents ever say of the person, so that name and address can be forgotten here.
CREATE TABLE users (
    id uuid PRIMARY KEY,
    -- Normalised (trimmed, lower case) by the relay: one address, one account.
    email text NOT NULL UNIQUE CHECK (email = lower(email) AND length(email) BETWEEN 3 AND 254),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL
);
SELECT aloft_protect_identity_table('users');

-- How a person proves to be that person with a password: an argon2id hash in PHC form. Apart from
-- users, so that no query for a name can carry a hash along.
CREATE TABLE credentials (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    password_hash text NOT NULL,
    changed_at timestamptz NOT NULL
);
SELECT aloft_protect_identity_table('credentials');

-- Every id under which a person appears in documents: the account's own, and those of stores that
-- worked without an account before this person signed in from them. An id belongs to one person for
-- good, so nobody can take over what another wrote.
CREATE TABLE identities (
    identity_id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    claimed_at timestamptz NOT NULL
);
CREATE INDEX identities_by_user ON identities (user_id);
SELECT aloft_protect_identity_table('identities');

-- A store of a person on some machine. The key has the person in it because two people may use one
-- machine's store after each other.
CREATE TABLE devices (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    device_id uuid NOT NULL,
    -- What the program calls itself, for the person's list of devices.
    agent text NOT NULL CHECK (length(agent) <= 200),
    first_seen_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, device_id)
);
SELECT aloft_protect_identity_table('devices');

-- A sign-in and all refresh tokens that descend from it (the token family). Revoking the session
-- revokes the family.
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_because text CHECK (revoked_because IN ('signed_out', 'token_reused')),
    CHECK ((revoked_at IS NULL) = (revoked_because IS NULL))
);
CREATE INDEX sessions_by_user ON sessions (user_id);
SELECT aloft_protect_identity_table('sessions');

-- Refresh tokens, each good for one use. Only the SHA-256 of a token is kept: the token has 256
-- random bits, so a fast hash is enough, and a stolen copy of this table opens no session.
CREATE TABLE refresh_tokens (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    -- When it was exchanged, and for which token. A second use is a theft, unless it follows at once
    -- and the successor was never used: then the answer was lost on the way (auth/refresh.rs).
    used_at timestamptz,
    successor_hash bytea,
    CHECK ((used_at IS NULL) = (successor_hash IS NULL)),
    -- Set when a lost answer was made good by another successor; using this one is a theft.
    superseded_at timestamptz
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_by_expiry ON refresh_tokens (expires_at);
SELECT aloft_protect_identity_table('refresh_tokens');

-- Ed25519 keys that sign access tokens. The private seed lies here in the clear, readable by
-- aloft_identity alone: every node must be able to sign, and a key that encrypts it would have to lie
-- beside it. Who wants it elsewhere gives the nodes a file (ALOFT_SIGNING_KEY_FILE), and this table
-- stays empty.
CREATE TABLE signing_keys (
    id text PRIMARY KEY,
    seed bytea NOT NULL CHECK (length(seed) = 32),
    created_at timestamptz NOT NULL
);
SELECT aloft_protect_identity_table('signing_keys');

-- Token buckets against guessing, in the database so that all nodes count together. The key is a
-- hash, so that the table is no list of addresses. `full_at` is the moment at which the bucket is
-- full again (the theoretical arrival time of the generic cell rate algorithm).
CREATE TABLE attempt_limits (
    key bytea PRIMARY KEY,
    full_at timestamptz NOT NULL
);
CREATE INDEX attempt_limits_by_time ON attempt_limits (full_at);
SELECT aloft_protect_identity_table('attempt_limits');

-- An organisation: the tenant. Its id may have been chosen by the store that began it offline.
CREATE TABLE orgs (
    org_id uuid PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL
);
SELECT aloft_protect_tenant_table('orgs');

-- Who belongs to an organisation, and as what.
CREATE TABLE members (
    org_id uuid NOT NULL REFERENCES orgs ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'guest')),
    added_at timestamptz NOT NULL,
    added_by uuid NOT NULL,
    PRIMARY KEY (org_id, user_id)
);
CREATE INDEX members_by_user ON members (user_id);
SELECT aloft_protect_tenant_table('members');

-- "Which organisations am I in?" spans tenants. The answer goes through these two policies: the
-- person whom the transaction named sees the rows that say so, and the organisations they point to
-- (the inner query is itself bound by the first policy).
GRANT SELECT ON members, orgs TO aloft_identity;
CREATE POLICY own_memberships ON members FOR SELECT TO aloft_identity
    USING (user_id = aloft_person());
CREATE POLICY own_orgs ON orgs FOR SELECT TO aloft_identity
    USING (EXISTS (SELECT FROM members WHERE members.org_id = orgs.org_id));

-- A tenant sees its own people, by name and address, and the ids under which they write. The inner
-- queries are bound by the tenant's policy on members.
GRANT SELECT (id, email, name) ON users TO aloft_app;
CREATE POLICY people_of_the_tenant ON users FOR SELECT TO aloft_app
    USING (EXISTS (SELECT FROM members WHERE members.user_id = users.id));
GRANT SELECT (identity_id, user_id) ON identities TO aloft_app;
CREATE POLICY people_of_the_tenant ON identities FOR SELECT TO aloft_app
    USING (EXISTS (SELECT FROM members WHERE members.user_id = identities.user_id));

-- Jobs for every tenant learn the ids here and then work inside each tenant like anyone else.
GRANT SELECT (org_id) ON orgs TO aloft_operator;
CREATE POLICY every_org ON orgs FOR SELECT TO aloft_operator USING (true);
