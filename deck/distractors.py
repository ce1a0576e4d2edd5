"""What an incident asks to be decided: the author's decisions, else up to three drawn up from the incident's own steps.

Drawn up are the first diagnosis and the first mitigations: what the team did stands against steps of other incidents of
the deck. Chance enters through a seed, so that the same deck always asks the same. A drawn decision is named after
its step, as a question is after its text.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from deck.markdown.labels import plain
from deck.model import Choice, Decision, Deck, Event, Incident, Role
from deck.timeline.elapsed import clock, minutes
from deck.versioning.ids import Ids, text_id

ACTIONS: tuple[Role, ...] = ("diagnosis", "mitigation")
MOST = 3
WRONG = 3
# What a deck costs grows with its length, not with its square: so many incidents lend options to one, so many steps each,
# so many of those are tried for a decision, against so many of its own steps, by so many letters.
COMPANY, LENT, TRIED, OWN, LOOKED = 24, 12, 40, 100, 200
ALIKE = 80.0  # percent; a step this near to one of the incident's own may well be right
BELIEFS: tuple[Role, ...] = ("diagnosis", "false signal")
LABEL = re.compile(
    r"^\W*(?:mitigation|root cause|permanent fix|fix|diagnosis|verify|recovery)\s*(?:#?\d+)?\s*\W?[:–—-]\W*\s*", re.I
)

# What gives an option away: "… (false signal)", "… — misleading signal".
VERDICT = re.compile(r"\s*(?:\(|[–—-]\s*)(?:a\s+)?(?:false|misleading)\s+signal\)?\W*$", re.I)


def of(deck: Deck, incident: Incident) -> tuple[Decision, ...]:
    """The decisions of one of the deck's incidents, wherever they are asked."""
    return decisions(incident, company(deck, incident))


def company(deck: Deck, incident: Incident) -> tuple[Incident, ...]:
    """The incidents that lend options to this one: those after it, then from the deck's beginning."""
    every = deck.incidents
    place = next((n for n, other in enumerate(every) if other.id == incident.id), 0)
    return (*every[place + 1 :], *every[:place])[:COMPANY]


def drawn(incident: Incident) -> bool:
    """Whether the incident's decisions are drawn up because the author wrote none."""
    return not incident.decisions


def decisions(incident: Incident, others: Sequence[Incident], seed: int = 0) -> tuple[Decision, ...]:
    """The author's decisions, else those that can be drawn up, in the order of the events.

    `Decision.after` of a drawn one is the event before the step in question.
    """
    if not drawn(incident):
        return incident.decisions
    at = minutes(incident.events)
    ids, used = Ids(), set[str]()
    found = []
    for place, index in enumerate(_turns(incident)):
        event = incident.events[index]
        made = ids.take(text_id(f"{incident.id}~stop", step(event)))
        wrong = _wrong(incident, index, at, others, seed, used)
        if wrong:
            used.update(choice.text for choice in wrong)
            right = Choice(step(event), True, f"This is what the team did at {clock(at[index])}.", event.line)
            choices = [right, *wrong]
            # A string seeds the same way in every process.
            random.Random(f"{seed}:{incident.id}:{place}").shuffle(choices)
            prompt = "What is really going on?" if event.role == "diagnosis" else "What do you do next?"
            found.append(Decision(made, prompt, tuple(choices), index - 1, event.line, event.last))
    return tuple(found)


def answer(decision: Decision) -> str:
    """The right options, as one text."""
    return "; ".join(choice.text for choice in decision.choices if choice.right)


def step(event: Event) -> str:
    """An event's text as something one can do: without a label such as "Mitigation 1:" or a verdict."""
    return _step(event.text)


@lru_cache(maxsize=4096)
def _step(told: str) -> str:
    # Only the ends are searched: a label is short, and the patterns are slow on long rows of spaces.
    text = LABEL.sub("", told[:LOOKED]) + told[LOOKED:]
    text = (text[:-LOOKED] + VERDICT.sub("", text[-LOOKED:])).strip() or told
    return text[:1].upper() + text[1:]


def _turns(incident: Incident) -> list[int]:
    """The events that a learner could foresee: the first diagnosis, and mitigations up to `MOST` in all."""
    events = incident.events
    turns = [i for i in range(1, len(events)) if events[i].role == "diagnosis"][:1]
    turns += [i for i in range(1, len(events)) if events[i].role == "mitigation"][: MOST - len(turns)]
    return sorted(turns)


def _wrong(
    incident: Incident, index: int, at: Sequence[float], others: Sequence[Incident], seed: int, used: set[str]
) -> list[Choice]:
    """At most `WRONG` options: the team's own false signals, then steps from elsewhere that no step here resembles.

    Where nobody lends any, steps that this team took only later.
    """
    diagnosis = incident.events[index].role == "diagnosis"
    lent = _lent(incident, BELIEFS if diagnosis else ("mitigation",), others, seed)
    lent.sort(key=lambda choice: choice.text in used)
    taken = [_plain(event) for event in _steps(incident, (*ACTIONS, "recovery"))[:OWN]]
    taken.append(_plain(incident.events[index]))
    chosen: list[Choice] = []
    for choice in [*(_believed(incident, index, at) if diagnosis else ()), *lent[:TRIED]]:
        said = plain(choice.text[:LOOKED])
        if len(chosen) < WRONG and not _like(said, taken):
            taken.append(said)
            chosen.append(choice)
    return chosen or ([] if diagnosis else _later(incident, index, at))


def _believed(incident: Incident, index: int, at: Sequence[float]) -> list[Choice]:
    return [
        Choice(step(event), False, f"The team thought so at {clock(minute)}. It was a false signal.", event.line)
        for event, minute in zip(incident.events[:index], at, strict=False)
        if event.role == "false signal"
    ][:LENT]


def _lent(incident: Incident, roles: Sequence[Role], others: Sequence[Incident], seed: int) -> list[Choice]:
    """Steps of other incidents in an order that hardly changes when an incident is added or a text is mended."""
    found = [
        Choice(step(event), False, f"A step from another incident: {other.name}.", event.line)
        for other in others
        if other.id != incident.id
        for event in _steps(other, roles)[:LENT]
    ]
    return sorted(found, key=lambda choice: _draw(f"{seed}:{incident.id}:{choice.text}"))


def _draw(lot: str) -> bytes:
    return hashlib.sha256(lot.encode("utf-8", "replace")).digest()


def _steps(incident: Incident, roles: Sequence[Role]) -> list[Event]:
    return [event for event in incident.events if event.role in roles]


def _plain(event: Event) -> str:
    return plain(step(event)[:LOOKED])


def _later(incident: Incident, index: int, at: Sequence[float]) -> list[Choice]:
    told = [_plain(incident.events[index])]
    chosen: list[Choice] = []
    for event, minute in list(zip(incident.events, at, strict=True))[index + 1 :]:
        if event.role == "mitigation" and len(chosen) < WRONG and not _like(_plain(event), told):
            told.append(_plain(event))
            chosen.append(
                Choice(step(event), False, f"The team did this too, but only at {clock(minute)}.", event.line)
            )
    return chosen


def _like(text: str, others: Sequence[str]) -> bool:
    """Whether one of `others` says nearly the same."""
    return process.extractOne(text, others, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE) is not None
