"""Each near miss by itself: the line it names, its code, and the line as it should be."""

from __future__ import annotations

import pytest

from deck.parser import parse

PAIRS = "".join(f"**Question:** What is {name}?\n\n**Answer:** It is {name}.\n\n" for name in ("one", "two", "three"))
CARDS = "#flashcards\n\n" + "".join(f"What is {name}?::It is {name}.\n\n" for name in ("one", "two", "three"))
GAPS = "".join(f"A {name} is a {{{{c1::thing}}}}.\n\n" for name in ("pool", "lease"))
OPTIONS = "**Question:** Which?\n\nA) one\nB) two\n{}\n\nAnswer: A\n"
HEADINGS = "".join(f"## Back\n\nText {number}.\n\n" for number in range(3))


def list_near_misses(text: str) -> list[tuple[int, str, str]]:
    once = {"notation", "questions-assumed", "language-assumed"}
    return [(problem.line, problem.code, problem.fix) for problem in parse(text).problems if problem.code not in once]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{PAIRS}**Anwser:** So.\n", (13, "mark-nearly", "**Answer:** So.")),
        ("**Question:** Why?\n\n**Anwser:** So.\n", (3, "label-misspelt", "**Answer:** So.")),
        (f"{PAIRS}Qestion: Why?\n", (13, "label-misspelt", "Question: Why?")),
        (f"{PAIRS}**Answer;** So.\n", (13, "mark-nearly", "**Answer:** So.")),
        ("**Question:** Why?\n\n**Answer**; So.\n", (3, "label-sign", "**Answer**: So.")),
        (f"{PAIRS}Q; Why is it so?\n", (13, "label-sign", "Q: Why is it so?")),
        (f"{PAIRS}##Locks and leases\n\ntext\n", (13, "heading-malformed", "## Locks and leases")),
        (f"{PAIRS}####### Locks\n", (13, "heading-malformed", "")),
        (f"{PAIRS}**What is it?\n\ntext\n", (13, "bold-open-malformed", "**What is it?**")),
        (f"{PAIRS}- [x]one\n- [ ] two\n", (13, "task-malformed", "- [x] one")),
        (f"{PAIRS}-[ ] one\n", (13, "task-malformed", "- [ ] one")),
        (f"{PAIRS}- [] one\n", (13, "task-malformed", "- [ ] one")),
        ("- one\n-two\n- three\n- four\n", (2, "item-malformed", "- two")),
        ("??? question What is it?\n    It.\n", (1, "admonition-malformed", "")),
        ("> [question] What is it?\n> It.\n", (1, "callout-malformed", "")),
        ("> question] What is it?\n> It.\n", (1, "callout-malformed", "")),
        ("> !question What is it?\n> It.\n", (1, "callout-malformed", "")),
        (f"{GAPS}A lock is a {{{{c1::promise}}.\n", (5, "gap-malformed", "")),
        (f"{GAPS}A lock is a {{c1::promise}}}}.\n", (5, "gap-malformed", "")),
        ("#flashcards\n\nA ==lock is a promise.\n", (3, "gap-malformed", "")),
        (OPTIONS.format("D) three"), (5, "option-order", "C) three")),
        (OPTIONS.format("C three"), (5, "option-order", "C) three")),
        ("A) one\nB) two\nC) three\n", (1, "options-unmarked", "")),
        (f"{HEADINGS}## Bakc\n\nText.\n", (13, "heading-misspelt", "## Back")),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n3 | 4 |\n", (4, "table-row", "| 3 | 4 |")),
        ("| a | b |\n|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 |\n", (3, "table-row", "")),
        ("| a | b |\n|---|---|\n| 1 |\n| 4 | 5 |\n", (3, "table-row", "")),
        ("| a | b | c |\n|---|---|\n| 1 | 2 | 3 |\n", (2, "table-rule", "")),
        ("| a | b |\n|-x-|--|\n| 1 | 2 |\n", (2, "table-rule", "|---|---|")),
        (
            "**Kysymys:** Mikä?\n\n**Vastaus:** Se.\n\n**Kysymys:** Miksi?\n\n**Vastaus:** Siksi.\n",
            (1, "label-unknown", ""),
        ),
        (
            f"{PAIRS}**Question:** What is four?\n\nIt is four.\n\n{PAIRS}",
            (15, "answer-unlabelled", "**Answer:** It is four."),
        ),
        (
            f"{PAIRS}What is four?\n\n**Answer:** It is four.\n\n{PAIRS}",
            (13, "question-unlabelled", "**Question:** What is four?"),
        ),
        ("- 10:00 Disk fills up\n- 10:05 Writes fail now\n", None),
    ],
)
def test_a_near_miss_is_named_with_the_line_as_it_should_be(text: str, expected: tuple[int, str, str] | None) -> None:
    found = list_near_misses(text)
    assert found == [] if expected is None else expected in found
    if expected is not None and expected[2]:
        lines = text.split("\n")
        lines[expected[0] - 1] = expected[2]
        assert expected[0] not in [line for line, code, _ in list_near_misses("\n".join(lines)) if code == expected[1]]


