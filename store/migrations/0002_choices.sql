-- What a learner chose at the decisions of an incident's replay, for ever.
CREATE TABLE choices (
    id INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    incident TEXT NOT NULL,
    stop TEXT NOT NULL,
    minute REAL NOT NULL,
    chosen TEXT NOT NULL,
    correct INTEGER NOT NULL CHECK (correct IN (0, 1)),
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX choices_of_learner ON choices (learner, deck, at);

-- Wrong choices that the learner wants to practise; the texts are those of the day they were kept.
CREATE TABLE misses (
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    stop TEXT NOT NULL,
    incident TEXT NOT NULL,
    minute REAL NOT NULL,
    prompt TEXT NOT NULL,
    answer TEXT NOT NULL,
    chosen TEXT NOT NULL,
    kept_at INTEGER NOT NULL,
    PRIMARY KEY (learner, deck, stop)
) STRICT, WITHOUT ROWID;
