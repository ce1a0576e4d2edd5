"""What makes two decks the same, and what a deck finds in itself."""

from __future__ import annotations

import pytest
from documents import decks, read_whole_deck

from deck.model import Incident
from deck.parser import parse

TEXT = read_whole_deck()


def test_where_something_stands_in_the_file_does_not_tell_decks_apart() -> None:
    for text in (TEXT, decks()[0]):
        lower = parse("\n\n" + text)
        assert lower == parse(text)
        assert [block.line for block in lower.blocks] == [block.line + 2 for block in parse(text).blocks]


@pytest.mark.parametrize(
    ("was", "now"),
    [("They burn", "They sink"), ("[x] They leak", "[ ] They leak"), ("→ testing alarms", "→ testing nerve"), ("~ no end", "~ no stop"),
     ("by 2 ms", "by 1 ms"), ("{#q-who}", ""), ("## Exercises", "### Exercises"), ("tags: [jvm, db]", "tags: [jvm]"), (":::details More", ":::details Else"),
     ("goal: failed below", "goal: failed above"), ("5, 20", "5, 21"), ("(2–3 minutes)", "(2–4 minutes)"), ("*Trigger:*", "*Symptom:*")],
)  # fmt: skip
def test_what_a_learner_gets_does(was: str, now: str) -> None:
    assert TEXT.count(was) == 1
    assert parse(TEXT.replace(was, now)) != parse(TEXT)


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Incident: the disk", "the disk"), ("INCIDENT 12: the disk", "the disk"), ("Incident B – the disk", "the disk"), ("Incident - the disk", "the disk"),
        ("Incident 123: the disk", "Incident 123: the disk"), ("Incident response", "Incident response"), ("Incident:", "Incident:"), ("The incident: a disk", "The incident: a disk"),
    ],
)  # fmt: skip
def test_an_incident_is_called_by_what_follows_the_word(title: str, short: str) -> None:
    assert Incident("i", title, "", (), (), 1, 1).short_title == short


def test_a_deck_finds_its_sections_and_what_is_above_them() -> None:
    deck = parse("# D\n\n## A\n\na\n\n### B\n\nb\n\n#### C\n\nc\n\n## D\n\nd\n")
    assert [section.title for section in deck.list_ancestors("c")] == ["C", "B", "A"]
    assert [section.title for section in deck.list_ancestors("d")] == ["D"]
    assert deck.list_ancestors("nobody") == ()
    section = deck.find_section("b")
    assert section is not None and (section.title, section.parent, section.level, section.line) == ("B", "a", 3, 7)
    assert deck.find_section("") is None


def test_parts_inside_answers_are_found_in_the_order_of_the_text() -> None:
    deck = parse(TEXT)
    assert [diagram.source.split()[0:2] for diagram in deck.diagrams] == [["graph", "TD"], ["graph", "LR"]]
    assert len(deck.code) == len(deck.callouts) == len(deck.dialogues) == 1
    lines = [block.line for block in deck.walk_blocks()]
    assert len(lines) > len(deck.blocks)
    assert [len(exercise.parts) for exercise in (*deck.estimates, *deck.stories, *deck.design_exercises)] == [2, 2, 4]
