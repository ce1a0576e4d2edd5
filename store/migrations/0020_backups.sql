-- The day's backup: who made it, so that of several replicas with folders of their own one does. Days are YYYY-MM-DD in UTC, times ms.
CREATE TABLE backups (
    day TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    place TEXT NOT NULL,        -- the machine's name and the folder
    made_at INTEGER NOT NULL,
    sent_at INTEGER             -- when it was in the object store, NULL: it is not
) STRICT, WITHOUT ROWID;
