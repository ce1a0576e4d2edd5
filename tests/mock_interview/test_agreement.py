"""How far two scorers agree."""

from __future__ import annotations

import pytest

from mock_interview.agreement import compute_kappa, measure_agreement


def test_scorers_who_say_the_same_agree_wholly() -> None:
    scores = {"a": 1, "b": 2, "c": 3, "d": 4}
    same = measure_agreement(scores, scores)
    assert same is not None
    assert (same.exact, same.within_one, same.kappa) == (1.0, 1.0, pytest.approx(1.0))


def test_only_what_both_scored_is_compared_the_widest_apart_first() -> None:
    apart = measure_agreement({"a": 2, "b": 4, "c": 1, "own": 1}, {"c": 3, "b": 4, "a": 3, "theirs": 1})
    assert apart is not None
    assert apart.dimensions == (("c", 1, 3), ("a", 2, 3), ("b", 4, 4))
    assert (apart.exact, apart.within_one) == (pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert measure_agreement({"a": 1}, {"b": 1}) is None


def test_kappa_is_told_from_four_dimensions_on() -> None:
    first, second = {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 2, "c": 4}
    few = measure_agreement(first, second)
    enough = measure_agreement({**first, "d": 4}, {**second, "d": 4})
    assert few is not None
    assert enough is not None
    assert few.kappa is None
    assert enough.kappa is not None


def test_kappa_is_worked_out_as_cohen_does() -> None:
    # By hand: observed (1+0+0+1)/4 = .5; expected over the margins = 1.5.
    assert compute_kappa([(1, 2), (2, 2), (3, 3), (4, 3)]) == pytest.approx(1 - 0.5 / 1.5)
    assert compute_kappa([(1, 4), (4, 1), (1, 4), (4, 1)]) == pytest.approx(-1.0)
    assert compute_kappa([(3, 3), (3, 3), (3, 3), (3, 3)]) is None
