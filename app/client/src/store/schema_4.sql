-- Format 4: activity in the order in which a stream's comes and is read, newest first. A first look
-- appends it; by the hash of its change each line was somewhere else in the file. `at` is the
-- change's, so that the key says no more than (change, subject, position) does.

CREATE TABLE activity_4 (
    change   BLOB NOT NULL,
    position INTEGER NOT NULL,
    stream   BLOB NOT NULL,
    subject  BLOB NOT NULL,
    at       INTEGER NOT NULL,
    row      TEXT NOT NULL,
    PRIMARY KEY (stream, at DESC, change, position, subject)
) STRICT, WITHOUT ROWID;
INSERT INTO activity_4 SELECT change, position, stream, subject, at, row FROM activity;
DROP TABLE activity;
ALTER TABLE activity_4 RENAME TO activity;
CREATE INDEX activity_of_subject ON activity (subject, at DESC, change, position);
