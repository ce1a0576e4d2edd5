"""A small document of our own with every kind of damage that a pasted one has, so that the repairs are tested everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

import deck
from deck import Deck
from deck.formatter import format_deck

PATH = Path(__file__).resolve().parents[2] / "fixtures" / "damaged.md"


@pytest.fixture(scope="module")
def text() -> str:
    return PATH.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def read(text: str) -> Deck:
    return deck.parse(text)


def test_nothing_is_lost(read: Deck) -> None:
    assert read.unparsed_lines == ()


def test_every_damage_is_reported_at_its_line(read: Deck, text: str) -> None:
    lines = text.split("\n")
    where = {code: lines[line - 1] for code, line in ((p.code, p.line) for p in reversed(read.problems))}
    assert "Table of Contents" in where["contents"]
    assert "â€œ" in where["mojibake"]
    assert "\u2011" in where["typographic-hyphens"]
    assert where["fence-swallows"].startswith("```java")
    assert "&lt;" in where["entities-in-code"]
    assert "continues here" in where["leftover"] or "End of Document" in where["leftover"]
    assert not [problem for problem in read.problems if problem.severity == "error"]


def test_what_the_fence_swallowed_is_read(read: Deck) -> None:
    prompts = [question.prompt for question in read.questions]
    assert "Why is the bound part of the interface?" in prompts
    assert "**" not in "".join(code.source for code in read.code)
    assert any("List<String>" in code.source for code in read.code)


def test_characters_are_mended(read: Deck) -> None:
    assert "“just a list”" in read.text
    assert "→ decide it early" in read.text
    assert "â" not in read.text


def test_follow_ups_and_incident(read: Deck) -> None:
    assert [len(i.events) for i in read.incidents] == [3]
    assert read.incidents[0].lessons == ("Give every lock an end.",)
    assert len(read.counter_questions) == 2
    assert all(question.tests for question in read.counter_questions)


def test_formatting_cleans_it(read: Deck) -> None:
    clean = deck.parse(format_deck(read))
    assert clean == read
    assert not [problem for problem in clean.problems if problem.severity != "info"]
