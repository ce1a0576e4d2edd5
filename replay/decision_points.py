"""Where the clock waits for a decision. What is asked there is in `deck.distractors`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deck import distractors
from deck.model import Choice, Decision, Incident
from deck.timeline.elapsed_time import format_minute
from replay.model import DecisionPoint, Knot, Moment
from replay.phases import find_recovery


@dataclass(frozen=True, slots=True)
class UnplacedDecision:
    """A decision before it has a place on the play axis.

    `team_event` is the event that shows the team's step, None if unknown.
    """

    id: str
    after_event: int
    prompt: str
    choices: tuple[Choice, ...]
    team_event: int | None
    authored: bool


def plan_decisions(
    incident: Incident, minutes: Sequence[float], decisions: Sequence[Decision]
) -> tuple[UnplacedDecision, ...]:
    """Return the incident's decisions in order of play, the author's or those that were drawn up."""
    plan_points = _plan_generated if distractors.is_generated(incident) else _plan_authored
    plans = (plan_points(incident, decision, minutes) for decision in decisions)
    return tuple(sorted((p for p in plans if p is not None), key=lambda p: p.after_event))


def place_decisions(
    plans: Sequence[UnplacedDecision], moments: Sequence[Moment], knots: Sequence[Knot]
) -> tuple[DecisionPoint, ...]:
    """Return the decisions on the play axis: the clock stops shortly after the event has been read, before the next
    one.
    """
    return tuple(_place_decision(decision, moments, knots) for decision in plans)


def _plan_authored(incident: Incident, decision: Decision, minutes: Sequence[float]) -> UnplacedDecision | None:
    if not minutes or len(decision.choices) < 2:
        return None
    # An author may put a decision before the first event or after the last: it waits at the nearest one.
    after = min(max(decision.after, 0), len(incident.events) - 1)
    later = range(after + 1, len(incident.events))
    target = next((i for i in later if incident.events[i].role in distractors.ACTION_ROLES), next(iter(later), None))
    return UnplacedDecision(decision.id, after, decision.prompt, decision.choices, target, True)


def _plan_generated(incident: Incident, decision: Decision, minutes: Sequence[float]) -> UnplacedDecision:
    del incident
    prompt = f"It is {format_minute(minutes[decision.after])}. {decision.prompt}"
    return UnplacedDecision(decision.id, decision.after, prompt, decision.choices, decision.after + 1, False)


def _place_decision(decision: UnplacedDecision, moments: Sequence[Moment], knots: Sequence[Knot]) -> DecisionPoint:
    moment = moments[decision.after_event]
    later = moments[decision.team_event] if decision.team_event is not None else None
    end = find_recovery(moments)
    # A moment after the event has come up, and before the clock moves on; after the last event there is nothing to wait for.
    waits = [k.second for k in knots if k.second > moment.second]
    second = min(moment.second + 1.2, min(waits, default=moment.second))
    return DecisionPoint(
        id=decision.id,
        second=round(second, 2),
        minute=moment.minute,
        after_event=decision.after_event,
        prompt=decision.prompt,
        choices=decision.choices,
        team_event=decision.team_event,
        minutes_to_team_step=None if later is None or not later.timed else later.minute - moment.minute,
        minutes_to_recovery=None if end is None or end.index <= moment.index else end.minute - moment.minute,
        authored=decision.authored,
    )
