-- What the log adds up to, so that pages that look back need not read a million rows. Each learner's log is counted up to
-- one of its rows; what was written later is added when the counts are read (`store.tables.log_counts`).
CREATE TABLE log_counted (
    learner INTEGER PRIMARY KEY REFERENCES learners ON DELETE CASCADE,
    up_to INTEGER NOT NULL  -- the number of the last row that is counted
) STRICT;

-- By quarters of an hour since 1970: every time zone's day begins at one.
CREATE TABLE quarter_counts (
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    quarter INTEGER NOT NULL,
    answers INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL,
    reviews INTEGER NOT NULL,
    recalled INTEGER NOT NULL,
    PRIMARY KEY (learner, deck, quarter)
) STRICT, WITHOUT ROWID;

CREATE TABLE confidence_counts (
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    confidence INTEGER NOT NULL,  -- in percent; -1 where none was given
    answers INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    PRIMARY KEY (learner, deck, confidence)
) STRICT, WITHOUT ROWID;

CREATE TABLE card_counts (
    card INTEGER NOT NULL REFERENCES cards ON DELETE CASCADE,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    answers INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL,
    timed INTEGER NOT NULL,  -- answers of which the time is known
    confident_failures INTEGER NOT NULL,
    PRIMARY KEY (card, learner)
) STRICT, WITHOUT ROWID;

-- What typed answers were scored on, and how many came out just so.
CREATE TABLE point_counts (
    card INTEGER NOT NULL REFERENCES cards ON DELETE CASCADE,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    points TEXT NOT NULL,
    answers INTEGER NOT NULL,
    PRIMARY KEY (card, learner, points)
) STRICT, WITHOUT ROWID;

CREATE INDEX states_leeches ON states (deck, card) WHERE leech = 1;
