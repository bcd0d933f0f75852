-- What a relay needs that was put back from a backup, and has lost the newest of its log.

-- How the relay knows its own changes again. It numbers tasks (ABC-12) by changes of its own; clients
-- have those that it lost, and give them back. That they are the relay's cannot be read off a
-- socket, so it is written into them: the actor of such a change is a keyed hash of what it says
-- (docs/adr/0027). This is the key: one for each organisation, made with it, never changed, and in
-- every backup that holds anything that was numbered.
ALTER TABLE orgs ADD COLUMN number_key bytea NOT NULL
    DEFAULT decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex')
    CHECK (length(number_key) = 32);

-- Until then, members may give back what the relay lost of others (docs/adr/0028): set by an
-- operator after a restore (`aloft-server recover`), and null at all other times.
ALTER TABLE orgs ADD COLUMN recovers_until timestamptz;

-- Who asks which organisations somebody is in need not know their keys.
REVOKE SELECT ON orgs FROM aloft_identity;
GRANT SELECT (org_id, name, created_at, created_by) ON orgs TO aloft_identity;
