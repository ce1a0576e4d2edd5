"""What happens next? An incident up to a moment; what followed stands among what followed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from deck.model import Deck, Event, Incident
from quiz.exercises import options, rows, sources
from quiz.exercises.options import WRONG_OPTIONS, Option, OptionsExercise
from quiz.exercises.rows import OptionMaterial, RowKind
from quiz.model import Card

NAME = "next"
TITLE = "What happens next?"
ABOUT = "An incident up to a moment: what came then?"
EVENTS_SHOWN = 3  # events before the gap: enough to see where things go, few enough to be read again each time
MOST_STOPS = 8  # of an incident: more are not asked for
MIN_LATER = 2  # wrong options at the least


def find_cards(deck: Deck) -> Iterator[Card]:
    """Yield one card for each incident with a moment after which enough other things happened."""
    for incident in deck.incidents:
        if _find_stops(_list_events(incident)):
            yield sources.make_incident_card(deck, incident, NAME)


def make_exercise(deck: Deck, card: Card, seed: int) -> OptionsExercise:
    """Stop at a moment, by the seed, and ask what followed. Raises LookupError where no fair options can be made.

    The other options are what the same incident brought later: they name the same systems, so that repeated words give
    nothing away, and a learner has to know the order.
    """
    incident = sources.find_incident(deck, card.source)
    events = _list_events(incident)
    at, wrong = rows.choose_exercise(deck, _ROWS, card.source, seed)
    stop = _find_stops(events)[at]
    right = events[stop]
    return options.make_options_exercise(
        card,
        sources.find_heading(deck, card.topic),
        incident.title,
        [Option(right.text, True, f"at {right.at}"), *(Option(text, False, "") for text in wrong)],
        sources.make_rng(card, seed),
        story=f"{_tell(events, stop)}\n\n{TITLE}",
    )


def _tell(events: list[Event], stop: int) -> str:
    return "\n".join(f"- **{event.at}** {event.text}" for event in events[max(0, stop - EVENTS_SHOWN) : stop])


def _find_stops(events: list[Event]) -> list[int]:
    """Return the places of events that can be asked for: two moments before them, enough others after them.

    Where there are many, some are taken from the whole length of the incident.
    """
    stops = [stop for stop in range(2, len(events)) if len(_list_later(events, stop)) >= MIN_LATER]
    most = min(MOST_STOPS, len(stops))
    return [stops[place * len(stops) // most] for place in range(most)]


def _list_later(events: list[Event], stop: int) -> list[Event]:
    """Return what came later than the event asked for, without its own minute: that would be right as well."""
    minute = events[stop].minute
    return [event for event in events[stop + 1 :] if event.minute is None or event.minute != minute]


def _list_events(incident: Incident) -> list[Event]:
    """Return the events in the author's order, without what was only learned afterwards."""
    return [event for event in incident.events if event.role != "lesson"]


def _list_asked(deck: Deck, source: str) -> list[OptionMaterial]:
    """Return what is asked on an incident: at each stop the next event among later ones."""
    incident = sources.find_incident(deck, source)
    events = _list_events(incident)
    return [
        OptionMaterial(
            events[stop].text,
            tuple(event.text for event in events[:stop]),
            [(place // WRONG_OPTIONS, event.text) for place, event in enumerate(_list_later(events, stop))],
            incident.title,
            f"{_tell(events, stop)} {TITLE}",
        )
        for stop in _find_stops(events)
    ]


_ROWS = RowKind(name=NAME, find_cards=find_cards, list_asked=_list_asked, length=6)
