"""How the minutes of a round are shared out among its parts."""

from __future__ import annotations

import pytest

from mock_interview.budgets import share_minutes

WHOLE_20 = ("opening", "topic", "topic", "incident", "estimate", "story", "their_questions")
WHOLE_60 = ("opening", "topic", "topic", "topic", "incident", "design", "story", "their_questions")


@pytest.mark.parametrize(
    ("minutes", "role", "kinds", "expected"),
    [
        (20, "engineer", WHOLE_20, (1, 5, 4, 3, 3, 3, 1)),  # the first of the topics has the odd minute
        (45, "engineer", WHOLE_60, (3, 6, 6, 6, 6, 9, 6, 3)),
        (60, "engineer", WHOLE_60, (3, 8, 8, 8, 8, 12, 9, 4)),
        (45, "manager", WHOLE_60, (3, 5, 5, 5, 6, 9, 9, 3)),  # more for the story
        (45, "architect", WHOLE_60, (3, 5, 5, 5, 6, 12, 6, 3)),  # more for the design
    ],
)
def test_topics_have_most_of_a_round_and_a_role_shifts_some_of_it(
    minutes: int, role: str, kinds: tuple, expected: tuple[int, ...]
) -> None:
    assert share_minutes(minutes, role, kinds) == expected


def test_the_minutes_of_what_is_missing_go_to_the_topics_or_to_what_takes_longest() -> None:
    assert share_minutes(45, "engineer", ("opening", "topic", "design", "story", "their_questions")) == (3, 24, 9, 6, 3)
    assert share_minutes(45, "engineer", ("opening", "incident", "design", "their_questions")) == (3, 6, 33, 3)


def test_another_length_is_not_offered() -> None:
    with pytest.raises(KeyError):
        share_minutes(30, "engineer", WHOLE_20)
