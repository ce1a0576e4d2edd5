"""Where the clock waits for a decision. What is asked there is in `deck.distractors`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deck import distractors
from deck.model import Choice, Decision, Incident
from deck.timeline.elapsed import clock
from replay.model import Knot, Moment, Stop
from replay.phases import recovery


@dataclass(frozen=True, slots=True)
class Plan:
    """A decision before it has a place on the play axis. `target` is the event that shows the team's step, None if
    unknown."""

    id: str
    after: int
    prompt: str
    choices: tuple[Choice, ...]
    target: int | None
    authored: bool


def plan(incident: Incident, minutes: Sequence[float], others: Sequence[Incident], seed: int) -> tuple[Plan, ...]:
    """The incident's decisions in order of play: the author's where there are any, else drawn up from `others`."""
    put = _drawn if distractors.drawn(incident) else _authored
    plans = (put(incident, one, minutes) for one in distractors.decisions(incident, others, seed))
    return tuple(sorted((p for p in plans if p is not None), key=lambda p: p.after))


def place(plans: Sequence[Plan], moments: Sequence[Moment], knots: Sequence[Knot]) -> tuple[Stop, ...]:
    """The decisions on the play axis: the clock stops shortly after the event has been read, before the next one."""
    return tuple(_placed(plan_, moments, knots) for plan_ in plans)


def _authored(incident: Incident, decision: Decision, minutes: Sequence[float]) -> Plan | None:
    if not minutes or len(decision.choices) < 2:
        return None
    after = min(max(decision.after, 0), len(incident.events) - 1)
    later = range(after + 1, len(incident.events))
    target = next((i for i in later if incident.events[i].role in distractors.ACTIONS), next(iter(later), None))
    return Plan(decision.id, after, decision.prompt, decision.choices, target, True)


def _drawn(incident: Incident, decision: Decision, minutes: Sequence[float]) -> Plan:
    del incident
    prompt = f"It is {clock(minutes[decision.after])}. {decision.prompt}"
    return Plan(decision.id, decision.after, prompt, decision.choices, decision.after + 1, False)


def _placed(plan_: Plan, moments: Sequence[Moment], knots: Sequence[Knot]) -> Stop:
    here = moments[plan_.after]
    later = moments[plan_.target] if plan_.target is not None else None
    end = recovery(moments)
    waits = [k.second for k in knots if k.second > here.second]
    second = min(here.second + 1.2, min(waits, default=here.second))
    return Stop(
        id=plan_.id,
        second=round(second, 2),
        minute=here.minute,
        after=plan_.after,
        prompt=plan_.prompt,
        choices=plan_.choices,
        team=plan_.target,
        cost=None if later is None or not later.told else later.minute - here.minute,
        left=None if end is None or end.index <= here.index else end.minute - here.minute,
        authored=plan_.authored,
    )
