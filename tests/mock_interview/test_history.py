"""Rounds over time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mock_interview.history import RoundResult, list_trends

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def make_result(score: int | None, own: dict[str, int] | None = None) -> RoundResult:
    return RoundResult("r", NOW, 20, {"depth": score, "clarity": 2}, own or {}, None, None)


@pytest.mark.parametrize(
    ("scores", "direction"),
    [
        ((), "unknown"),
        ((2,), "unknown"),
        ((2, 3), "up"),
        ((3, 2), "down"),
        ((2, 2), "level"),
        ((1, 2, 3, 3), "up"),
        ((4, 3, 2, 2), "down"),
        ((2, 2, 2, 3), "up"),  # half a point is noticed
        ((3, 3, 3, 2), "down"),
        ((2, 3, 2, 2, 2, 3), "level"),  # a quarter is chance
        ((2, None, 2), "level"),
        ((None, 2, None), "unknown"),
    ],
)
def test_the_last_two_rounds_are_held_against_those_before(scores: tuple[int | None, ...], direction: str) -> None:
    (trend,) = list_trends([make_result(score) for score in scores], ["depth"])
    assert (trend.direction, trend.scores) == (direction, scores)


def test_the_gap_is_ones_own_score_less_the_evidences_where_both_are_known() -> None:
    results = [
        make_result(1, {"depth": 3}),
        make_result(3, {"depth": 2}),
        make_result(None, {"depth": 4}),
        make_result(4),
    ]
    clarity, depth = list_trends(results, ["clarity", "depth"])
    assert (clarity.key, clarity.gap) == ("clarity", None)
    assert (depth.key, depth.gap) == ("depth", 0.5)
