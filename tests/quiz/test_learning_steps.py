"""Learning steps as they are written."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import UserError
from quiz import learning_steps


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1m 10m", [60, 600]),
        ("", []),
        ("  ", []),
        ("30s", [30]),
        ("15", [900]),
        ("1.5h", [5400]),
        ("1M, 10 m", [60, 600]),
        ("1m,10m", [60, 600]),
        ("1d", [86400]),
        ("1 10", [60, 600]),
    ],
)
def test_steps_are_read(text: str, seconds: list[float]) -> None:
    assert [step.total_seconds() for step in learning_steps.parse_steps(text)] == seconds


@pytest.mark.parametrize(
    ("text", "ahead", "kept"),
    [
        ("1m 10m", 20, "10m"),
        ("10m 1m", 20, "10m"),
        ("1m 10m 6h", 20, "10m"),
        ("1m 10m", 5, "1m"),
        ("6h 1d", 20, "6h"),
        ("15m", 20, "15m"),
        ("1m 10m", 0, "1m"),
        ("", 20, ""),
    ],
)
def test_before_an_interview_the_step_stays_that_a_session_still_reaches(text: str, ahead: int, kept: str) -> None:
    step = learning_steps.choose_step(learning_steps.parse_steps(text), timedelta(minutes=ahead))
    assert learning_steps.format_steps(step) == kept


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1m 10x", "'10x' is not a step"),
        ("ten minutes", "'ten' is not a step"),
        ("-1m", "'-1m' is not a step"),
        ("1m;10m", "'1m;10m' is not a step"),
        ("0m", "from 1s to 1d; 0s does not"),
        ("2d", "from 1s to 1d; 2d does not"),
        ("99999999m", "is not a step"),
        ("٣m", "is not a step"),
        ("1m " * 11, "11 steps; 10 are the most"),
    ],
)
def test_what_is_no_step_is_said(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        learning_steps.parse_steps(text)
    assert caught.value.remedy


@given(st.lists(st.integers(1, 86400), max_size=10))
def test_what_is_written_is_read_again(seconds: list[int]) -> None:
    found = tuple(timedelta(seconds=value) for value in seconds)
    assert learning_steps.parse_steps(learning_steps.format_steps(found)) == found
