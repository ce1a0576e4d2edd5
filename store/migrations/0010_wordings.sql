-- What a learner said in words that the judge did not take for a key point, by the learner's own word. It counts for that learner
-- from then on, and is offered to the deck's mentors without a name; `decision` is what they made of it.

CREATE TABLE wordings (
    id INTEGER PRIMARY KEY,
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    question TEXT NOT NULL,
    point TEXT NOT NULL,
    wording TEXT NOT NULL CHECK (length(wording) BETWEEN 1 AND 400),
    said_at INTEGER NOT NULL,
    decision TEXT NOT NULL DEFAULT 'open' CHECK (decision IN ('open', 'accepted', 'declined')),
    UNIQUE (learner, deck, question, point, wording)
) STRICT;

CREATE INDEX wordings_by_deck ON wordings (deck, decision, question);