@pytest.mark.parametrize("mark", ["```", "~~~"])
@pytest.mark.parametrize(
    "line",
    [
        "**Anwser:** So.",
        "##Locks and leases",
        "- [x]one",
        "**What is it?",
        "| a | b |\n|-x-|--|\n| 1 | 2 |",
        "????? question Why?",
        "A) one\nB) two",
        "A ==lock",
    ],
)
def test_what_stands_in_a_fence_is_an_example(line: str, mark: str) -> None:
    assert list_near_misses(f"#flashcards\n\n{PAIRS}{mark}text\n{line}\n{mark}\n\nEnd.\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "**Options:** three of them", "**Resolution:** it was mended", "#hashtag in a line", "-5 degrees", "--flag of a tool", "3 - 2 = 1", "- [link](x.md)", "Answer the phone.",
        "**Bold text over\nwith its end** on the next line", "See note: it is so.", "{not a gap}", "a == b", "> quoted words", "Frontend: React",
        "> note that a[0] is empty", "> Help with arr[i]!", "> tip! it over", "> [Note 1] It is so.", "> [tip](x.md) of it", "> [answer][1] and more",
    ],
)  # fmt: skip
def test_what_means_what_it_says_is_left_alone(line: str) -> None:
    assert list_near_misses(f"{PAIRS}{line}\n\nEnd.\n") == []


@pytest.mark.parametrize(
    ("text", "line", "count"),
    [
        ("# D\n\n## What is one?\n\na\n\n## Two\n\nb\n\n## Three\n\nc\n\n## Four\n\nd\n", 3, "This heading"),
        ("# D\n\n**What is one?**\n\n## A\n\n- What is two?\n- What is three?\n\nEnd.\n", 3, "3 lines"),
        ("# D\n\n- What is one?\n- What is two?\n", 0, ""),
    ],
)
def test_what_asks_and_was_not_read_is_counted_once(text: str, line: int, count: str) -> None:
    told = [problem for problem in parse(text).problems if problem.code == "questions-unread"]
    assert [(problem.line, problem.severity) for problem in told] == [(line, "info")] * (line > 0)
    assert all(problem.message.startswith(count) for problem in told)


def test_an_author_who_says_that_questions_are_explicit_is_not_asked() -> None:
    text = "# D\n\n**What is one?**\n\n## A\n\n- What is two?\n- What is three?\n\nEnd.\n"
    assert parse(f"---\nquestions: explicit\n---\n{text}").problems == ()


def test_lines_with_times_that_are_no_incident_are_told_where_they_begin() -> None:
    text = "# Notes\n\n## Night\n\n- Some words first\n\nx\n\n> 10:00 the disk fills\n\n> 10:05 writes are lost\n"
    told = [problem for problem in parse(text).problems if problem.code == "timeline-unread"]
    if told:  # read as an incident, nothing is told
        assert (told[0].line, told[0].severity) == (9, "info")
    assert bool(told) != bool(parse(text).incidents)
    assert parse(text.replace("## Night", "## Agenda")).problems == ()


def test_a_heading_among_questions_that_does_not_ask_is_told() -> None:
    text = "".join(f"## Q: What is {name}?\n\nIt.\n\n" for name in ("one", "two", "three")) + "## Locks\n\nText.\n"
    assert (13, "heading-not-asked") in [(line, code) for line, code, _ in list_near_misses(text)]


def test_cards_whose_sides_are_not_parted_are_told() -> None:
    assert [entry[:2] for entry in list_near_misses(f"{CARDS}What is four?:It is four.\n")] == [(9, "card-separator")]
