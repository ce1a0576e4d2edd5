"""Ids are written behind what asks; no other letter changes."""

from __future__ import annotations

from random import Random

import pytest
from documents import decks, piece
from hypothesis import given, settings
from hypothesis import strategies as st

from deck.editing.id_writer import write_ids
from deck.parser import parse

TEXT = """# Pools

**Question:** Why do pools run dry
when nobody is looking?

**Answer:** They leak.

**Counter-questions:**

- *“And who notices?”* → testing alarms
- *“When?”*
  → testing time

## Q: What is a lease?

A loan with an end.

**Question:** Named already? {#q-named}

**Answer:** Yes.

**Estimate:** How many in {a: 1..9} rows?

**Answer:** {a * 2}

**Story:** When did a pool of yours run dry?
"""


def list_asked(text: str) -> list[tuple[str, str]]:
    read = parse(text)
    return [(one.id, one.prompt) for one in (*read.questions, *read.counter_questions, *read.estimates, *read.stories)]


def test_every_question_gets_the_id_it_has_and_asks_the_same() -> None:
    after, count = write_ids(TEXT)
    read = parse(after)
    asked = (*read.questions, *read.counter_questions, *read.estimates, *read.stories)
    assert count == 6 and len(asked) == 7
    assert all(one.explicit_id for one in asked)
    assert list_asked(after) == list_asked(TEXT)
    assert [one.tests for one in read.counter_questions] == ["alarms", "time"]
    assert write_ids(after) == (after, 0)


def test_the_mark_stands_at_the_end_of_what_asks() -> None:
    lines = write_ids(TEXT)[0].split("\n")
    assert lines[2] == "**Question:** Why do pools run dry"
    assert lines[3].startswith("when nobody is looking? {#q-")
    assert lines[9].startswith("- *“And who notices?”* {#") and lines[9].endswith("} → testing alarms")


def test_a_prompt_over_many_lines_is_left_alone_and_the_others_are_counted() -> None:
    long = "\n".join(f"and line {n}" for n in range(20))
    after, count = write_ids(
        f"**Question:** Why\n{long}?\n\n**Answer:** So.\n\n**Question:** What?\n\n**Answer:** It.\n"
    )
    assert count >= 1
    assert parse(after).questions[1].explicit_id


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_stay_those_of_the_deck(end: str) -> None:
    assert write_ids(TEXT.replace("\n", end)) == (write_ids(TEXT)[0].replace("\n", end), 6)


def test_bytes_are_read_too() -> None:
    assert write_ids(TEXT.encode()) == write_ids(TEXT)


@given(st.integers(0, 2**32))
@settings(max_examples=15)
def test_any_piece_of_a_deck_asks_the_same_with_ids(seed: int) -> None:
    text = piece(Random(seed))
    after, _ = write_ids(text)
    assert list_asked(after) == list_asked(text)
    assert [incident.id for incident in parse(after).incidents] == [incident.id for incident in parse(text).incidents]


def test_whole_decks_get_an_id_for_every_question() -> None:
    text = decks()[0]
    after, count = write_ids(text)
    assert count == sum(
        not one.explicit_id
        for one in (
            *parse(text).questions,
            *parse(text).counter_questions,
            *parse(text).estimates,
            *parse(text).stories,
        )
    )
    assert len(after.split("\n")) == len(text.split("\n"))
