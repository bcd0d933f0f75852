-- What people wrote, and what it means.
--
-- The truth is `changes`: the log of each stream, numbered without gaps. `documents` holds, per
-- document, a snapshot of that log so far (an optimisation: it can be made again from the log), and
-- the tables after it hold what the documents mean, in columns that reports can filter and sort
-- (`aloft-server reproject` makes them again, identical).
--
-- Everything of one stream is written under the lock of its row in `streams`, in one transaction.
-- That lock is the reason why `changes` and the derived tables name their stream and document
-- without a foreign key: no writer exists that could get it wrong, and a check per row would be
-- paid on every change for ever. Whoever removes a tenant removes its rows here by org_id.
--
-- Moments that a device's clock told are bigint milliseconds, as the device said them: a broken
-- clock may say what no timestamptz holds, and rows must equal the client's. What the relay's own
-- clock told is timestamptz.

-- A stream: the unit of order, subscription and access. Its id was chosen by the store that began
-- it, maybe before this relay knew the organisation. No two streams of the relay share an id, of
-- whatever organisations: a person may be in several, and frames name a stream by its id alone.
CREATE TABLE streams (
    org_id uuid NOT NULL REFERENCES orgs ON DELETE CASCADE,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('project', 'user')),
    -- A private stream's person: nobody else sees it.
    owner uuid,
    -- The seq of the newest change. Whoever numbers changes holds this row's lock: a sequence
    -- would not be ordered by commit, and a reader with a cursor would miss rows.
    head_seq bigint NOT NULL DEFAULT 0 CHECK (head_seq >= 0),
    -- The number that the newest task of the project got (`ABC-<number>`). Not derived: a number
    -- is given once and never again, even if its task should vanish.
    last_number bigint NOT NULL DEFAULT 0 CHECK (last_number >= 0),
    created_at timestamptz NOT NULL,
    created_by uuid NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (id),
    CHECK ((kind = 'user') = (owner IS NOT NULL))
);
SELECT aloft_protect_tenant_table('streams');

-- A hint that was lost between nodes costs latency, never data, because every node asks from time
-- to time, in one query for all that its sockets watch, how far the streams are. The answer names
-- streams of many tenants and how long they are, and nothing of what is in them.
GRANT SELECT (org_id, id, head_seq) ON streams TO aloft_operator;
CREATE POLICY heads_of_every_org ON streams FOR SELECT TO aloft_operator USING (true);

-- A document: where it lives, and its content up to `snapshot_seq`. Its changes after that are its
-- tail in `changes`; ingest folds the tail into the snapshot when it has grown enough
-- (`should_compact`), so that the cost of reading stays bounded by the cost of writing.
CREATE TABLE documents (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    stream_id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('project', 'task', 'text', 'user')),
    -- The hashes of its newest changes, 32 bytes each, sorted.
    heads bytea NOT NULL CHECK (length(heads) > 0 AND length(heads) % 32 = 0),
    -- Empty while the tail is all there is. Not compressed: snapshots of small documents do not
    -- reach the size at which Postgres would try, and batches are compressed on the wire.
    snapshot bytea NOT NULL,
    snapshot_seq bigint NOT NULL CHECK (snapshot_seq >= 0),
    -- The seq of its newest change.
    seq bigint NOT NULL CHECK (seq >= snapshot_seq),
    -- Bytes of its changes after snapshot_seq.
    tail_len bigint NOT NULL CHECK (tail_len >= 0),
    -- A new client gets what lists and boards show before what opens on a click.
    page_rank smallint NOT NULL GENERATED ALWAYS AS (
        CASE kind WHEN 'project' THEN 0 WHEN 'task' THEN 1 WHEN 'user' THEN 2 ELSE 3 END
    ) STORED,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, stream_id) REFERENCES streams ON DELETE CASCADE
);
-- For pages of a stream's documents.
CREATE INDEX documents_by_page ON documents (org_id, stream_id, page_rank, id);
SELECT aloft_protect_tenant_table('documents');

-- The log. Bytes are kept and forwarded as they came.
CREATE TABLE changes (
    org_id uuid NOT NULL,
    stream_id uuid NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    doc_id uuid NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    actor bytea NOT NULL CHECK (length(actor) = 16),
    actor_seq bigint NOT NULL CHECK (actor_seq > 0),
    bytes bytea NOT NULL,
    -- Whose socket it came from; null for the relay's own.
    user_id uuid,
    device_id uuid,
    received_at timestamptz NOT NULL,
    -- Reading on from a cursor.
    PRIMARY KEY (org_id, stream_id, seq),
    -- A push is idempotent: what came twice is answered with the seq it has.
    UNIQUE (org_id, doc_id, hash),
    -- Two changes of one actor with one number would poison a document for good.
    UNIQUE (org_id, doc_id, actor, actor_seq),
    CHECK ((user_id IS NULL) = (device_id IS NULL))
);
-- For the tails of documents.
CREATE INDEX changes_by_document ON changes (org_id, doc_id, seq);
SELECT aloft_protect_tenant_table('changes');

