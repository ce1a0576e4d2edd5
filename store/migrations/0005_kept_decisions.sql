-- A decision that was drawn up for the replay is a card for those who keep it. A decision's card is named after the decision, and so
-- is its source now: an author who rewords it moves the card, as with a question.

ALTER TABLE cards ADD COLUMN kept_only INTEGER NOT NULL DEFAULT 0 CHECK (kept_only IN (0, 1));

UPDATE cards SET source = substr(name, 1, length(name) - length('~decision')) WHERE kind = 'decision' AND name LIKE '%~decision';
