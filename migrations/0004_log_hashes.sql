-- What proves that a client and a relay have the same past (docs/adr/0039): each change in the log
-- bears the SHA-256 of that of the change before it and its own hash. A cursor names one of them.
--
-- Changes from before this, and those of a node that does not know it yet, are not hashed: zeros
-- stand for the log up to them. A client whose cursor lies there compares all heads once.
ALTER TABLE changes ADD COLUMN log_hash bytea NOT NULL
    DEFAULT decode(repeat('00', 32), 'hex') CHECK (length(log_hash) = 32);
