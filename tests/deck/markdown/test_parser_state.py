"""What is known while a document is read: its sections, their titles, and the ids of what is asked."""

from __future__ import annotations

import pytest

from deck.parser import parse


def test_a_question_asked_again_in_another_topic_has_an_id_of_that_topic() -> None:
    def list_ids(*topics: str) -> dict[str, str]:
        text = "# D\n\n" + "".join(f"## {topic}\n\n**Question:** Why?\n\n**Answer:** {topic}.\n\n" for topic in topics)
        return {question.topic: question.id for question in parse(text).questions}

    two, three = list_ids("Alpha", "Beta"), list_ids("Alpha", "Gamma", "Beta")
    assert two["beta"] == three["beta"] and len(set(three.values())) == 3


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("## **Locks**", "Locks"),
        ("## <b>Locks</b> &amp; *leases*", "Locks & *leases*"),
        ("## [Locks](#locks)", "Locks"),
        ("Locks\n-----", "Locks"),
        ("## 2) `Lock<T>` {#l}", "`Lock<T>`"),
    ],
)
def test_the_title_of_a_section_is_plain(heading: str, title: str) -> None:
    assert [section.title for section in parse(f"# D\n\n{heading}\n\nx\n").sections] == [title]


def test_sections_of_one_level_stand_beside_each_other_and_deeper_ones_inside() -> None:
    read = parse("# D\n\n## A\n\n#### B\n\n### C\n\n## E\n\nx\n")
    assert [(section.id, section.parent) for section in read.sections] == [("a", ""), ("b", "a"), ("c", "a"), ("e", "")]


def test_the_same_question_twice_in_one_topic_is_numbered() -> None:
    read = parse(
        "## A\n\n**Question:** Why?\n\n**Answer:** 1.\n\n**Question:** Why?\n\n**Answer:** 2.\n\n**Question:** Why?\n\n**Answer:** 3.\n"
    )
    first, second, third = (question.id for question in read.questions)
    assert len({first, second, third}) == 3 and third == f"{second}-2"


def test_a_section_of_the_same_title_is_numbered_and_an_id_of_the_author_goes_first() -> None:
    read = parse("# D\n\n## A\n\nx\n\n## B {#a-b}\n\ny\n\n### A\n\nz\n")
    assert [(section.id, section.explicit_id) for section in read.sections] == [
        ("a", False),
        ("a-b", True),
        ("a-2", False),
    ]
