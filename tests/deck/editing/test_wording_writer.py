"""A wording is accepted for a key point: one line changes."""

from __future__ import annotations

import pytest

from deck.editing.wording_writer import add_wording
from deck.parser import parse

TEXT = """# Pools

**Question:** Why do pools run dry? {#q-dry}

**Answer:** Too many wait.

**Key points:**

- [ ] a thread waits
  for another one
- [ ] the pool is bounded ~ there is a limit; it is finite
- [ ] nobody gives back

**Question:** And then? {#q-then}

**Answer:** All stop.

- [ ] a thread waits
"""


def list_wordings(text: str, place: int = 0) -> dict[str, tuple[str, ...]]:
    question = parse(text).questions[place]
    return dict(zip(question.key_points, question.wordings or [()] * len(question.key_points), strict=True))


def list_changed_lines(text: str) -> list[int]:
    return [n for n, (old, new) in enumerate(zip(TEXT.split("\n"), text.split("\n"), strict=True), 1) if old != new]


def test_a_first_wording_stands_behind_the_last_line_of_its_point() -> None:
    after = add_wording(TEXT, "q-dry", "a thread waits for another one", "  it blocks; and waits ~ long. ")
    assert list_wordings(after)["a thread waits for another one"] == ("it blocks, and waits, long",)
    assert list_changed_lines(after) == [10]
    assert list_wordings(after, 1) == list_wordings(TEXT, 1)


def test_a_further_wording_joins_the_others() -> None:
    after = add_wording(TEXT, "q-dry", "the pool is bounded", "it can be full")
    assert list_wordings(after)["the pool is bounded"] == ("there is a limit", "it is finite", "it can be full")
    assert list_changed_lines(after) == [11]


def test_the_point_of_the_named_question_changes_and_not_its_namesake() -> None:
    after = add_wording(TEXT, "q-then", "a thread waits", "it blocks")
    assert list_changed_lines(after) == [18]
    assert list_wordings(after, 1) == {"a thread waits": ("it blocks",)}


def test_a_wording_that_is_there_already_changes_nothing() -> None:
    assert add_wording(TEXT, "q-dry", "the pool is bounded", "It is FINITE") == TEXT


def test_line_ends_stay_those_of_the_deck() -> None:
    after = add_wording(TEXT.replace("\n", "\r\n"), "q-dry", "nobody gives back", "a leak")
    assert after == add_wording(TEXT, "q-dry", "nobody gives back", "a leak").replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("question", "point", "wording"),
    [
        ("q-nobody", "a thread waits", "it blocks"),
        ("q-dry", "a thread waits", "it blocks"),
        ("q-then", "nobody gives back", "a leak"),
        ("q-then", "a thread waits", " ; ~ "),
    ],
)
def test_what_is_not_in_the_text_is_refused(question: str, point: str, wording: str) -> None:
    with pytest.raises(LookupError):
        add_wording(TEXT, question, point, wording)


@pytest.mark.parametrize("mark", ["\f", "\u2028", "\x85"])
def test_lines_are_counted_as_the_reader_counts_them(mark: str) -> None:
    text = TEXT.replace("# Pools", f"# Pools\n\nPasted{mark}from{mark}a word processor.")
    added = add_wording(text, "q-dry", "nobody gives back", "they are lost")
    assert list_wordings(added)["nobody gives back"] == ("they are lost",)
