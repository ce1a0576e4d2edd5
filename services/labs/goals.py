"""Whether a run reaches a goal: the one that an incident's lab sets, or the lab's own with its cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from deck.model import LabGoal
from simulation.runner import Run, resolve
from simulation.units import format_in_best_unit, parse_quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalResult:
    """A goal as a sentence, what the run came to, and whether that is enough."""

    text: str
    reached: str
    is_met: bool


def judge_goal(goal: LabGoal, result: Run) -> GoalResult | None:
    """Return how a run stands to a goal; None when the run has neither a curve nor a metric of that name.

    Where the model draws a curve of that name over time, the goal must hold at every moment; else it holds for the metric.
    """
    series = result.outcome.series
    curve = next((curve for curve in series.curves if curve.name == goal.metric and series.x_name == "time"), None)
    metric = next((metric for metric in result.model.metrics if metric.name == goal.metric), None)
    estimate = result.outcome.metrics.get(goal.metric)
    if curve is not None:
        label, unit, when = curve.label, curve.unit, " at every moment"
        value = max(curve.values) if goal.relation == "below" else min(curve.values)
    elif metric is not None and estimate is not None:
        label, unit, when, value = metric.label, metric.unit, "", estimate.value
    else:
        return None
    threshold = parse_quantity(goal.value, unit, name=goal.metric)
    return GoalResult(
        text=f"{label} {goal.relation} {format_in_best_unit(threshold, unit)}{when}",
        reached=format_in_best_unit(value, unit),
        is_met=value < threshold if goal.relation == "below" else value > threshold,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The goal of a lab: what must hold, under which values, and what it costs (a knob or a metric; "" for nothing)."""

    goals: tuple[LabGoal, ...]
    conditions: tuple[tuple[str, str], ...] = ()
    cost: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResult:
    """How a run stands to its lab's goal. `missing` are the values that the goal asks for and the run does not have."""

    parts: tuple[GoalResult, ...]
    missing: tuple[str, ...]
    is_met: bool
    cost: float | None
    cost_text: str


def _make_goal(metric: str, relation: Literal["below", "above"], value: str) -> LabGoal:
    return LabGoal(metric=metric, relation=relation, value=value, line=0)


# Goals that a run can be held to; the other labs state theirs in words only.
TARGETS: dict[str, Target] = {
    "mmc": Target(
        goals=(_make_goal("wait_p99_seconds", "below", "2s"),),
        conditions=(("arrival_rate", "8/s"), ("service_time", "1s")),
        cost="servers",
    ),
    "mmck": Target(
        goals=(_make_goal("response_p99_seconds", "below", "3s"),),
        conditions=(("arrival_rate", "12/s"), ("service_time", "1s"), ("servers", "10")),
        cost="blocking_probability",
    ),
    "mg1": Target(
        goals=(_make_goal("wait_seconds", "below", "5s"),),
        conditions=(("arrival_rate", "0.8/s"), ("service_time", "1s")),
    ),
    "pools": Target(
        goals=(_make_goal("response_p99_seconds", "below", "500ms"),),
        conditions=(("arrival_rate", "380/s"), ("query_time", "25ms")),
        cost="connections",
    ),
    "backoff": Target(
        goals=(_make_goal("completion_seconds", "below", "10s"), _make_goal("calls", "below", "1000")),
        conditions=(("clients", "100"),),
        cost="calls",
    ),
    "circuit_breaker": Target(
        goals=(_make_goal("busy_threads", "below", "2"),),
        conditions=(("failure_probability", "80%"), ("call_timeout", "1s"), ("arrival_rate", "100/s")),
        cost="open_duration",
    ),
    "metastable": Target(
        goals=(_make_goal("goodput_after_per_second", "above", "250/s"),),
        conditions=(("trigger_duration", "10s"), ("trigger_size", "80%"), ("capacity", "1000/s")),
        cost="shed_share",
    ),
    "load_balancing": Target(
        goals=(_make_goal("response_seconds", "below", "3s"),),
        conditions=(("arrival_rate", "475/s"), ("servers", "500"), ("service_time", "1s")),
        cost="choices",
    ),
    "tail_at_scale": Target(
        goals=(_make_goal("response_p99_seconds", "below", "100ms"), _make_goal("extra_load", "below", "5%")),
        conditions=(("fan_out", "100"), ("slow_probability", "1%")),
        cost="extra_load",
    ),
    "cache": Target(
        goals=(_make_goal("origin_per_second", "below", "1/s"), _make_goal("stale_ratio", "below", "1%")),
        conditions=(("arrival_rate", "500/s"),),
        cost="ttl",
    ),
    "rate_limit": Target(
        goals=(_make_goal("most_in_one_window", "below", "61"), _make_goal("rejected_share", "below", "5%")),
        conditions=(("arrival_rate", "45/min"),),
        cost="rejected_share",
    ),
    "usl": Target(goals=(_make_goal("speedup", "above", "20"),), cost="workers"),
    "partitions": Target(
        goals=(_make_goal("drain_seconds", "below", "60s"),),
        conditions=(("arrival_rate", "2000/s"), ("partitions", "10"), ("stall_duration", "30s")),
        cost="drain_rate",
    ),
    "quorum": Target(
        goals=(_make_goal("availability", "above", "99.99%"),), conditions=(("in_series", "4"),), cost="replicas"
    ),
    "idempotency": Target(
        goals=(_make_goal("repeat_executed_probability", "below", "0.01%"),),
        conditions=(("clock_skew", "95s"), ("skewed_nodes", "1")),
        cost="stored_keys",
    ),
    "saga": Target(goals=(_make_goal("stuck_probability", "below", "0.0001%"),), cost="compensation_retries"),
}


