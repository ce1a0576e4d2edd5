-- What a learner writes for design exercises and behavioural stories, by exercise and slot ("step:Numbers", "action", "ticks").
-- Private: nothing but the learner's own screens and their own export reads it.
CREATE TABLE own_texts (
    learner INTEGER NOT NULL REFERENCES learners ON DELETE CASCADE,
    deck INTEGER NOT NULL REFERENCES decks ON DELETE CASCADE,
    exercise TEXT NOT NULL,
    slot TEXT NOT NULL,
    text TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (learner, deck, exercise, slot)
) STRICT, WITHOUT ROWID;
