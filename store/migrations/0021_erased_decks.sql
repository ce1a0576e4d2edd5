-- Decks that went with somebody who was erased, by the SHA-256 of how the names of their episodes begin: every replica looks
-- for such files on its own disk.
CREATE TABLE erased_decks (
    beginning BLOB NOT NULL PRIMARY KEY,
    erased_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
