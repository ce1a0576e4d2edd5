"""Whom a published version names, and why it says it was changed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from services.library import authors


@pytest.mark.parametrize(
    ("names", "reasons", "options", "note"),
    [
        (["Ada"], ["It is clearer."], {}, "Suggested by Ada: It is clearer."),
        (["Ada"], [], {}, "Suggested by Ada"),
        (["Ada"], [""], {}, "Suggested by Ada"),
        (["Ada", "Ben", "Ada"], ["clearer", "shorter!", "clearer"], {}, "Suggested by Ada, Ben: clearer; shorter!"),
        (["Ada", "Ben"], ["clearer", "shorter"], {}, "Suggested by Ada, Ben: clearer; shorter"),
        (["Ada"], ["why"], {"is_edited": True}, "Suggested by Ada, edited: why"),
        (
            ["Ada"],
            ["why?"],
            {"is_edited": True, "others": "one wording"},
            "Suggested by Ada, edited, and one wording: why?",
        ),
        (["Ada", "Ben", "Cem"], [], {"limit": 2}, "Suggested by Ada, Ben and 1 more"),
        (["Ada", "Ben", "Cem"], [], {"limit": 3}, "Suggested by Ada, Ben, Cem"),
        (["Ada", "Ben", "Ada"], [], {"limit": 2}, "Suggested by Ada, Ben"),
    ],
)
def test_a_note_says_who_suggested_a_change_and_why(
    names: Sequence[str], reasons: Sequence[str], options: dict[str, object], note: str
) -> None:
    assert authors.credit_authors(names, reasons, **options) == note  # type: ignore[arg-type]


def test_reasons_are_cut_and_names_are_not() -> None:
    cut = authors.credit_authors(["Ada"], ["because " * 50])
    assert len(cut) == authors.MAX_NOTE_LETTERS
    assert cut.endswith("…")
    many = [f"Learner {number:03}" for number in range(60)]
    note = authors.credit_authors(many, ["because " * 50])
    assert all(name in note for name in many)
    head, _, why = note.partition(": ")
    assert head.endswith("Learner 059")
    assert authors.MIN_REASON_LETTERS - 1 <= len(why) <= authors.MIN_REASON_LETTERS


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({}, ""),
        ({"wording": 1}, "one wording"),
        ({"wording": 2}, "2 wordings"),
        ({"answer": 1, "wording": 3}, "3 wordings and one answer"),
        ({"wording": 0, "answer": 2, "edit": 5}, "2 answers"),
    ],
)
def test_offers_are_counted_in_words(counts: dict[str, int], text: str) -> None:
    assert authors.describe_offers(counts) == text  # type: ignore[arg-type]


def test_a_note_of_the_greatest_length_is_whole() -> None:
    whole = "x" * authors.MAX_NOTE_LETTERS
    assert authors.shorten_note(whole) == whole
    assert authors.shorten_note(whole + "x") == "x" * (authors.MAX_NOTE_LETTERS - 1) + "…"
    assert authors.shorten_note("one two three", 9) == "one two…"
