"""Tables of decks: versions, audiences, counts, and suggested changes."""
