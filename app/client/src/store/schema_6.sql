-- Format 6: what is held up is counted with every answer to the sync session, however much waits.
CREATE INDEX changes_held_up ON changes (stream) WHERE state = 0 AND code IS NOT NULL;
