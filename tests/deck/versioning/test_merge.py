"""Two edits of one text are joined; where they disagree both stand, and no line of either is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deck.versioning.merge import has_conflict_marks, merge_texts

BASE = "one\ntwo\nthree\nfour\nfive\n"
LINES = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=8).map("\n".join)


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (BASE, BASE, BASE),
        (BASE.replace("two", "TWO"), BASE, BASE.replace("two", "TWO")),
        (BASE, BASE.replace("two", "TWO"), BASE.replace("two", "TWO")),
        (BASE.replace("two", "TWO"), BASE.replace("two", "TWO"), BASE.replace("two", "TWO")),
        (BASE.replace("one", "ONE"), BASE.replace("five", "FIVE"), "ONE\ntwo\nthree\nfour\nFIVE\n"),
        (BASE.replace("two\n", ""), BASE + "six\n", "one\nthree\nfour\nfive\nsix\n"),
        (
            BASE.replace("one", "ONE"),
            BASE.replace("one", "ONE").replace("five", "FIVE"),
            "ONE\ntwo\nthree\nfour\nFIVE\n",
        ),
    ],
)
def test_what_one_side_changed_is_taken(mine: str, theirs: str, expected: str) -> None:
    merged = merge_texts(BASE, mine, theirs)
    assert (merged.text, merged.conflicts) == (expected, 0)
    assert not has_conflict_marks(merged.text)


def test_where_both_changed_a_line_differently_both_stand_between_marks() -> None:
    mine, theirs = BASE.replace("two", "mine"), BASE.replace("two", "theirs").replace("five", "5")
    merged = merge_texts(BASE, mine, theirs, ("Ada", "Bo"))
    assert merged.text == "one\n<<<<<<< Ada\nmine\n=======\ntheirs\n>>>>>>> Bo\nthree\nfour\n5\n"
    assert merged.conflicts == 1
    assert has_conflict_marks(merged.text)
    assert merge_texts(BASE, mine.replace("four", "4"), theirs.replace("four", "IV")).conflicts == 2


def test_a_line_that_one_deletes_and_the_other_changes_is_a_conflict() -> None:
    merged = merge_texts(BASE, BASE.replace("three\n", ""), BASE.replace("three", "3"))
    assert merged.conflicts == 1
    assert "<<<<<<< yours\n=======\n3\n>>>>>>> theirs" in merged.text


@pytest.mark.parametrize(
    "text", ["", "=======\n", "<<<<<<< a\nb\n", ">>>>>>> a\n", "a <<<<<<< b\n>>>>>>> c", "<<<<<<<<<\n>>>>>>>>>\n"]
)
def test_other_lines_are_no_marks_of_a_merge(text: str) -> None:
    assert not has_conflict_marks(text)


@given(LINES, LINES, LINES)
@settings(max_examples=60)
def test_no_line_that_a_side_added_is_lost(base: str, mine: str, theirs: str) -> None:
    merged = merge_texts(base, mine, theirs)
    found = merged.text.split("\n")
    old = set(base.split("\n"))
    assert {*mine.split("\n"), *theirs.split("\n")} - old <= set(found)
    assert has_conflict_marks(merged.text) == (merged.conflicts > 0)
    mirrored = merge_texts(base, theirs, mine)
    assert mirrored.conflicts == merged.conflicts
