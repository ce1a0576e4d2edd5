"""Whether a run reaches the goal that an incident's lab sets."""

from __future__ import annotations

from dataclasses import dataclass

from deck.model import LabGoal
from simulation.runner import Run
from simulation.units import format_quantity, parse_quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalResult:
    """A goal as a sentence, what the run came to, and whether that is enough."""

    text: str
    reached: str
    is_met: bool


def judge_goal(goal: LabGoal, result: Run) -> GoalResult | None:
    """Return how a run stands to a goal; `None` when the run tells neither a curve nor a metric of that name.

    Where the model draws a curve of that name over time the goal holds at every moment, else for the metric.
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
    wanted = parse_quantity(goal.value, unit, name=goal.metric)
    return GoalResult(
        text=f"{label} {goal.relation} {format_quantity(wanted, unit)}{when}",
        reached=format_quantity(value, unit),
        is_met=value < wanted if goal.relation == "below" else value > wanted,
    )
