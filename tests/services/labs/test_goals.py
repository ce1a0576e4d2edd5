import pytest

from deck.model import LabGoal
from services.labs import goals
from services.labs.goals import judge_goal
from simulation.runner import find_model, resolve, run, run_named

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


@pytest.mark.parametrize("name", list(goals.TARGETS))
def test_every_target_names_metrics_and_knobs_that_are_there(name):
    model = find_model(name)
    judged = goals.judge_target(run(model, resolve(model, dict(model.opening)), 1))
    assert judged is not None
    assert len(judged.parts) == len(goals.TARGETS[name].goals)
    assert (judged.cost is not None) == bool(goals.TARGETS[name].cost)


def test_a_target_is_reached_at_a_cost_and_only_under_its_values():
    model = find_model("pools")
    reached = goals.judge_target(run(model, resolve(model, {"arrival_rate": "380/s", "connections": "12"}), 1))
    assert reached is not None and reached.is_met and reached.cost == 12
    elsewhere = goals.judge_target(run(model, resolve(model, {"arrival_rate": "100/s"}), 1))
    assert elsewhere is not None and not elsewhere.is_met
    assert elsewhere.missing == ("arrival rate 380/s",)
