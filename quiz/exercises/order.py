"""Order the timeline: moments of an incident without their times, to be put in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deck.model import Deck, Event, Incident
from quiz.exercises import sources
from quiz.model import Card, Exercise
from quiz.scheduler import Rating

NAME = "order"
TITLE = "Order the timeline"
ABOUT = "Moments of an incident, to be put in order."
MIN_EVENTS, MAX_EVENTS = 4, 6  # three have six orders, too easily guessed; more than six are tedious to sort on a phone
# A time inside the text would give the place away.
_TIME = re.compile(r"\b\d{1,2}:\d{2}\b|\bT\s?\+|\b\d+(?:\.\d+)?\s?(?:min|minutes?|hours?|h)\s+(?:later|in|after)\b")


@dataclass(frozen=True, slots=True)
class OrderExercise(Exercise):
    """Moments of an incident to be put in order.

    `moments` are as shown; `solution[i]` is the place in `moments` of the one that came i-th; `stamps[i]` is its time as
    written.
    """

    moments: tuple[str, ...]
    solution: tuple[int, ...]
    stamps: tuple[str, ...]


def find_cards(deck: Deck) -> Iterator[Card]:
    """Yield one card for each incident with enough moments whose times are known and differ."""
    return (
        sources.make_incident_card(deck, incident, NAME)
        for incident in deck.incidents
        if len(_find_orderable_events(incident)) >= MIN_EVENTS
    )


def make_exercise(deck: Deck, card: Card, seed: int) -> OrderExercise:
    """Return some of the moments, mixed. Raises LookupError when the incident is gone or too short."""
    incident = sources.find_incident(deck, card.source)
    moments = _find_orderable_events(incident)
    if len(moments) < MIN_EVENTS:
        raise LookupError(card.source)
    rng = sources.make_rng(card, seed)
    places = sorted(rng.sample(range(len(moments)), min(MAX_EVENTS, len(moments))))
    mixed = list(places)
    while mixed == places:
        rng.shuffle(mixed)
    return OrderExercise(
        card,
        sources.find_heading(deck, card.topic),
        incident.title,
        tuple(moments[place].text for place in mixed),
        tuple(mixed.index(place) for place in places),
        tuple(moments[place].at for place in places),
    )


def count_inversions(exercise: OrderExercise, answer: Sequence[int]) -> int:
    """Count the pairs that stand the wrong way round (Kendall's tau distance).

    `answer` are places in `moments`, first to last; a moment that is not placed stands after all that are.
    """
    place = {moment: at for at, moment in enumerate(answer)}
    order = [place.get(moment, len(exercise.moments)) for moment in exercise.solution]
    return sum(order[i] >= order[j] for i in range(len(order)) for j in range(i + 1, len(order)))


def suggest_grade(exercise: OrderExercise, answer: Sequence[int]) -> Rating:
    """Suggest Good when all is in order, Hard when two neighbours are swapped, else Again."""
    wrong = count_inversions(exercise, answer)
    return Rating.GOOD if wrong == 0 else Rating.HARD if wrong == 1 else Rating.AGAIN


def _find_orderable_events(incident: Incident) -> list[Event]:
    """Return the events that can be ordered: a known time of their own, told without naming it, none twice."""
    events_by_minute: dict[float, Event] = {}
    for event in incident.events:
        if (
            event.minute is not None
            and not _TIME.search(event.text)
            and event.text not in {other.text for other in events_by_minute.values()}
        ):
            events_by_minute.setdefault(event.minute, event)
    return [events_by_minute[minute] for minute in sorted(events_by_minute)]
