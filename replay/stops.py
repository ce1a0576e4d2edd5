"""Where the clock waits for a decision, and what can be chosen there.

The deck's own decisions come first. An incident without any gets up to three: before its first diagnosis and before
its first two mitigations, with the team's step against steps of other incidents. Chance enters through a seed, so
that the same deck always asks the same.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from deck.model import Choice, Decision, Event, Incident, Role
from replay.model import Knot, Moment, Stop
from replay.pace import clock
from replay.phases import recovery

ACTIONS: tuple[Role, ...] = ("diagnosis", "mitigation")
MOST = 3
WRONG = 3
BELIEFS: tuple[Role, ...] = ("diagnosis", "false signal")
LABEL = re.compile(
    r"^\W*(?:mitigation|root cause|permanent fix|fix|diagnosis|verify|recovery)\s*(?:#?\d+)?\s*\W?[:–—-]\W*\s*", re.I
)

# What gives an option away: "… (false signal)", "… — misleading signal".
VERDICT = re.compile(r"\s*(?:\(|[–—-]\s*)(?:a\s+)?(?:false|misleading)\s+signal\)?\W*$", re.I)


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
    if incident.decisions:
        plans = (_authored(incident, decision) for decision in incident.decisions)
        return tuple(sorted((p for p in plans if p is not None), key=lambda p: p.after))
    drawn = (_drawn(incident, index, minutes, others, seed) for index in _turns(incident))
    return tuple(p for p in drawn if p is not None)


def place(plans: Sequence[Plan], moments: Sequence[Moment], knots: Sequence[Knot]) -> tuple[Stop, ...]:
    """The decisions on the play axis: the clock stops shortly after the event has been read, before the next one."""
    return tuple(_placed(plan_, moments, knots) for plan_ in plans)


def _authored(incident: Incident, decision: Decision) -> Plan | None:
    if not incident.events or len(decision.choices) < 2:
        return None
    after = min(max(decision.after, 0), len(incident.events) - 1)
    later = range(after + 1, len(incident.events))
    target = next((i for i in later if incident.events[i].role in ACTIONS), next(iter(later), None))
    return Plan(decision.id, after, decision.prompt, decision.choices, target, True)


def _turns(incident: Incident) -> list[int]:
    """The events that a learner could foresee: the first diagnosis, the first two mitigations."""
    events = incident.events
    turns = [i for i in range(1, len(events)) if events[i].role == "diagnosis"][:1]
    turns += [i for i in range(1, len(events)) if events[i].role == "mitigation"][: MOST - len(turns)]
    return sorted(turns)


def _drawn(
    incident: Incident, index: int, minutes: Sequence[float], others: Sequence[Incident], seed: int
) -> Plan | None:
    event = incident.events[index]
    right = Choice(step(event), True, f"This is what the team did at {clock(minutes[index])}.", event.line)
    rng = random.Random(f"{seed}:{incident.id}:{index}")  # a string seeds the same way in every process
    wrong = _wrong(incident, index, minutes, others, rng)
    if not wrong:
        return None
    choices = [right, *wrong]
    rng.shuffle(choices)
    question = "What is really going on?" if event.role == "diagnosis" else "What do you do next?"
    prompt = f"It is {clock(minutes[index - 1])}. {question}"
    return Plan(f"{incident.id}~stop-{index}", index - 1, prompt, tuple(choices), index, False)


def _wrong(
    incident: Incident,
    index: int,
    minutes: Sequence[float],
    others: Sequence[Incident],
    rng: random.Random,
) -> list[Choice]:
    event = incident.events[index]
    roles = BELIEFS if event.role == "diagnosis" else ("mitigation",)
    own = [
        Choice(step(e), False, f"The team thought so at {clock(minutes[i])}. It was a false signal.", e.line)
        for i, e in enumerate(incident.events[:index])
        if event.role == "diagnosis" and e.role == "false signal"
    ]
    foreign = [
        Choice(step(e), False, f"A step from another incident: {other.title}.", e.line)
        for other in others
        if other.id != incident.id
        for e in other.events
        if e.role in roles
    ]
    rng.shuffle(foreign)
    taken = {step(event).casefold()}
    chosen: list[Choice] = []
    for choice in [*own, *foreign]:
        if choice.text.casefold() not in taken and len(chosen) < WRONG:
            taken.add(choice.text.casefold())
            chosen.append(choice)
    return chosen


def step(event: Event) -> str:
    """An event's text as something one can do: without a label such as "Mitigation 1:" or a verdict."""
    text = VERDICT.sub("", LABEL.sub("", event.text)).strip() or event.text
    return text[:1].upper() + text[1:]


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
