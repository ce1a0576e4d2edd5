-- What a learner adds to a card of a deck: a note, an answer and a wording of their own, a flag. It belongs to the card, and
-- follows it when the author renames or moves it.

CREATE TABLE own_cards (
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    card INTEGER NOT NULL REFERENCES cards ON DELETE CASCADE,
    note TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT '',   -- stands in the place of the deck's answer
    prompt TEXT NOT NULL DEFAULT '',   -- stands in the place of the deck's question
    flag INTEGER NOT NULL DEFAULT 0 CHECK (flag BETWEEN 0 AND 7),
    offered INTEGER NOT NULL DEFAULT 0 CHECK (offered IN (0, 1)),  -- the answer may be read by the deck's mentors
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (learner, card)
) STRICT, WITHOUT ROWID;

CREATE INDEX own_cards_offered ON own_cards (card) WHERE offered = 1;
