-- A grade writes fewer pages. The log is numbered so that a learner's rows stand together in the order of time, and is read in that
-- order: three of its indexes, which every grade had to keep, go. What a state was last told by stands in the state, which a grade
-- writes anyway. And a typed answer's row remembers what it was scored on.

-- A row's number is learner * 2^42 + a tick: the row's time in ms, or one more than the learner's last tick where that is later. Ticks
-- only grow, and none lies before its row's time; so whatever happened since a moment has a number from there on.
CREATE TABLE numbers (was INTEGER PRIMARY KEY, number INTEGER NOT NULL) STRICT;

INSERT INTO numbers (was, number)
SELECT id, (learner << 42) + place + max(least - place) OVER (PARTITION BY learner ORDER BY place)
FROM (
    SELECT id, learner, min(max(at, 0), (1 << 41) - 1) AS least, row_number() OVER (PARTITION BY learner ORDER BY id) AS place
    FROM log
);

ALTER TABLE log RENAME TO log_before;
DROP TRIGGER log_is_append_only;
DROP INDEX log_undone;
DROP INDEX log_by_event;
DROP INDEX log_of_card;
DROP INDEX log_of_session;

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

INSERT INTO log
SELECT n.number, learner, deck, card, event, rating, at, duration, confidence, key, session, u.number, weights, model,
    was_phase, was_step, was_stability, was_difficulty, was_due, was_last_review, was_reps, was_lapses, touched, NULL, NULL
FROM numbers n CROSS JOIN log_before l ON l.id = n.was LEFT JOIN numbers u ON u.was = l.undoes
ORDER BY n.was;

DROP TABLE log_before;
DROP TABLE numbers;

CREATE UNIQUE INDEX log_undone ON log (undoes) WHERE undoes IS NOT NULL;

CREATE TRIGGER log_is_append_only BEFORE UPDATE ON log
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

-- The number of the newest row of the log about this card that was not undone (0: none, or one from before this column).
ALTER TABLE states ADD COLUMN last_event INTEGER NOT NULL DEFAULT 0;

UPDATE states SET last_event = newest.id
FROM (
    SELECT l.learner, l.card, max(l.id) AS id FROM log l
    WHERE l.event IN ('grade', 'bury', 'suspend', 'resume') AND NOT EXISTS (SELECT 1 FROM log u WHERE u.undoes = l.id)
    GROUP BY l.card, l.learner
) AS newest
WHERE newest.learner = states.learner AND newest.card = states.card;
