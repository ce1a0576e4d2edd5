"""Common wrong answers in the formats that are not markdown."""

from __future__ import annotations

import deck
from exchange.export import csv, handbook
from exchange.export.notes import list_notes

TEXT = """# T

## Pools {#pools}

**Question:** How large should the pool be? {#q-size}

**Answer:** As the database can bear.

**Key points:**

- [ ] from the database outwards

**Common wrong answers:**

- As large as the thread pool
  → the queue moves into the database

**Counter-questions:**

- *"And twice the threads?"* {#cq-twice}
  → testing the limit

  **Answer:** The same.

  **Common wrong answers:**

  - Twice as many
"""


def test_a_note_ends_with_them() -> None:
    notes = {note.id: note.answer for note in list_notes(deck.parse(TEXT))}
    assert notes["q-size"].endswith("- As large as the thread pool → the queue moves into the database")
    assert notes["cq-twice"] == "The same.\n\n**Common wrong answers:**\n\n- Twice as many"


def test_each_format_has_them_and_their_reasons() -> None:
    read = deck.parse(TEXT)
    for made in (handbook.build_handbook(read).decode(), csv.build_csv(read, "t").decode()):
        for said in ("As large as the thread pool", "the queue moves into the database", "Twice as many"):
            assert said in made
