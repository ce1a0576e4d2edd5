"""The client's own document, read whole: the counts and places that were promised."""

from __future__ import annotations

import re
from collections import Counter

import pytest

import deck
from deck import Deck


@pytest.fixture(scope="module")
def read(source_text: str) -> Deck:
    return deck.parse(source_text)


def test_counter_questions(read: Deck) -> None:
    assert len(read.counter_questions) == 71
    assert all(c.tests and c.prompt and c.topic for c in read.counter_questions)
    sections = {s.id for s in read.sections}
    assert {c.topic for c in read.counter_questions} <= sections


def test_the_seven_belong_to_the_topics_their_labels_name(read: Deck) -> None:
    titles = {s.id: s.title for s in read.sections}
    heading = next(s.id for s in read.sections if s.title.startswith("Counter-Questions"))
    seven = [c for c in read.counter_questions if c.section == heading]
    firsts = [titles[c.topic].split()[0] for c in seven]
    assert firsts == ["ALPN,", "Web", "Thread", "Hibernate", "Dynamic", "Bytecode", "Circuit"]
    assert all(c.follows for c in seven)


def test_incidents(read: Deck) -> None:
    assert [len(i.events) for i in read.incidents] == [9, 7, 10, 9]
    assert [len(i.lessons) for i in read.incidents] == [1, 1, 3, 3]
    fix = next(e for e in read.incidents[3].events if e.text.startswith("Permanent fix"))
    assert len(fix.details) == 3
    assert [e.minute for e in read.incidents[0].events] == [0, 2, 4, 5, 6, 8, 10, 12, 15]


def test_questions(read: Deck) -> None:
    assert Counter(q.kind for q in read.questions) == {"layered": 15, "recall": 12}
    assert sum(bool(q.eli8) for q in read.questions) == 14
    assert all(q.answer for q in read.questions)


def test_scripts(read: Deck) -> None:
    (script,) = read.scripts
    assert [p.minutes for p in script.parts] == [(8, 10), (6, 8), (5, 6), (6, 8), (2, 3)]
    assert all(p.text for p in script.parts)


def test_diagrams_and_code(read: Deck) -> None:
    assert len(read.diagrams) == 3
    assert all(d.spoken for d in read.diagrams)
    assert Counter(c.language for c in read.code) == {"java": 7, "yaml": 2, "lua": 1}
    assert not any("testing" in c.source.lower() or "**" in c.source for c in read.code)
    decorator = next(c.source for c in read.code if "mdcDecorator" in c.source)
    assert decorator.count("{") == decorator.count("}")
    assert decorator.rstrip().endswith("}")
    factory = next(c.source for c in read.code if "producerFactory()" in c.source)
    assert "ProducerFactory<String, String>" in factory


def test_no_mojibake_anywhere(read: Deck) -> None:
    assert not re.search(
        "[âÃÂ][\x80-¿€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|ğŸ|ï¸|\ufffd", repr(read.blocks) + repr(read.sections)
    )
    assert "🎙" not in "".join(s.title for s in read.sections)


def test_damage_is_told_with_its_line(read: Deck) -> None:
    told = {(p.code, p.line) for p in read.problems}
    assert ("mojibake", 110) in told
    assert {line for code, line in told if code == "fence-swallows"} == {1033, 1114, 1192}
    assert {line for code, line in told if code == "leftover"} == {1352, 1411}
    assert {line for code, line in told if code == "section-repeated"} == {720, 729, 743, 745, 764, 777}
    assert ("entities-in-code", 667) in told
    assert ("contents", 5) in told
    assert not [p for p in read.problems if p.severity == "error"]
    assert all(p.remedy for p in read.problems)
    assert read.unparsed_lines == ()


def test_lines_are_those_of_the_file(read: Deck, source_text: str) -> None:
    lines = source_text.split("\n")
    for section in read.sections:
        assert lines[section.line - 1].startswith("#")
    for question in read.counter_questions:
        assert lines[question.line - 1].startswith("- *")
    for incident in read.incidents:
        for event in incident.events:
            assert f"**{event.at}**" in lines[event.line - 1]


def test_formatting_cleans_it(read: Deck) -> None:
    from deck.formatter import format_deck

    clean = deck.parse(format_deck(read))
    assert not [p for p in clean.problems if p.severity != "info"]
    assert clean == read
