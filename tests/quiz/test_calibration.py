"""Calibration: what was said against what was right."""

from __future__ import annotations

import pytest

from quiz.calibration import calibrate, compute_wilson_interval


def test_nothing_said_nothing_known() -> None:
    assert calibrate([]) is None
    assert calibrate([(50, 0, 0)]) is None


def test_overconfidence_and_brier() -> None:
    found = calibrate([(50, 10, 5), (95, 20, 10)])
    assert found is not None
    assert found.answers == 30
    assert found.overconfidence == pytest.approx((0.5 * 10 + 0.95 * 20) / 30 - 0.5)
    assert found.brier == pytest.approx((10 * 0.25 + 10 * 0.05**2 + 10 * 0.95**2) / 30)
    assert found.baseline_brier == pytest.approx(0.25)
    assert found.confident_failures == 10
    assert [level.right for level in found.levels] == [0.5, 0.5]


def test_wilson_bounds_as_published() -> None:
    # Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for right, count, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert compute_wilson_interval(right, count) == pytest.approx((low, high), abs=6e-5)


def test_an_answer_is_confident_from_three_quarters_on() -> None:
    found = calibrate([(74, 4, 1), (75, 5, 2), (100, 3, 3)])
    assert found is not None
    assert found.confident_failures == 3
    assert [level.confidence for level in found.levels] == [0.74, 0.75, 1.0]
    assert (found.levels[1].low, found.levels[1].high) == compute_wilson_interval(2, 5)


def test_who_is_less_sure_than_right_is_not_overconfident() -> None:
    found = calibrate([(25, 4, 3)])
    assert found is not None
    assert found.overconfidence == pytest.approx(-0.5)


def test_nothing_is_known_of_a_share_of_nothing() -> None:
    assert compute_wilson_interval(0, 0) == (0.0, 1.0)
