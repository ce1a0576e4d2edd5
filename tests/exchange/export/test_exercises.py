"""Design exercises, stories and estimates in the formats that cannot draw numbers or reveal step by step."""

from __future__ import annotations

from datetime import UTC, datetime

import deck
from exchange.export import csv, handbook
from exchange.export.anki import build_package
from exchange.export.attachments import NO_ATTACHMENTS
from exchange.export.notes import list_notes

TEXT = """# T

## Pools

**Estimate:** A service takes {rps: 200..2000 /s} for {hold: 50 ms}. How many are busy? {#est}

**Answer:** {rps * hold} connections (± 10 %)

Little: {rps} × {hold}.

- [ ] Little's law

**Story:** Tell me about a decision. {#story}

Keep it short.

- [ ] a number

### Design: A limiter {#design}

**Brief:** Fifty calls a minute.

**Step Requirements (5 minutes):** Say what counts.

**Model answer:** One budget.

**Rubric:**

- **Senior:** keeps the count outside
"""


def test_each_is_a_plain_note_of_its_kind() -> None:
    notes = {note.id: note for note in list_notes(deck.parse(TEXT))}
    assert list(notes) == ["est", "story", "design"]
    assert "rps = 200–2,000/s" in notes["est"].question
    assert "rps * hold connections" in notes["est"].answer
    assert "Little: rps × hold" in notes["est"].answer
    assert notes["est"].key_points == ("Little's law",)
    assert notes["story"].answer == "Keep it short."
    assert notes["story"].key_points == ("a number",)
    assert "Fifty calls" in notes["design"].question
    assert "Fifty calls" not in notes["design"].answer
    assert "One budget" in notes["design"].answer
    assert [note.tags[-1] for note in notes.values()] == ["kind::estimate", "kind::story", "kind::design"]


def test_no_braces_reach_a_flat_format() -> None:
    read = deck.parse(TEXT)
    assert b"{" not in csv.build_csv(read, "t").split(b"columns:", 1)[1]
    assert build_package(read, "t", datetime(2026, 11, 1, tzinfo=UTC), NO_ATTACHMENTS)[:2] == b"PK"


def test_the_handbook_has_all_of_them() -> None:
    page = handbook.build_handbook(deck.parse(TEXT)).decode().partition("<body>")[2]
    for said in ("200–2,000/s", "a number", "Fifty calls", "One budget", "keeps the count outside", "Requirements"):
        assert said in page
    assert "{" not in page
    assert "[ ]" not in page
