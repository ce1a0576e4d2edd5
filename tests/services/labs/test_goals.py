import pytest

from deck.model import LabGoal
from services.labs.goals import judge_goal
from simulation.runner import run_named

SMALL = {"requests": "20000", "duration": "10s"}


@pytest.fixture(scope="module")
def pools():
    return run_named("pools", SMALL, 1)


def test_a_goal_holds_at_every_moment_where_there_is_a_curve(pools):
    found = judge_goal(LabGoal("response_p99_seconds", "below", "5s", 1), pools)
    assert found.is_met
    assert found.text == "Response time, p99 below 5 s at every moment"
    worst = max(next(curve for curve in pools.outcome.series.curves if curve.name == "response_p99_seconds").values)
    assert not judge_goal(LabGoal("response_p99_seconds", "below", f"{worst * 0.99}s", 1), pools).is_met


def test_a_goal_on_a_metric_without_a_curve(pools):
    assert judge_goal(LabGoal("timeout_probability", "below", "1 %", 1), pools).is_met
    assert not judge_goal(LabGoal("timeout_probability", "above", "1 %", 1), pools).is_met


def test_a_metric_that_the_run_does_not_tell_is_no_goal(pools):
    assert judge_goal(LabGoal("speed", "below", "1 %", 1), pools) is None
