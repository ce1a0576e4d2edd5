-- The log as 0004 leaves it. No PostgreSQL database is older than this migration, so there are no rows to number anew.
DROP TABLE log;

-- What happened, for ever. The `was_` columns are the memory before the event; `touched` is a JSON list of the flags before it, for this
-- card and for each sibling that the event changed: [card, suspended, leech, buried_until, spaced_until, called_at, waiting].
CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    card INTEGER NOT NULL REFERENCES cards ON DELETE CASCADE,
    event TEXT NOT NULL CHECK (event IN ('grade', 'cram', 'bury', 'suspend', 'resume', 'undo')),
    rating INTEGER CHECK (rating BETWEEN 1 AND 4),
    at INTEGER NOT NULL,
    duration INTEGER CHECK (duration >= 0),            -- milliseconds from shown to graded
    confidence INTEGER CHECK (confidence BETWEEN 0 AND 100),  -- percent, said before revealing
    key TEXT NOT NULL UNIQUE,                          -- idempotency
    session TEXT NOT NULL,
    undoes INTEGER REFERENCES log,
    weights INTEGER REFERENCES weights,                -- NULL: the model's default weights
    model TEXT NOT NULL DEFAULT '',
    was_phase INTEGER,
    was_step INTEGER,
    was_stability REAL,
    was_difficulty REAL,
    was_due INTEGER,
    was_last_review INTEGER,
    was_reps INTEGER,
    was_lapses INTEGER,
    touched TEXT,
    was_last_event INTEGER,                            -- the state's `last_event` before
    points TEXT,                                       -- of a typed answer: a list of [key point as it read, 1 if touched else 0]
    CHECK ((event IN ('grade', 'cram')) = (rating IS NOT NULL)),
    CHECK ((event = 'undo') = (undoes IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX log_undone ON log (undoes) WHERE undoes IS NOT NULL;

CREATE TRIGGER log_is_append_only BEFORE UPDATE ON log
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

-- The number of the newest row of the log about this card that was not undone (0: none, or one from before this column).
ALTER TABLE states ADD COLUMN last_event INTEGER NOT NULL DEFAULT 0;
