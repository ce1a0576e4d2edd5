"""Textbook formulas for queues."""

from __future__ import annotations

import math

import pytest

from errors import UserError
from simulation.queueing import (
    check_empty_start,
    compute_response_tail,
    compute_state_probabilities,
    find_percentiles,
    find_root,
)


def test_a_root_is_found_however_far_it_lies() -> None:
    assert find_root(lambda x: 1000 - x, 1.0) == pytest.approx(1000)
    assert find_root(lambda x: math.exp(-x) - 0.5, 10.0) == pytest.approx(math.log(2))
    assert find_root(lambda x: -1.0, 1.0) == 0.0


def test_an_empty_start_needs_a_warm_up_that_forgets_it() -> None:
    check_empty_start(0.9, 1.0, 684)  # 2 · .9 / (1 − √.9)²
    with pytest.raises(UserError, match=r"utilization of 0\.9 needs 684 requests to forget it, and 683 are left out"):
        check_empty_start(0.9, 1.0, 683)
    check_empty_start(0.9, 0.0, 342)
    with pytest.raises(UserError):
        check_empty_start(0.9, 4.0, 684)


@pytest.mark.parametrize("t", [0.0, 0.5, 3.0])
def test_response_times_of_known_queues(t: float) -> None:
    assert compute_response_tail(1, 0.5, 1.0, t) == pytest.approx(math.exp(-0.5 * t))  # M/M/1
    # Two servers, one arrival and one departure a second: the queue drains as fast as one is served; a third waits.
    assert compute_response_tail(2, 1.0, 1.0, t) == pytest.approx(math.exp(-t) * (1 + t / 3))
    assert compute_response_tail(2, 1.001, 1.0, t) == pytest.approx(math.exp(-t) * (1 + t / 3), abs=2e-3)


def test_percentiles_bear_the_names_of_the_metrics() -> None:
    found = find_percentiles("wait", lambda t: math.exp(-t), 0.01)
    assert found == {
        "wait_p50_seconds": pytest.approx(math.log(2)),
        "wait_p95_seconds": pytest.approx(math.log(20)),
        "wait_p99_seconds": pytest.approx(math.log(100)),
    }


def test_state_probabilities_add_up_at_any_load() -> None:
    for a in (0.01, 10.0, 5000.0):
        law = compute_state_probabilities(10, a, 300)
        assert len(law) == 301
        assert sum(law) == pytest.approx(1)
    assert compute_state_probabilities(1, 0.5, 2) == pytest.approx([4 / 7, 2 / 7, 1 / 7])