-- Whose an actor is: bound when it is first used, for good. An actor is one store's way to number
-- its changes; a second writer under the same actor would fork the numbers.
CREATE TABLE actors (
    org_id uuid NOT NULL REFERENCES orgs ON DELETE CASCADE,
    actor bytea NOT NULL CHECK (length(actor) = 16),
    user_id uuid NOT NULL,
    device_id uuid NOT NULL,
    bound_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, actor)
);
SELECT aloft_protect_tenant_table('actors');

-- From here on: derived. Columns are what reports filter and sort by; what is only shown with its
-- row is JSON. `conflicts` is json and not jsonb, because its values are kept to the letter (1.0 is
-- not 1); so are the reports' own numbers where the model has typed them and either will do.

-- A project, its workflow and its vocabulary.
CREATE TABLE projects (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    key text NOT NULL,
    states jsonb NOT NULL,
    removed_states jsonb NOT NULL,
    labels jsonb NOT NULL,
    fields jsonb NOT NULL,
    cycles jsonb NOT NULL,
    milestones jsonb NOT NULL,
    templates jsonb NOT NULL,
    views jsonb NOT NULL,
    conflicts json NOT NULL,
    created_at bigint NOT NULL,
    created_by uuid,
    updated_at bigint NOT NULL,
    deleted_at bigint,
    PRIMARY KEY (org_id, id)
);
SELECT aloft_protect_tenant_table('projects');

-- A task without its description, which is a text: lists and boards never show it.
CREATE TABLE tasks (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    number bigint,
    title text NOT NULL,
    state_id uuid,
    priority text NOT NULL,
    assignees uuid[] NOT NULL,
    labels uuid[] NOT NULL,
    start_date date,
    due_date date,
    estimate double precision,
    parent_id uuid,
    cycle_id uuid,
    milestone_id uuid,
    relations jsonb NOT NULL,
    -- Compared as bytes on every replica.
    order_key text COLLATE "C" NOT NULL,
    fields jsonb NOT NULL,
    attachments jsonb NOT NULL,
    external_ids jsonb NOT NULL,
    comment_count bigint NOT NULL,
    conflicts json NOT NULL,
    created_at bigint NOT NULL,
    created_by uuid,
    updated_at bigint NOT NULL,
    deleted_at bigint,
    edited_despite_delete boolean NOT NULL,
    PRIMARY KEY (org_id, id)
);
-- A key such as ABC-123 names one task.
CREATE UNIQUE INDEX tasks_by_number ON tasks (org_id, project_id, number) WHERE number IS NOT NULL;
SELECT aloft_protect_tenant_table('tasks');

-- The task is part of the key: a comment's id is chosen by whoever wrote it, and must not be able
-- to displace a comment of another task.
CREATE TABLE comments (
    org_id uuid NOT NULL,
    task_id uuid NOT NULL,
    id uuid NOT NULL,
    project_id uuid NOT NULL,
    parent_id uuid,
    author uuid,
    body text NOT NULL,
    reactions jsonb NOT NULL,
    created_at bigint NOT NULL,
    edited_at bigint,
    deleted_at bigint,
    PRIMARY KEY (org_id, task_id, id)
);
SELECT aloft_protect_tenant_table('comments');

-- A task's description, a project's overview.
CREATE TABLE texts (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    owner uuid NOT NULL,
    role text NOT NULL,
    stream_id uuid NOT NULL,
    text text NOT NULL,
    PRIMARY KEY (org_id, id)
);
SELECT aloft_protect_tenant_table('texts');

-- A person's private state. It is here, and not only in documents, so that a new device of that
-- person has it at once.
CREATE TABLE user_rows (
    org_id uuid NOT NULL,
    stream_id uuid NOT NULL,
    stars uuid[] NOT NULL,
    read jsonb NOT NULL,
    drafts jsonb NOT NULL,
    views jsonb NOT NULL,
    PRIMARY KEY (org_id, stream_id)
);
SELECT aloft_protect_tenant_table('user_rows');

-- What happened, in the order in which the relay took it. A device that starts from snapshots reads
-- it from here, newest first; every other makes it from the changes.
CREATE TABLE activity (
    org_id uuid NOT NULL,
    stream_id uuid NOT NULL,
    seq bigint NOT NULL,
    position integer NOT NULL,
    change bytea NOT NULL CHECK (length(change) = 32),
    subject uuid NOT NULL,
    author uuid,
    at bigint NOT NULL,
    -- The event's name, and all that it says.
    event text NOT NULL,
    detail jsonb NOT NULL,
    PRIMARY KEY (org_id, stream_id, seq, position)
);
SELECT aloft_protect_tenant_table('activity');
