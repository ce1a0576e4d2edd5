"""Estimates, stories and design steps beside other people's questions: none of them is taken for a broken one."""

from __future__ import annotations

import deck

EXERCISES = """
**Estimate:** How many in {a: 2..9 ms} at {b: 10..90 /s}?

**Answer:** {a * b}

**Story:** When were you wrong?

- [ ] what changed

**Answer:** An example.

## Design: A limiter

**Brief:** Fifty calls a minute. What do you build?

**Step Requirements (5 minutes):** What counts?

**Model answer:** One budget.

**Rubric:**

- **Senior:** keeps the count outside
"""
QUESTIONS = "".join(f"\n**Question:** Why {n}?\n\n**Answer:** So {n}.\n" for n in range(3))


def test_their_answers_are_not_missing_a_question() -> None:
    read = deck.parse(f"# T\n{QUESTIONS}{EXERCISES}")
    assert read.problems == ()
    assert (len(read.questions), len(read.estimates), len(read.stories)) == (3, 1, 1)


def test_a_deck_of_exercises_alone_has_no_questions_guessed_in_it() -> None:
    read = deck.parse(f"# T\n{EXERCISES}")
    assert read.problems == ()
    assert read.questions == ()
    assert read.design_exercises[0].steps[0].answer


def test_a_table_of_a_marked_deck_is_no_list_of_questions() -> None:
    table = "\n| Check | Question |\n|---|---|\n| name | is it theirs? |\n| list | are they on it? |\n| fraud | is it them? |\n"
    assert len(deck.parse(f"# T\n{QUESTIONS}\n## U\n{table}").questions) == 3
