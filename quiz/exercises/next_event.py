"""What happens next? An incident up to a moment; what followed stands among what followed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from deck.model import Deck, Event, Incident
from quiz.exercises import options, sources
from quiz.exercises.options import WRONG_OPTIONS, Option, OptionsExercise
from quiz.model import Card

NAME = "next"
TITLE = "What happens next?"
ABOUT = "An incident up to a moment: what came then?"
MIN_EVENTS = 4
EVENTS_SHOWN = 3


def find_cards(deck: Deck) -> Iterator[Card]:
    """One card for each incident that is long enough, where there are enough other moments to choose from."""
    for incident in deck.incidents:
        elsewhere = sum(len(other.events) for other in deck.incidents if other is not incident)
        if (
            len(_list_events(incident)) >= MIN_EVENTS
            and elsewhere + len(_list_events(incident)) - MIN_EVENTS >= WRONG_OPTIONS
        ):
            yield sources.make_incident_card(deck, incident, NAME)


def make_exercise(deck: Deck, card: Card, seed: int) -> OptionsExercise:
    """A moment to stop at, by the seed, and what followed. Raises LookupError when nothing else could have followed."""
    incident = sources.find_incident(deck, card)
    told = _list_events(incident)
    if len(told) < MIN_EVENTS:
        raise LookupError(card.source)
    rng = Random(seed)
    stop = rng.randrange(2, len(told))
    right = told[stop]
    near = [event for event in told[stop + 2 :] if event.minute == right.minute is not None]
    wrong = sources.choose_distractors(
        right.text,
        [event.text for event in (*told[: stop + 2], *near)],  # what came in the same minute would be right as well
        _list_candidates(deck, incident, [event for event in told[stop + 2 :] if event not in near], right),
        WRONG_OPTIONS,
        rng,
        deck.meta.language,
    )
    if not wrong:
        raise LookupError(card.source)
    story = "\n".join(f"- **{event.at}** {event.text}" for event in told[max(0, stop - EVENTS_SHOWN) : stop])
    return options.make_options_exercise(
        card,
        sources.find_heading(deck, card.topic),
        incident.title,
        [Option(right.text, True, f"at {right.at}"), *(Option(text, False, "") for text in wrong)],
        rng,
        story=f"{story}\n\nWhat happens next?",
    )


def _list_candidates(deck: Deck, incident: Incident, later: list[Event], right: Event) -> Iterator[tuple[int, str]]:
    """Moments of other incidents that play the same part, then any, then what this one brings much later."""
    for other in deck.incidents:
        if other is not incident:
            for event in _list_events(other):
                yield 1 if event.role == right.role else 2, event.text
    for event in later:
        yield 3, event.text


def _list_events(incident: Incident) -> list[Event]:
    """The events in the author's order, without what was only learned afterwards."""
    return [event for event in incident.events if event.role != "lesson"]
