-- Format 3: when everything was last the same here and at the relay; and the activity of two
-- documents that hold one and the same change, which strangers' clients can make.

ALTER TABLE meta ADD COLUMN synced_to INTEGER;

CREATE TABLE activity_3 (
    change   BLOB NOT NULL,
    position INTEGER NOT NULL,
    stream   BLOB NOT NULL,
    subject  BLOB NOT NULL,
    at       INTEGER NOT NULL,
    row      TEXT NOT NULL,
    PRIMARY KEY (change, subject, position)
) STRICT, WITHOUT ROWID;
INSERT INTO activity_3 SELECT change, position, stream, subject, at, row FROM activity;
DROP TABLE activity;
ALTER TABLE activity_3 RENAME TO activity;
CREATE INDEX activity_of_subject ON activity (subject, at DESC, change, position);
CREATE INDEX activity_of_stream ON activity (stream, at DESC, change, position, subject);
