-- Format 2: what a window needs to stay current without reading everything again.

-- The task as lists show it (JSON), but for what repair decides: see queries/lines.rs.
ALTER TABLE tasks ADD COLUMN line TEXT NOT NULL DEFAULT '{}';

-- The latest write of everything that a window shows, whichever process made it. Triggers write
-- it, so that no way of writing a row can forget to. A revision is never given twice: writers take
-- turns, so the numbers are in the order of the commits.
CREATE TABLE feed (
    kind     TEXT NOT NULL CHECK (kind IN ('line', 'detail', 'workspace')),
    -- A task; zero bytes for the workspace.
    id       BLOB NOT NULL,
    -- The task's project.
    project  BLOB,
    revision INTEGER NOT NULL UNIQUE,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

INSERT INTO feed (kind, id, revision) VALUES ('workspace', x'', 1);

CREATE TRIGGER feed_task_made AFTER INSERT ON tasks BEGIN
    INSERT INTO feed (kind, id, project, revision)
    VALUES ('line', NEW.id, NEW.project, (SELECT max(revision) + 1 FROM feed))
    ON CONFLICT (kind, id) DO UPDATE SET project = excluded.project, revision = excluded.revision;
END;
CREATE TRIGGER feed_task_written AFTER UPDATE OF row, shown_state, category, shown_parent ON tasks BEGIN
    INSERT INTO feed (kind, id, project, revision)
    VALUES ('line', NEW.id, NEW.project, (SELECT max(revision) + 1 FROM feed))
    ON CONFLICT (kind, id) DO UPDATE SET project = excluded.project, revision = excluded.revision;
END;
CREATE TRIGGER feed_task_gone AFTER DELETE ON tasks BEGIN
    INSERT INTO feed (kind, id, project, revision)
    VALUES ('line', OLD.id, OLD.project, (SELECT max(revision) + 1 FROM feed))
    ON CONFLICT (kind, id) DO UPDATE SET project = excluded.project, revision = excluded.revision;
END;

-- A comment's or a text's words show on the task's own page only.
CREATE TRIGGER feed_comment_made AFTER INSERT ON comments BEGIN
    INSERT INTO feed (kind, id, revision)
    VALUES ('detail', NEW.task, (SELECT max(revision) + 1 FROM feed))
    ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER feed_comment_written AFTER UPDATE ON comments BEGIN
    INSERT INTO feed (kind, id, revision)
    VALUES ('detail', NEW.task, (SELECT max(revision) + 1 FROM feed))
    ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER feed_comment_gone AFTER DELETE ON comments BEGIN
    INSERT INTO feed (kind, id, revision)
    VALUES ('detail', OLD.task, (SELECT max(revision) + 1 FROM feed))
    ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER feed_text_made AFTER INSERT ON texts BEGIN
    INSERT INTO feed (kind, id, revision)
    VALUES ('detail', NEW.owner, (SELECT max(revision) + 1 FROM feed))
    ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER feed_text_written AFTER UPDATE ON texts BEGIN
    INSERT INTO feed (kind, id, revision)
    VALUES ('detail', NEW.owner, (SELECT max(revision) + 1 FROM feed))
    ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER feed_text_gone AFTER DELETE ON texts BEGIN
    INSERT INTO feed (kind, id, revision)
    VALUES ('detail', OLD.owner, (SELECT max(revision) + 1 FROM feed))
    ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision;
END;

CREATE TRIGGER feed_project_made AFTER INSERT ON projects BEGIN
    UPDATE feed SET revision = (SELECT max(revision) + 1 FROM feed) WHERE kind = 'workspace';
END;
CREATE TRIGGER feed_project_written AFTER UPDATE ON projects BEGIN
    UPDATE feed SET revision = (SELECT max(revision) + 1 FROM feed) WHERE kind = 'workspace';
END;
CREATE TRIGGER feed_project_gone AFTER DELETE ON projects BEGIN
    UPDATE feed SET revision = (SELECT max(revision) + 1 FROM feed) WHERE kind = 'workspace';
END;
-- Every line carries the project's key.
CREATE TRIGGER feed_key_written AFTER UPDATE OF key ON projects WHEN NEW.key <> OLD.key BEGIN
    UPDATE tasks SET category = category WHERE project = NEW.id;
END;
CREATE TRIGGER feed_organisation_made AFTER INSERT ON organisations BEGIN
    UPDATE feed SET revision = (SELECT max(revision) + 1 FROM feed) WHERE kind = 'workspace';
END;
CREATE TRIGGER feed_organisation_written AFTER UPDATE ON organisations BEGIN
    UPDATE feed SET revision = (SELECT max(revision) + 1 FROM feed) WHERE kind = 'workspace';
END;
CREATE TRIGGER feed_member_told AFTER INSERT ON members BEGIN
    UPDATE feed SET revision = (SELECT max(revision) + 1 FROM feed) WHERE kind = 'workspace';
END;
CREATE TRIGGER feed_member_gone AFTER DELETE ON members BEGIN
    UPDATE feed SET revision = (SELECT max(revision) + 1 FROM feed) WHERE kind = 'workspace';
END;

-- Relations by the other task, too: a task's page shows both sides.
CREATE TABLE task_relations (
    other BLOB NOT NULL,
    kind  TEXT NOT NULL,
    task  INTEGER NOT NULL REFERENCES tasks (n) ON DELETE CASCADE,
    PRIMARY KEY (other, kind, task)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_relations_of ON task_relations (task);

CREATE TRIGGER feed_relation_made AFTER INSERT ON task_relations BEGIN
    INSERT INTO feed (kind, id, revision)
    VALUES ('detail', NEW.other, (SELECT max(revision) + 1 FROM feed))
    ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision;
END;
CREATE TRIGGER feed_relation_gone AFTER DELETE ON task_relations BEGIN
    INSERT INTO feed (kind, id, revision)
    VALUES ('detail', OLD.other, (SELECT max(revision) + 1 FROM feed))
    ON CONFLICT (kind, id) DO UPDATE SET revision = excluded.revision;
END;
