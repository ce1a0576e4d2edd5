"""What a follow-up hangs on, and what is told of one that is not whole."""

from __future__ import annotations

from deck.parser import parse


def test_a_follow_up_comes_after_the_question_above_it_and_else_after_none() -> None:
    read = parse(
        "# D\n\n## Pools\n\n**Counter-questions:**\n\n- *“Zero?”* → testing a\n\n**Question:** One? {#q-one}\n\n**Answer:** 1.\n\n"
        "**Counter-questions:**\n\n- *“Two?”* → testing b\n\n## Counter-questions\n\n**Pool**\n\n- *“Three?”* → testing c\n"
    )
    assert [(one.prompt, one.follows, one.about, one.topic, one.section) for one in read.counter_questions] == [
        ("Zero?", "", "Pools", "pools", "pools"),
        ("Two?", "q-one", "One?", "pools", "pools"),
        ("Three?", "q-one", "Pool", "pools", "counter-questions"),
    ]


def test_an_empty_one_and_one_that_says_no_test_are_told_at_their_line() -> None:
    read = parse(
        "## Pools\n\n**Counter-questions:** asked late,\nmostly.\n\n-\n- *“And then?”*\n- “Who” first? {#cq-who} → testing whether alarms exist\n"
    )
    assert [(one.line, one.severity, one.code) for one in read.problems] == [
        (6, "warning", "counter-question-empty"),
        (7, "warning", "tests-missing"),
    ]
    assert [(one.prompt, one.tests) for one in read.counter_questions[1:]] == [
        ("And then?", ""),
        ("“Who” first?", "whether alarms exist"),
    ]
    assert read.counter_questions[2].id == "cq-who" and read.counter_questions[2].explicit_id
    assert [block.markdown for block in read.blocks[:1]] == ["asked late,\nmostly."]  # type: ignore[union-attr]
