-- Classes: people who learn together, and who teaches them. Dates are written as YYYY-MM-DD, '' for none.
CREATE TABLE classes (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    claim_value TEXT NOT NULL DEFAULT '',     -- whoever has this group at the identity provider belongs to the class
    interview_date TEXT NOT NULL DEFAULT '',  -- of the interview or the exam
    created_at INTEGER NOT NULL
) STRICT;

-- `consents`: their figures may be shown although fewer than five people are behind them.
CREATE TABLE class_members (
    class INTEGER NOT NULL REFERENCES classes ON DELETE CASCADE,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ('learner', 'mentor')),
    source TEXT NOT NULL CHECK (source IN ('invitation', 'claim', 'appointed')),
    consents INTEGER NOT NULL DEFAULT 0 CHECK (consents IN (0, 1)),
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (class, learner)
) STRICT, WITHOUT ROWID;

CREATE INDEX class_members_of_learner ON class_members (learner);

-- The address holds the token; the table holds its SHA-256 only, so that a copy of the database lets nobody in.
CREATE TABLE class_invitations (
    id INTEGER PRIMARY KEY,
    class INTEGER NOT NULL REFERENCES classes ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    max_uses INTEGER NOT NULL CHECK (max_uses > 0),
    uses INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT;

CREATE TABLE class_decks (
    class INTEGER NOT NULL REFERENCES classes ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    due_date TEXT NOT NULL DEFAULT '',        -- '': the class's date
    assigned_at INTEGER NOT NULL,
    PRIMARY KEY (class, deck)
) STRICT, WITHOUT ROWID;

-- Whether one is done is read from what people did; nothing is kept here. `target` is a topic or an incident, `amount` how many cards.
CREATE TABLE class_assignments (
    id INTEGER PRIMARY KEY,
    class INTEGER NOT NULL REFERENCES classes ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('incident', 'topic', 'cards', 'lab', 'interview')),
    target TEXT NOT NULL DEFAULT '',
    amount INTEGER NOT NULL DEFAULT 0,
    due_date TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    UNIQUE (class, deck, kind, target, amount, due_date)
) STRICT;

-- That somebody ran a lab from a deck: the first and the last time.
CREATE TABLE lab_runs (
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    model TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (learner, deck, model)
) STRICT, WITHOUT ROWID;

-- Figures as they are shown to a class's mentors, and what each person contributes to them. A figure is made anew only when enough
-- people's parts have changed: the difference between two looks must not be one person.
CREATE TABLE class_figures (
    class INTEGER NOT NULL REFERENCES classes ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    people INTEGER NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (class, deck, kind, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE class_figure_parts (
    class INTEGER NOT NULL,
    deck INTEGER NOT NULL,
    kind TEXT NOT NULL,
    item TEXT NOT NULL,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    content TEXT NOT NULL CHECK (json_valid(content)),
    PRIMARY KEY (class, deck, kind, item, learner),
    FOREIGN KEY (class, deck, kind, item) REFERENCES class_figures ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX class_figure_parts_of_learner ON class_figure_parts (learner);

-- Who looked at what, and when. `learner` is whose it was; NULL: the class as a whole.
CREATE TABLE class_looks (
    id INTEGER PRIMARY KEY,
    class INTEGER NOT NULL REFERENCES classes ON DELETE CASCADE,
    viewer INTEGER REFERENCES learners ON DELETE SET NULL,
    learner INTEGER REFERENCES learners ON DELETE CASCADE,
    deck INTEGER REFERENCES decks ON DELETE CASCADE,
    what TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX class_looks_by_time ON class_looks (class, at);
CREATE INDEX class_looks_of_learner ON class_looks (learner) WHERE learner IS NOT NULL;
CREATE INDEX class_looks_of_viewer ON class_looks (viewer) WHERE viewer IS NOT NULL;

-- One thing that somebody shows to the mentors of a class, until they take it back. `item` is a card, an exercise or a round.
CREATE TABLE class_shares (
    class INTEGER NOT NULL,
    learner INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('answer', 'note', 'text', 'interview')),
    deck TEXT NOT NULL,
    item TEXT NOT NULL,
    shared_at INTEGER NOT NULL,
    PRIMARY KEY (class, learner, kind, deck, item),
    FOREIGN KEY (class, learner) REFERENCES class_members ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Whose a deck is. Without a row: everybody's. No row goes when a class or a person goes: whoever deletes those says what becomes of it.
CREATE TABLE deck_audiences (
    deck INTEGER PRIMARY KEY REFERENCES decks ON DELETE CASCADE,
    class INTEGER REFERENCES classes,
    learner INTEGER REFERENCES learners,
    CHECK ((class IS NULL) <> (learner IS NULL))
) STRICT;

-- Whose words a version is, where its author logs in or is known here.
CREATE TABLE version_authors (
    version INTEGER PRIMARY KEY REFERENCES versions ON DELETE CASCADE,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE
) STRICT;

CREATE INDEX version_authors_of_learner ON version_authors (learner);

-- Where people log in, a wording is shown to mentors only when its learner offers it.
ALTER TABLE wordings ADD COLUMN offered INTEGER NOT NULL DEFAULT 1 CHECK (offered IN (0, 1));
