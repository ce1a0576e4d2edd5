from dataclasses import replace

import pytest

from deck.model import LabGoal
from services.labs import goals
from services.labs.goals import judge_goal
from simulation.model import SimulatedValue
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


def make_goal(metric, relation, value):
    return LabGoal(metric=metric, relation=relation, value=value, line=1)


def with_metric(result, name, value, error):
    """The run with another value of a metric."""
    metrics = {**result.outcome.metrics, name: SimulatedValue(value=value, standard_error=error)}
    return replace(result, outcome=replace(result.outcome, metrics=metrics))


def with_curve(result, name, values):
    series = result.outcome.series
    curves = tuple(replace(one, values=tuple(values)) if one.name == name else one for one in series.curves)
    return replace(result, outcome=replace(result.outcome, series=replace(series, curves=curves)))


@pytest.mark.parametrize(
    ("relation", "values", "is_met", "reached"),
    [
        ("below", [0.1, 4.9, 0.1], True, "4.9 s"),
        ("below", [0.1, 5.0, 0.1], False, "5 s"),
        ("below", [9.0, 0.1, 0.1], False, "9 s"),
        ("above", [6.0, 5.1, 9.0], True, "5.1 s"),
        ("above", [6.0, 5.0, 9.0], False, "5 s"),
        ("above", [1.0, 9.0, 9.0], False, "1 s"),
    ],
)
def test_the_worst_moment_of_a_curve_decides(pools, relation, values, is_met, reached):
    name = "response_p99_seconds"
    found = judge_goal(make_goal(name, relation, "5s"), with_curve(pools, name, values))
    assert (found.is_met, found.reached) == (is_met, reached)
    assert found.text == f"Response time, p99 {relation} 5 s at every moment"


def test_a_metric_is_judged_once_and_not_at_every_moment(pools):
    found = judge_goal(
        make_goal("timeout_probability", "below", "1 %"), with_metric(pools, "timeout_probability", 0.2, 0.0)
    )
    assert not found.is_met and "at every moment" not in found.text and found.reached == "20 %"
    assert judge_goal(
        make_goal("timeout_probability", "above", "1 %"), with_metric(pools, "timeout_probability", 0.2, 0)
    ).is_met
    assert not judge_goal(
        make_goal("timeout_probability", "below", "20 %"), with_metric(pools, "timeout_probability", 0.2, 0)
    ).is_met


@pytest.mark.parametrize(
    ("value", "error", "is_met"), [(0.4, 0.04, True), (0.4, 0.05, False), (0.49, 0.02, False), (0.6, 0.0, False)]
)
def test_a_target_is_reached_with_two_standard_errors_to_spare(value, error, is_met):
    model = find_model("pools")
    result = run(model, resolve(model, {"arrival_rate": "380/s", "query_time": "25ms", "requests": "2000"}), 1)
    judged = goals.judge_target(with_metric(result, "response_p99_seconds", value, error))
    assert (judged.is_met, judged.missing) == (is_met, ())
    assert judged.parts[0].reached.startswith(f"{value * 1000:g} ms ± ")
    assert judged.cost_text == "database connections 10" and judged.cost == result.values.number("connections")


def test_a_target_above_needs_its_margin_too_and_may_cost_a_metric():
    model = find_model("usl")
    result = run(model, resolve(model, dict(model.opening)), 1)
    judged = [
        goals.judge_target(with_metric(result, "speedup", value, 1.0)).is_met for value in (22.5, 22.0, 21.0, 19.0)
    ]
    assert judged == [True, False, False, False]
    model = find_model("mmck")
    result = run(model, resolve(model, {**dict(goals.TARGETS["mmck"].conditions), "requests": "2000"}), 1)
    priced = goals.judge_target(with_metric(result, "blocking_probability", 0.25, 0.01))
    assert priced.cost == 0.25 and priced.cost_text == "turned away 25 %"


def test_every_goal_of_a_target_must_be_reached():
    model = find_model("tail_at_scale")
    result = run(model, resolve(model, {**dict(goals.TARGETS["tail_at_scale"].conditions), "requests": "2000"}), 1)
    result = with_metric(result, "response_p99_seconds", 0.05, 0.0)
    assert goals.judge_target(with_metric(result, "extra_load", 0.01, 0.0)).is_met
    assert not goals.judge_target(with_metric(result, "extra_load", 0.06, 0.0)).is_met
    assert goals.judge_target(replace(result, model=replace(model, name="other"))) is None
