-- Times are milliseconds since 1970 in UTC. Every table is STRICT.

CREATE TABLE learners (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

INSERT INTO learners (id, name, created_at) VALUES (1, 'Learner', 0);

CREATE TABLE preferences (
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    name TEXT NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value)),
    PRIMARY KEY (learner, name)
) STRICT, WITHOUT ROWID;

-- A learner's own FSRS weights, newest row wins. The model's name is kept because later models have other weights.
CREATE TABLE weights (
    id INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    model TEXT NOT NULL,
    parameters TEXT NOT NULL CHECK (json_valid(parameters)),
    created_at INTEGER NOT NULL,
    reviews INTEGER NOT NULL,
    loss_before REAL,
    loss_after REAL
) STRICT;

CREATE INDEX weights_of_learner ON weights (learner, id);

CREATE TABLE decks (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    origin TEXT NOT NULL CHECK (origin IN ('content', 'added')),
    file_sha TEXT NOT NULL DEFAULT '',      -- the file in content/ as it was last taken over
    cards_sha TEXT NOT NULL DEFAULT '',     -- fingerprint of the card list below
    revision INTEGER NOT NULL DEFAULT 0,    -- grows when the card list changes
    created_at INTEGER NOT NULL,
    retired_at INTEGER
) STRICT;

CREATE TABLE versions (
    id INTEGER PRIMARY KEY,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    number INTEGER NOT NULL CHECK (number > 0),
    text BLOB NOT NULL,                     -- bytes as they were given
    sha TEXT NOT NULL,
    author TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    published INTEGER NOT NULL CHECK (published IN (0, 1)),
    UNIQUE (deck, number)
) STRICT;

CREATE TRIGGER versions_are_immutable BEFORE UPDATE OF deck, number, text, sha, author, note, created_at ON versions
BEGIN SELECT raise(ABORT, 'a version never changes'); END;

-- A card's history hangs on `id`; `name` is the id in the deck's text and may change (see aliases).
CREATE TABLE cards (
    id INTEGER PRIMARY KEY,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    topic TEXT NOT NULL,
    family TEXT NOT NULL,
    follows TEXT NOT NULL,
    position INTEGER NOT NULL,
    prompt TEXT NOT NULL,
    sha TEXT NOT NULL,                      -- fingerprint of what is asked and answered
    retired_at INTEGER,
    UNIQUE (deck, name)
) STRICT;

CREATE INDEX cards_of_family ON cards (deck, family);

-- Names a card had before an author renamed it: old links and old exports still find it.
CREATE TABLE aliases (
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    name TEXT NOT NULL,
    card INTEGER NOT NULL REFERENCES cards ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (deck, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX aliases_of_card ON aliases (card);

-- Which card list of a deck a learner's states were made for.
CREATE TABLE enrolments (
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    PRIMARY KEY (learner, deck)
) STRICT, WITHOUT ROWID;

-- One learner's memory of one card. `queue`: -1 held, 0 new, 1 (re)learning, 2 review. `position`, `retired` and `family`
-- are copies from `cards`, brought up to date when the learner's enrolment is: the queue is then read from one index.
CREATE TABLE states (
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    card INTEGER NOT NULL REFERENCES cards ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    phase INTEGER NOT NULL DEFAULT 0 CHECK (phase BETWEEN 0 AND 3),  -- new, learning, review, relearning
    step INTEGER,
    stability REAL CHECK (stability > 0),
    difficulty REAL CHECK (difficulty BETWEEN 1 AND 10),
    due INTEGER,
    last_review INTEGER,
    reps INTEGER NOT NULL DEFAULT 0,
    lapses INTEGER NOT NULL DEFAULT 0,
    suspended INTEGER NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1)),
    leech INTEGER NOT NULL DEFAULT 0 CHECK (leech IN (0, 1)),
    buried_until INTEGER NOT NULL DEFAULT 0,  -- by the learner
    spaced_until INTEGER NOT NULL DEFAULT 0,  -- because a sibling was asked
    called_at INTEGER NOT NULL DEFAULT 0,     -- a good answer to the question before it brings it now
    waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting IN (0, 1)),  -- for a good answer to the question before it
    retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
    position INTEGER NOT NULL,
    shuffle INTEGER NOT NULL,                 -- order among cards that are due on one day
    stamp INTEGER NOT NULL DEFAULT 0,         -- grows with every change: tells whether what was shown still holds
    queue INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE WHEN suspended OR retired THEN -1 WHEN phase = 0 THEN 0 WHEN phase = 2 THEN 2 ELSE 1 END
    ) STORED,
    PRIMARY KEY (learner, card),
    CHECK ((phase = 0) = (stability IS NULL)),
    CHECK ((phase = 0) = (difficulty IS NULL)),
    CHECK ((phase = 0) = (due IS NULL)),
    CHECK ((phase = 0) = (last_review IS NULL)),
    CHECK ((phase IN (1, 3)) = (step IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX states_due ON states (learner, deck, queue, due, shuffle, buried_until, spaced_until);
CREATE INDEX states_new ON states (learner, deck, queue, waiting, position, buried_until, spaced_until);
CREATE INDEX states_called ON states (learner, deck, called_at DESC, position) WHERE called_at > 0;
CREATE INDEX states_of_card ON states (card);

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
    touched TEXT CHECK (touched IS NULL OR json_valid(touched)),
    CHECK ((event IN ('grade', 'cram')) = (rating IS NOT NULL)),
    CHECK ((event = 'undo') = (undoes IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX log_undone ON log (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX log_by_time ON log (learner, deck, at, event, was_phase);
CREATE INDEX log_of_card ON log (card, learner, id);
CREATE INDEX log_of_session ON log (learner, session, id);

CREATE TRIGGER log_is_append_only BEFORE UPDATE ON log
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
