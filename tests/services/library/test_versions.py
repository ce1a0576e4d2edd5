"""What a text becomes: cards with fingerprints of what is asked and answered, and what the list of decks shows."""

from __future__ import annotations

import pytest

import deck
from services.library.versions import build_card_rows, describe_deck

TEXT = """---
level: Senior
description: About waiting.
---

# Waiting

## Pools {#pools}

**Question:** Why is a pool of ten dangerous? {#q-ten}

- [x] Threads wait → for a connection
- [ ] Threads end

**Answer:** Because threads wait for it.

**In plain words:** There are ten cups.

- [ ] names the wait

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge} → testing limits

## Incident: The storm {#storm}

**00:00** – *Trigger:* It begins.

**00:05** – *Symptom:* Threads reach 200.

**Decision:** Which knob do you turn first? {#turn}

- [x] The limit
  → it ends the wait
- [ ] The time-out

**00:10** – *Recovery:* It ends.
"""


def fingerprint(text: str) -> dict[str, str]:
    return {row.name: row.sha for row in build_card_rows(deck.parse(text))}


@pytest.mark.parametrize(
    ("old", "new", "source"),
    [
        ("pool of ten dangerous", "pool of two dangerous", "q-ten"),
        ("threads wait for it.", "threads queue for it.", "q-ten"),
        ("names the wait", "names the limit", "q-ten"),
        ("Why not enlarge", "Why not halve", "cq-enlarge"),
        ("testing limits", "testing costs", "cq-enlarge"),
        ("Which knob", "Which switch", "turn"),
        ("The time-out", "The retry", "turn"),
        ("it ends the wait", "it ends the night", "turn"),
    ],
)
def test_a_change_of_what_is_asked_or_answered_is_another_fingerprint_of_its_cards_alone(
    old: str, new: str, source: str
) -> None:
    assert old in TEXT
    before, after = fingerprint(TEXT), fingerprint(TEXT.replace(old, new))
    changed = {name for name in before if before[name] != after.get(name)}
    sources = {row.source for row in build_card_rows(deck.parse(TEXT)) if row.name in changed}
    assert sources - {"storm"} == {source}


def test_an_edit_elsewhere_leaves_every_fingerprint() -> None:
    moved = TEXT.replace("## Pools {#pools}\n", "## More pools {#pools}\n\nA paragraph.\n")
    assert fingerprint(moved) == fingerprint(TEXT)


def test_cards_know_their_question_topic_and_what_they_follow() -> None:
    rows = {row.name: row for row in build_card_rows(deck.parse(TEXT))}
    assert rows["q-ten"].prompt == "Why is a pool of ten dangerous?"
    assert (rows["q-ten"].kind, rows["q-ten"].source, rows["q-ten"].topic) == ("choice", "q-ten", "pools")
    assert rows["cq-enlarge"].follows == "q-ten"
    assert rows["q-ten"].follows == ""
    decisions = [row for row in rows.values() if row.kind == "decision"]
    assert [(row.source, row.prompt, bool(row.sha)) for row in decisions] == [("turn", "", True)]


def test_the_list_of_decks_shows_title_level_and_counts() -> None:
    parsed = deck.parse(TEXT)
    assert describe_deck(parsed) == {
        "title": "Waiting",
        "level": parsed.meta.level,
        "description": "About waiting.",
        "questions": 1,
        "counter_questions": 1,
        "incidents": 1,
        "scripts": 0,
        "problems": len(parsed.problems),
    }
