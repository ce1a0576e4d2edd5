"""Each rule of the table has its fixtures in `speakable.md`: title (the rule), input, expected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from speech.text.normalizer import RULES, normalize_text

CASES = [
    tuple(part.strip("\n") for part in case.split("\n.\n"))
    for case in re.findall(r"(?:.+\n\.\n){2}.*\n(?=\.\n)", Path(__file__).with_name("speakable.md").read_text("utf-8"))
]


def test_fixtures_are_read() -> None:
    assert len(CASES) > 60
    assert all(len(case) == 3 for case in CASES)


@pytest.mark.parametrize(("rule", "written", "expected"), CASES)
def test_said_as_expected(rule: str, written: str, expected: str) -> None:
    assert normalize_text(written) == expected


@pytest.mark.parametrize("name", [rule.name for rule in RULES])
def test_every_rule_changes_one_of_its_fixtures(name: str) -> None:
    assert any(_changed(name, written) for rule, written, _ in CASES if rule == name)


def _changed(name: str, text: str) -> bool:
    """Whether the rule of this name changes the text as the rules before it left it."""
    for rule in RULES:
        after = rule.pattern.sub(rule.replacement, text)
        if rule.name == name:
            return after != text
        text = after
    return False


def test_a_deck_has_its_own_pronunciations_before_every_rule() -> None:
    said = normalize_text("Hikari and HTTP/2 in Hikaris", (("Hikari", "hee-KAH-ree"), ("HTTP/2", "aitch two")))
    assert said == "hee-KAH-ree and aitch two in Hikaris."


def test_a_pronunciation_is_not_a_pattern() -> None:
    assert normalize_text(r"C++ rocks", (("C++", r"see plus \1"),)) == r"see plus \1 rocks."


@pytest.mark.parametrize("nothing", ["", "   ", "→", "🎙️", "***", "…", '""'])
def test_what_has_no_words_says_nothing(nothing: str) -> None:
    assert normalize_text(nothing) == ""


def test_no_english_words_get_into_another_language() -> None:
    said = normalize_text("Die Latenz steigt von 120 ms → 900 ms & der `Pool` ist voll", language="de")
    assert "milliseconds" not in said and " and " not in said and "then" not in said
    assert "Pool" in said and "`" not in said


@pytest.mark.timeout(20)
@pytest.mark.parametrize("stretch", ["a.", "1/", "/a", "→1", "A", "_a", "1 ", "((", "a@", "x-", "00:", "http://", "é"])
def test_hostile_text_costs_no_more_than_its_length(stretch: str) -> None:
    assert isinstance(normalize_text(stretch * 3000), str)
