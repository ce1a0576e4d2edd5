"""The grade that verdicts suggest."""

from __future__ import annotations

import pytest

from quiz.answers.suggestion import suggest_typed_grade
from quiz.scheduler import Rating

CODES = {"s": "said", "n": "not_said", "?": "unsure"}


@pytest.mark.parametrize(
    ("verdicts", "contradicted", "grade"),
    [
        ("sssss", 0, Rating.GOOD),
        ("sss?n", 0, Rating.GOOD),
        ("ssnn", 0, Rating.HARD),
        ("snnn", 0, Rating.AGAIN),
        ("nnnn", 0, Rating.AGAIN),
        ("s???", 0, None),  # most are undecided
        ("s?", 0, Rating.GOOD),
        ("?", 0, None),
        ("ssssnn", 2, Rating.HARD),  # two opposites among six
        ("ssssn", 0, Rating.GOOD),
        ("ssssn", 1, Rating.HARD),  # one opposite in an otherwise right answer
        ("", 0, None),
        ("ssn", 0, Rating.GOOD),  # two thirds
        ("snn", 0, Rating.HARD),  # one third
        ("snnn??", 0, Rating.AGAIN),  # undecided ones count for nothing
        ("ss???", 0, None),
        ("nnn", 1, Rating.AGAIN),
    ],
)
def test_the_grade(verdicts: str, contradicted: int, grade: Rating | None) -> None:
    assert suggest_typed_grade([CODES[code] for code in verdicts], contradicted=contradicted) is grade
