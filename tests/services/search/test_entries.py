"""What of a deck can be found: an entry for each thing, whole, in the order of the text."""

from __future__ import annotations

import pytest

import deck
from services.search.entries import KINDS, extract_words, list_entries

TEXT = """---
title: "*Pools*"
description: All about `waiting`.
tags: [payments, jdbc]
---

## Pools {#pools}

Some **prose** with a [link](https://x.org) and ![a picture](p.png).

**Question:** Which one? {#q-which}

- [x] the reader → it has no lock
- [ ] the writer

**Question:** Why? {#q-why}

**ELI8:** A door.

**Architect view:** A semaphore.

**Key points:**

- [ ] a bound

**Counter-questions:**

- *"And twice?"* {#cq-twice}
  → testing the limit

  **Answer:** The same.

**Rule of thumb:** Fewer.

```java
pool.take();
```

**Estimate:** How many at {n: 3}? {#est}

**Answer:** {n * 2}

**Story:** Tell me. {#story}

### Design: A limiter {#design}

**Brief:** Fifty calls.

**Step One (5 minutes):** Count.

## Incident: Storm {#inc}

Intro.

**00:00** – *Trigger:* Load rises.
- p99 3 s

**00:04** – *Symptom:* Lag.

**Decision:** What first? {#dec}

- [x] Pause

**Post-mortem lessons:**

- Bound it.

## Spoken revision

### Part 1: Runtime (8–10 minutes)

Say it.
"""


def test_every_kind_with_its_words() -> None:
    found = list(list_entries(deck.parse(TEXT)))
    assert {entry.kind for entry in found} == set(KINDS)
    by_block = {entry.block: entry for entry in found if entry.block}
    rows = {name: (entry.kind, entry.title, entry.body, entry.topic) for name, entry in by_block.items()}
    assert rows["q-which"] == ("question", "Which one?", "the reader it has no lock the writer", "pools")
    assert rows["q-why"] == ("question", "Why?", "A door. A semaphore. a bound", "pools")
    assert rows["cq-twice"] == ("follow-up", "And twice?", "Why? the limit The same.", "pools")
    assert rows["est"][:2] == ("question", "How many at 3?") and "n 2" in rows["est"][2]
    assert rows["story"][:2] == ("question", "Tell me.")
    assert rows["design"][:2] == ("question", "A limiter") and "Fifty calls." in rows["design"][2]
    assert rows["inc"] == (
        "incident",
        "Incident: Storm",
        "Intro. 00:00 Load rises. p99 3 s 00:04 Lag. What first? Bound it.",
        "inc",
    )
    script = next(entry for entry in found if entry.kind == "script")
    assert (script.title, script.body) == ("Spoken revision", "Part 1: Runtime Say it.")
    assert [entry.body for entry in found if entry.kind == "text" and entry.topic == "pools"] == [
        "Some prose with a link and a picture.",
        "Rule of thumb Fewer.",
        "Pools pool.take();",
    ]


def test_the_deck_and_its_topics_come_first_with_their_lines() -> None:
    found = list(list_entries(deck.parse(TEXT)))
    assert (found[0].kind, found[0].title, found[0].body, found[0].topic, found[0].line) == (
        "deck",
        "Pools",
        "All about waiting. payments jdbc",
        "",
        1,
    )
    topics = [(entry.title, entry.topic, entry.body) for entry in found if entry.kind == "topic"]
    assert topics[0] == ("Pools", "pools", "") and ("Incident: Storm", "inc", "") in topics
    lines = TEXT.split("\n")
    assert [lines[entry.line - 1].split(" {")[0] for entry in found if entry.kind == "topic"][:2] == [
        "## Pools",
        "### Design: A limiter",
    ]
    blocks = found[1 + len(topics) :]
    assert [entry.line for entry in blocks] == sorted(entry.line for entry in blocks)
    assert lines[next(entry for entry in blocks if entry.block == "q-why").line - 1].startswith("**Question:** Why?")


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("**a** *b* ***c*** `d`", "a b c d"),
        ("# H\n> q\n- i\n+ j\n* k\n12) l\n3. m", "H q i j k l m"),
        ("- [ ] box\n- [x] ticked", "box ticked"),
        ("| a | b |\n| --- | --- |", "a b --- ---"),
        ("snake_case stays_so", "snake_case stays_so"),
        ("Title {#id}", "Title"),
        ("![pic](a.png) and [text](b(1)", "pic and text"),
        ("a - b * c # d", "a - b c # d"),
        ("#tag -flag", "#tag -flag"),
        ("see <https://a.example/b#c> and a < b > c", "see https://a.example/b#c and a < b > c"),
    ],
)
def test_marks_are_taken_off_and_words_stay(markdown: str, words: str) -> None:
    assert extract_words(markdown) == words


EVERYTHING = """## Pools {#pools}

> *Interviewer:* "How did you notice?"
>
> *Candidate:* "The wait rose."

**Spoken Summary:** Two boxes and an arrow.

```text
+-----+    +----+
| app | -> | db |
+-----+    +----+
```

**Question:** Why? {#q-why}

**Answer:** Because.

> *Interviewer:* "Really?"

**Counter-questions:**

- *"And then?"* {#cq-then}
  → testing it

  **Answer:** So.

  **Key points:**

  - [ ] a deadline for the caller

## Incident: Storm {#inc}

**00:00** – *Trigger:* Load rises.

**00:04** – *Symptom:* Lag.
"""


def test_conversations_drawings_and_key_points_of_follow_ups_are_found() -> None:
    found = list(list_entries(deck.parse(EVERYTHING)))
    bodies = [entry.body for entry in found if entry.kind == "text"]
    assert "Interviewer: How did you notice? Candidate: The wait rose." in bodies
    assert any("Two boxes and an arrow." in body and "app" in body and "db" in body for body in bodies)
    (follow_up,) = [entry for entry in found if entry.block == "cq-then"]
    assert "a deadline for the caller" in follow_up.body
    assert follow_up.topic == "pools"
    incident = next(entry for entry in found if entry.kind == "incident")
    assert EVERYTHING.split("\n")[incident.line - 1].startswith("## Incident: Storm")
