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
    """Return how a run stands to a goal; `None` when the run does not tell the metric.

    Where the model draws a curve of the metric's name over time the goal holds at every moment, else for the metric.
    """
    metric = next((metric for metric in result.model.metrics if metric.name == goal.metric), None)
    if metric is None:
        return None
    wanted = parse_quantity(goal.value, metric.unit, name=metric.name)
    curve = next((curve for curve in result.outcome.series.curves if curve.name == goal.metric), None)
    estimate = result.outcome.metrics.get(goal.metric)
    if curve is not None and result.outcome.series.x_name == "time":
        value = max(curve.values) if goal.relation == "below" else min(curve.values)
        when = " at every moment"
    elif estimate is not None:
        value, when = estimate.value, ""
    else:
        return None
    return GoalResult(
        text=f"{metric.label} {goal.relation} {format_quantity(wanted, metric.unit)}{when}",
        reached=format_quantity(value, metric.unit),
        is_met=value < wanted if goal.relation == "below" else value > wanted,
    )
