"""What each kind of question becomes as a note."""

from __future__ import annotations

from dataclasses import replace

import deck
from exchange.export.notes import ExportNote, list_notes
from tests.exchange.export.pages import TEXT


def test_every_field_of_every_kind() -> None:
    wait, twice, half, which, story = list_notes(deck.parse(TEXT))
    tags = ("payments", "two-words", "topic::pools")
    assert wait == ExportNote(
        id="q-wait",
        question="Why wait?",
        answer=(
            "All *are* busy. ![Pool](a.png) ![Gone](b.png)\n\n"
            "**Common wrong answers:**\n\n- It is broken → it is only full"
        ),
        plain_words="Like a door.",
        key_points=("threads outnumber connections", "order"),
        tests="",
        topic="Pools",
        tags=(*tags, "kind::recall"),
    )
    assert twice == ExportNote(
        id="cq-twice",
        question="And twice?",
        answer="The same.",
        plain_words="",
        key_points=(),
        tests="the limit",
        topic="Pools",
        tags=(*tags, "kind::counter-question"),
    )
    assert (half.answer, half.tests) == ("", "")
    assert (which.question, which.answer) == (
        "Which one?\n\n- the reader\n- the writer",
        "**the reader** (it has no lock)",
    )
    assert (which.topic, which.tags[2:]) == ("Deep", ("topic::pools::deep", "kind::choice"))
    assert story == ExportNote(
        id="story",
        question="Tell me.",
        answer="",
        plain_words="",
        key_points=("a number",),
        tests="",
        topic="Deep",
        tags=("payments", "two-words", "topic::pools::deep", "kind::story"),
    )


def test_a_right_choice_without_a_reason_has_no_brackets() -> None:
    (note,) = list_notes(deck.parse("**Question:** Which?\n\n- [x] this\n- [ ] that\n"))
    assert (note.answer, note.topic) == ("**this**", "")


def test_a_tag_is_one_word_that_no_spreadsheet_takes_for_a_formula() -> None:
    text = "---\ntags: [=cmd, '+a; b-', '-', 'c\u202e']\n---\n\n**Question:** Which?\n\n**Answer:** Plain.\n"
    (note,) = list_notes(deck.parse(text))
    assert note.tags == ("cmd", "a-b", "c", "topic", "kind::recall")


def test_an_answer_that_has_no_blocks_of_its_own_is_its_text() -> None:
    read = deck.parse("**Question:** Which?\n\n**Answer:** Plain.\n")
    (note,) = list_notes(replace(read, blocks=tuple(replace(block, body=()) for block in read.questions)))
    assert note.answer == "Plain."
