"""An answer is written below the question that lacks it, and nothing else changes."""

from __future__ import annotations

import pytest

from deck.editing.answer_writer import add_answer
from deck.parser import parse

TEXT = """# Pools

**Question:** Why do pools run dry? {#q-dry}

**Question:** What is a pool? {#q-pool}

**Answer:** A set of open connections.

**Counter-questions:**

- *“And who gives one back?”* {#q-back}
  → testing ownership

**Question:** Which is the default size? {#q-size}

- [x] ten
- [ ] none
"""


def list_answers(text: str) -> dict[str, str]:
    read = parse(text)
    return {question.id: question.answer for question in (*read.questions, *read.counter_questions)}


def test_an_answer_stands_below_its_question_and_no_other_line_changes() -> None:
    after = add_answer(TEXT, "q-dry", "  Nobody gives\none back.  ")
    assert list_answers(after) == list_answers(TEXT) | {"q-dry": "Nobody gives\none back."}
    added = "**Answer:** Nobody gives\none back.\n\n"
    assert added in after and after.replace(added, "", 1) == TEXT


def test_the_answer_of_a_follow_up_belongs_to_its_item() -> None:
    after = add_answer(TEXT, "q-back", "Whoever took it.\n\nAlways.")
    assert "  → testing ownership\n\n  **Answer:** Whoever took it.\n\n  Always.\n" in after
    assert list_answers(after)["q-back"] == "Whoever took it.\n\nAlways."
    assert [question.tests for question in parse(after).counter_questions] == ["ownership"]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_line_ends_stay_those_of_the_deck(end: str) -> None:
    after = add_answer(TEXT.replace("\n", end), "q-dry", "One.\nTwo.")
    assert after == add_answer(TEXT, "q-dry", "One.\nTwo.").replace("\n", end)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("q-nobody", "So."),
        ("q-pool", "It has an answer already."),
        ("q-dry", "  \n "),
        ("q-dry", "So.\n\n## A heading of its own"),
        ("q-dry", "So.\n\n**Question:** And what is this?"),
        ("pools", "A section is no question."),
    ],
)
def test_what_would_not_be_read_as_this_answer_is_refused(question: str, answer: str) -> None:
    with pytest.raises(LookupError):
        add_answer(TEXT, question, answer)
