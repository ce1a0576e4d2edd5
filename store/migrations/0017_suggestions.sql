-- Changes that learners suggest: other words for some lines of a deck, and why. `before` are those lines in version `base`, so that
-- a suggestion can be joined with versions that came later. A wording or an answer that was offered has a row here once a mentor
-- has decided about it; until then it stands in `wordings` and `own_cards`.
CREATE TABLE suggestions (
    id INTEGER PRIMARY KEY,
    learner INTEGER REFERENCES learners ON DELETE SET NULL,  -- none once the learner was erased
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    idempotency_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('edit', 'wording', 'answer')),
    base INTEGER NOT NULL,                   -- number of the version
    first_line INTEGER NOT NULL,             -- counts from 1; both lines belong to it
    last_line INTEGER NOT NULL,
    title TEXT NOT NULL,                     -- what the place is called
    before_text TEXT NOT NULL,
    after_text TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'accepted', 'declined', 'withdrawn')),
    reply TEXT NOT NULL DEFAULT '',          -- the mentor's reason
    decided_by INTEGER REFERENCES learners ON DELETE SET NULL,
    decided_at INTEGER,
    version INTEGER,                         -- number of the version it was published with
    told_at INTEGER                          -- when the learner was told what became of it
) STRICT;

CREATE INDEX suggestions_of_deck ON suggestions (deck, status, id);
CREATE INDEX suggestions_of_learner ON suggestions (learner, status, id);
CREATE INDEX suggestions_decided_by ON suggestions (decided_by);

-- Keys that open a learner's podcast feed, or an offline page, without a log-in: one for each app or device. The table holds the
-- SHA-256 of the secret only.
CREATE TABLE access_tokens (
    id INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('feed', 'offline')),
    name TEXT NOT NULL,
    secret_hash BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    used_at INTEGER                          -- none: never
) STRICT;

CREATE INDEX access_tokens_of_learner ON access_tokens (learner, kind, id);

ALTER TABLE accounts ADD COLUMN disabled_at INTEGER;
