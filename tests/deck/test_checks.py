"""What shows only when the whole text has been read is told at its line."""

from __future__ import annotations

import pytest

from deck.parser import parse


def list_problems(text: str) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.severity, problem.code) for problem in parse(text).problems]


def test_a_question_that_is_asked_twice_is_told_at_the_second() -> None:
    text = "# D\n\n## A\n\n**Question:** Why  so?\n\n**Answer:** It is.\n\n## B\n\n**Question:** why so?\n\n**Answer:** It was.\n"
    assert list_problems(text) == [(11, "info", "question-repeated")]
    assert "line 5" in parse(text).problems[0].message
    assert list_problems(text.replace("why so?", "why so? {#q-b}")) == []
    assert len({question.id for question in parse(text).questions}) == 2


def test_choices_that_are_all_right_leave_nothing_to_choose() -> None:
    text = "# D\n\n**Question:** Which?\n\n- [x] One\n- [x] Two\n"
    assert list_problems(text) == [(3, "warning", "choices-all-right")]
    assert list_problems(text.replace("[x] Two", "[ ] Two")) == []


def test_a_group_that_is_never_closed_is_told_where_it_begins() -> None:
    text = "# D\n\n:::details One\n\nx\n\n:::details Two\n\ny\n\n:::\n"
    assert list_problems(text) == [(3, "warning", "details-unclosed")]


def test_a_group_that_holds_nothing_is_told_and_left_out() -> None:
    deck = parse("# D\n\n:::details Outer\n\n:::details Empty\n:::\n\n:::details Inner\n\nx\n:::\n\n:::\n")
    assert [(problem.line, problem.code) for problem in deck.problems] == [(5, "details-empty")]
    assert [(group.title, group.line, group.last) for group in deck.details] == [("Outer", 3, 3), ("Inner", 8, 10)]
    assert deck.unparsed_lines == ()


def test_an_id_that_stands_twice_is_an_error_at_the_second() -> None:
    text = "# D\n\n## A {#x}\n\na\n\n## B {#x}\n\n**Question:** One? {#q}\n\n**Answer:** 1.\n\n**Question:** Two? {#q}\n\n**Answer:** 2.\n"
    assert list_problems(text) == [(7, "error", "id-repeated"), (13, "error", "id-repeated")]
    assert all(problem.remedy == "Choose another id." for problem in parse(text).problems)
    assert [section.id for section in parse(text).sections] == ["x", "x-2"]
    assert [question.id for question in parse(text).questions] == ["q", "q-2"]


@pytest.mark.parametrize(
    ("topics", "expected", "codes"),
    [
        ("pools", ("pools",), []),
        ("Connection Pools", ("pools",), []),
        ("#pools, Größe & Über", ("pools", "gro-e-uber"), []),
        ("pools, Connection pools, pools", ("pools",), []),
        ("nobody, pools", ("nobody", "pools"), ["topic-unknown"]),
    ],
)
def test_topics_are_ids_or_titles_of_sections(topics: str, expected: tuple[str, ...], codes: list[str]) -> None:
    text = f"# D\n\n## Connection pools {{#pools}}\n\na\n\n## Größe & Über\n\nb\n\n## Incident: x\n\n**Topics:** {topics}\n\n- **00:00** Load rises\n- **00:05** Errors\n"
    deck = parse(text)
    assert deck.incidents[0].topics == expected
    assert [problem.code for problem in deck.problems] == codes


def test_the_topics_of_a_script_are_resolved_too() -> None:
    text = "# D\n\n## Connection pools {#pools}\n\na\n\n## Spoken script\n\n### Part 1: One (2 minutes)\n\n**Topics:** connection pools, gone\n\nHello.\n"
    deck = parse(text)
    assert deck.scripts[0].parts[0].topics == ("pools", "gone")
    assert [(problem.line, problem.severity, problem.code) for problem in deck.problems] == [
        (9, "warning", "topic-unknown")
    ]


def test_problems_are_told_in_the_order_of_the_file() -> None:
    text = "# D\n\n![a](https://x.org/a.png)\n\n**Question:** Why?\n\n## Incident: x\n\n**Topics:** gone\n\n- **00:05** a\n- **00:00** b\n\n:::details Open\n\nx\n"
    lines = [problem.line for problem in parse(text).problems]
    assert len(lines) >= 4 and lines == sorted(lines)
