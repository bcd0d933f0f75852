-- Format 3: when everything was last the same here and at the relay.

ALTER TABLE meta ADD COLUMN synced_to INTEGER;
