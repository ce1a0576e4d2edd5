"""Each rule of the table has its fixtures in fixtures/rules.md, each kind of fragment a file of its own."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from speech.text.normalizer import RULES, normalize_text
from speech.text.rules.rule import Rule

FIXTURES = Path(__file__).parent / "fixtures"


def read_cases(path: Path) -> list[tuple[str, str, str]]:
    """Read `title / . / written / . / spoken / .`; what says nothing is written as `nothing`."""
    cases = re.findall(r"(.+)\n\.\n(.+)\n\.\n(.+)\n\.\n", path.read_text("utf-8"))
    return [(title, written, "" if spoken == "nothing" else spoken) for title, written, spoken in cases]


CASES = read_cases(FIXTURES / "rules.md")
KINDS = [case for path in sorted(FIXTURES.glob("*.md")) if path.stem != "rules" for case in read_cases(path)]


def test_fixtures_are_read() -> None:
    assert len(CASES) > 200
    kinds = Counter(kind for kind, _, _ in KINDS)
    assert len(kinds) >= 12 and min(kinds.values()) >= 10


@pytest.mark.parametrize(("kind", "written", "expected"), KINDS)
def test_each_kind_of_fragment_is_said_as_people_say_it(kind: str, written: str, expected: str) -> None:
    assert normalize_text(written) == expected


@pytest.mark.parametrize(("rule", "written", "expected"), CASES)
def test_said_as_expected(rule: str, written: str, expected: str) -> None:
    assert normalize_text(written) == expected


@pytest.mark.parametrize("name", [rule.name for rule in RULES])
def test_every_rule_changes_one_of_its_fixtures(name: str) -> None:
    assert any(_changed(name, written) for rule, written, _ in CASES if rule == name)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_a_rule_needs_is_in_every_text_it_changes(rule: Rule) -> None:
    for _, written, _ in (*CASES, *KINDS):
        if rule.needs.isdisjoint(written) and rule.needs:
            assert not rule.pattern.search(written), written


def test_every_rule_says_why() -> None:
    assert all(rule.reason.endswith(".") for rule in RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)


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


def test_the_longer_of_two_terms_comes_first() -> None:
    terms = (("Pool", "pull"), ("Pool size", "how many"), ("size", "sighs"))
    assert normalize_text("Pool and Pool size", terms) == normalize_text("Pool and Pool size", terms[::-1])
    assert normalize_text("Pool and Pool size", terms) == "pull and how many."


def test_a_pronunciation_of_a_figure_leaves_the_others_alone() -> None:
    assert normalize_text("k8s has 0 nodes", (("k8s", "kubernetes"), ("0", "zero"))) == "kubernetes has zero nodes."


def test_marks_in_a_deck_stand_for_no_wording() -> None:
    assert normalize_text("a \ue0005\ue001 b \ue0000\ue001", (("b", "bee"),)) == "a 5 bee 0."


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
