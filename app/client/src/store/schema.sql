-- The local store, format 1. Ids are 16-byte BLOBs, moments are milliseconds since 1970 (UTC).

-- Who this store is. One row.
CREATE TABLE meta (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    user_id      BLOB NOT NULL,
    device_id    BLOB NOT NULL,
    -- The Automerge actor of new changes; see store/identity.rs for when it rotates.
    actor        BLOB NOT NULL,
    -- Must match the file `device` beside the database, else one of the two was copied or restored.
    nonce        BLOB NOT NULL,
    counter      INTEGER NOT NULL,
    last_contact INTEGER
) STRICT;

CREATE TABLE organisations (
    id    BLOB PRIMARY KEY,
    name  TEXT NOT NULL,
    -- The relay's address; NULL while the organisation lives on this machine alone.
    relay TEXT,
    -- Our own role as last heard; NULL when local, or when it was taken away.
    role  TEXT
) STRICT, WITHOUT ROWID;

-- People of an organisation as last heard. Documents hold ids only.
CREATE TABLE members (
    org        BLOB NOT NULL REFERENCES organisations (id),
    user       BLOB NOT NULL,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    -- JSON list of the user ids that this person also wrote under.
    identities TEXT NOT NULL,
    PRIMARY KEY (org, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE streams (
    id             BLOB PRIMARY KEY,
    org            BLOB NOT NULL REFERENCES organisations (id),
    kind           TEXT NOT NULL CHECK (kind IN ('project', 'private')),
    phase          TEXT NOT NULL DEFAULT 'start'
                   CHECK (phase IN ('start', 'snapshots', 'activity', 'tail')),
    -- Everything up to this change of the log is in the store; while bootstrapping, where the tail
    -- will begin.
    cursor_seq     INTEGER NOT NULL DEFAULT 0,
    cursor_hash    BLOB,
    -- While bootstrapping, how far we are.
    after_doc      BLOB,
    after_activity BLOB
) STRICT, WITHOUT ROWID;

CREATE TABLE documents (
    id           BLOB PRIMARY KEY,
    stream       BLOB NOT NULL REFERENCES streams (id),
    kind         TEXT NOT NULL,
    -- Goes up with every write: how another process's cached copy is found to be stale.
    version      INTEGER NOT NULL DEFAULT 0,
    -- Heads of what the relay's log holds of it up to max(stream cursor, doc_seq).
    heads        BLOB NOT NULL,
    doc_seq      INTEGER NOT NULL DEFAULT 0,
    -- Bytes of relayed changes that the snapshot does not hold yet.
    tail_bytes   INTEGER NOT NULL DEFAULT 0,
    -- The relay's copy differs from what we think it holds: fetch and compare.
    diverged     INTEGER NOT NULL DEFAULT 0,
    -- A cache for documents with many pending changes: all changes up to number `working_upto`.
    working_upto INTEGER,
    working      BLOB,
    -- Relayed changes only; NULL is the genesis.
    snapshot     BLOB
) STRICT;
CREATE INDEX documents_of_stream ON documents (stream, id);
CREATE INDEX documents_diverged ON documents (stream, id) WHERE diverged = 1;

-- Changes that no snapshot holds: ours until the relay has them, the relay's until they are folded.
CREATE TABLE changes (
    -- The order in which this store learnt of them; dependencies come first.
    n        INTEGER PRIMARY KEY AUTOINCREMENT,
    doc      BLOB NOT NULL REFERENCES documents (id),
    stream   BLOB NOT NULL,
    hash     BLOB NOT NULL,
    -- 0 pending: only here. 1 accepted: the relay said so. 2 acknowledged: seen in the log.
    -- 3 refused: not part of the document any more.
    state    INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    seq      INTEGER,
    author   BLOB,
    at       INTEGER NOT NULL,
    -- The command behind it (JSON), if it was made here.
    intent   TEXT,
    -- The relay had acknowledged it, and lost it. Pending: offered again, before all others.
    -- Acknowledged: the relay would not take it back from here.
    again    INTEGER NOT NULL DEFAULT 0,
    -- How often the intent was run again after a refusal.
    replays  INTEGER NOT NULL DEFAULT 0,
    -- Refused: why. Pending: it is held up, for the relay lacks what it builds on.
    code     TEXT,
    path     TEXT,
    words    TEXT,
    bytes    BLOB NOT NULL,
    UNIQUE (hash, doc)
) STRICT;
CREATE INDEX changes_of_document ON changes (doc, n);
CREATE INDEX changes_pending ON changes (stream) WHERE state = 0;
CREATE INDEX changes_offered ON changes (stream, again, n) WHERE state IN (0, 1);
CREATE INDEX changes_accepted ON changes (stream, seq) WHERE state = 1;
CREATE INDEX changes_refused ON changes (stream, n) WHERE state = 3;

-- Derived rows. `row` is the model's row as JSON, exactly; the columns are for finding it.

CREATE TABLE projects (
    id         BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    key        TEXT NOT NULL,
    deleted_at INTEGER,
    row        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tasks (
    -- Also the number of its row in `search`.
    n            INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    project      BLOB NOT NULL,
    number       INTEGER,
    -- The last six hex digits of the id: the provisional key.
    short        TEXT NOT NULL,
    -- Lower-cased by Unicode's rules, for sorting.
    title        TEXT NOT NULL,
    state        BLOB,
    -- State and parent as people see them, after crdt_model::repair.
    shown_state  BLOB,
    category     TEXT,
    -- 0 urgent … 3 low, 4 none.
    priority     INTEGER NOT NULL,
    start        TEXT,
    due          TEXT,
    estimate     REAL,
    parent       BLOB,
    shown_parent BLOB,
    cycle        BLOB,
    milestone    BLOB,
    place        TEXT NOT NULL,
    conflicts    INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    created_by   BLOB,
    updated_at   INTEGER NOT NULL,
    deleted_at   INTEGER,
    -- Hash of what `search` holds of it, to leave the index alone when nothing in it changed.
    searched     INTEGER NOT NULL DEFAULT 0,
    row          TEXT NOT NULL
) STRICT;
CREATE INDEX tasks_by_place ON tasks (project, place, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_number ON tasks (project, number, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_priority ON tasks (project, priority, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_due ON tasks (project, due, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_estimate ON tasks (project, estimate, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_title ON tasks (project, title, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_created ON tasks (project, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_updated ON tasks (project, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_state ON tasks (project, shown_state, place, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_by_parent ON tasks (parent) WHERE parent IS NOT NULL;
CREATE INDEX tasks_by_shown_parent ON tasks (shown_parent) WHERE shown_parent IS NOT NULL;
CREATE INDEX tasks_by_short ON tasks (short);
CREATE INDEX tasks_deleted ON tasks (project, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX tasks_in_conflict ON tasks (project, id) WHERE conflicts > 0;

CREATE TABLE task_assignees (
    user BLOB NOT NULL,
    task INTEGER NOT NULL REFERENCES tasks (n) ON DELETE CASCADE,
    PRIMARY KEY (user, task)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_assignees_of ON task_assignees (task);

CREATE TABLE task_labels (
    label BLOB NOT NULL,
    task  INTEGER NOT NULL REFERENCES tasks (n) ON DELETE CASCADE,
    PRIMARY KEY (label, task)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_labels_of ON task_labels (task);

CREATE TABLE task_external_ids (
    external TEXT NOT NULL,
    source   TEXT NOT NULL,
    task     INTEGER NOT NULL REFERENCES tasks (n) ON DELETE CASCADE,
    PRIMARY KEY (external, source, task)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_external_ids_of ON task_external_ids (task);

CREATE TABLE comments (
    task       BLOB NOT NULL,
    id         BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    row        TEXT NOT NULL,
    PRIMARY KEY (task, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE texts (
    id     BLOB PRIMARY KEY,
    owner  BLOB NOT NULL,
    role   TEXT NOT NULL,
    stream BLOB NOT NULL,
    text   TEXT NOT NULL
) STRICT;
CREATE INDEX texts_of_owner ON texts (owner, role);

CREATE TABLE user_rows (
    id  BLOB PRIMARY KEY,
    row TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE activity (
    change   BLOB NOT NULL,
    position INTEGER NOT NULL,
    stream   BLOB NOT NULL,
    subject  BLOB NOT NULL,
    at       INTEGER NOT NULL,
    row      TEXT NOT NULL,
    PRIMARY KEY (change, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX activity_of_subject ON activity (subject, at DESC, change, position);
CREATE INDEX activity_of_stream ON activity (stream, at DESC, change, position);

-- One row a task, numbered like it. Text is segmented before it comes here (queries/search.rs), so
-- that scripts without spaces can be found by any part. No content is kept: the rows above are it.
CREATE VIRTUAL TABLE search USING fts5 (
    title, ids, description, comments,
    content = '', contentless_delete = 1, prefix = '2',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* M* Co So'"
);
