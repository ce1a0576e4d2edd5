-- What the list of decks shows of a version, and which reader its cards were made with: a start with nothing changed reads
-- no deck.
CREATE TABLE deck_summaries (
    version INTEGER PRIMARY KEY REFERENCES versions ON DELETE CASCADE,
    reader TEXT NOT NULL,
    summary TEXT NOT NULL CHECK (json_valid(summary))
) STRICT;