def judge_target(result: Run) -> TargetResult | None:
    """Return how a run stands to the goal of its lab; `None` for a lab whose goal is in words only."""
    target = TARGETS.get(result.model.name)
    if target is None:
        return None
    parts = tuple(part for goal in target.goals if (part := _judge_metric(goal, result)) is not None)
    goal_values = resolve(result.model, dict(target.conditions))
    missing = []
    for name, _value in target.conditions:
        knob = result.model.knob(name)
        if knob is not None and not math.isclose(result.values.number(knob.name), goal_values.number(knob.name)):
            missing.append(f"{knob.label.lower()} {format_in_best_unit(goal_values.number(knob.name), knob.unit)}")
    cost, text = _find_cost(target.cost, result)
    is_met = not missing and len(parts) == len(target.goals) and all(part.is_met for part in parts)
    return TargetResult(parts=parts, missing=tuple(missing), is_met=is_met, cost=cost, cost_text=text)


def _judge_metric(goal: LabGoal, result: Run) -> GoalResult | None:
    """Return how a metric stands to a goal. It must hold with two standard errors to spare: luck alone reaches no goal."""
    metric = next((candidate for candidate in result.model.metrics if candidate.name == goal.metric), None)
    estimate = result.outcome.metrics.get(goal.metric)
    if metric is None or estimate is None:
        return None
    # A count is whole, while a goal such as "below 61.5" need not be.
    threshold = parse_quantity(goal.value, "number" if metric.unit == "count" else metric.unit, name=goal.metric)
    margin = 2 * estimate.standard_error
    is_met = estimate.value + margin < threshold if goal.relation == "below" else estimate.value - margin > threshold
    return GoalResult(
        text=f"{metric.label} {goal.relation} {format_in_best_unit(threshold, metric.unit)}",
        reached=" ± ".join(
            format_in_best_unit(number, metric.unit) for number in (estimate.value, estimate.standard_error)
        ),
        is_met=is_met,
    )


def _find_cost(name: str, result: Run) -> tuple[float | None, str]:
    """Return what a run costs, as a number and in words."""
    knob = result.model.knob(name) if name else None
    if knob is not None:
        value = result.values.number(knob.name)
        return value, f"{knob.label.lower()} {format_in_best_unit(value, knob.unit)}"
    metric = next((candidate for candidate in result.model.metrics if candidate.name == name), None)
    estimate = result.outcome.metrics.get(name)
    if metric is None or estimate is None:
        return None, ""
    return estimate.value, f"{metric.label.lower()} {format_in_best_unit(estimate.value, metric.unit)}"
