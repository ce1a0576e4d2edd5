-- A grade writes fewer pages: what two indexes of the log were for, which every grade had to keep, is now said by the state it writes
-- anyway and by one row a session. And a typed answer's row remembers what it was scored on.

-- The number of the newest row of the log about this card that was not undone (0: none, or unknown but older than any later one).
ALTER TABLE states ADD COLUMN last_event INTEGER NOT NULL DEFAULT 0;
-- What `last_event` was before this row.
ALTER TABLE log ADD COLUMN was_last_event INTEGER;
-- Of a typed answer: a JSON list of [key point as its text was, 1 when the answer touched it, else 0].
ALTER TABLE log ADD COLUMN points TEXT CHECK (points IS NULL OR json_valid(points));

UPDATE states SET last_event = newest.id
FROM (
    SELECT l.learner, l.card, max(l.id) AS id FROM log l
    WHERE l.event IN ('grade', 'bury', 'suspend', 'resume') AND NOT EXISTS (SELECT 1 FROM log u WHERE u.undoes = l.id)
    GROUP BY l.card, l.learner
) AS newest
WHERE newest.learner = states.learner AND newest.card = states.card;

-- Where in the log a session begins: its rows are found by walking from the newest one back to there.
CREATE TABLE sessions (
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    session TEXT NOT NULL,
    first INTEGER NOT NULL,
    PRIMARY KEY (learner, session)
) STRICT, WITHOUT ROWID;

INSERT INTO sessions (learner, session, first) SELECT learner, session, min(id) FROM log GROUP BY learner, session;

DROP INDEX log_of_card;
DROP INDEX log_of_session;
