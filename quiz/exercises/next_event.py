"""What happens next? An incident up to a moment; what followed stands among what followed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from deck.model import Deck, Event, Incident
from deck.option_balance import stands_out
from quiz.exercises import options, sources
from quiz.exercises.options import WRONG_OPTIONS, Option, OptionsExercise
from quiz.model import Card

NAME = "next"
TITLE = "What happens next?"
ABOUT = "An incident up to a moment: what came then?"
EVENTS_SHOWN = 3
# How often it may be seen when it happens: it happens in four of ten cases, chance would have it in one of four.
_SHOWN = 0.6
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
    incident = sources.find_incident(deck, card)
    told = _list_events(incident)
    stops = _find_stops(told)
    if not stops:
        raise LookupError(card.source)
    rng = sources.make_rng(card, seed)
    rng.shuffle(stops)
    # The next event often takes up a word of the ones before. Only as often as chance has it may it be the one that does so
    # most; where no other moment serves, nothing is asked.
    may_show = rng.random() < _SHOWN
    rank = sources.find_rank(deck, card, seed)
    made: list[tuple[bool, int, tuple[str, ...]]] = []
    for stop in stops:
        story = _tell(told, stop)
        pool = [(place // WRONG_OPTIONS, event.text) for place, event in enumerate(_list_later(told, stop))]
        wrong = sources.choose_distractors(
            told[stop].text,
            [event.text for event in told[:stop]],
            pool,
            WRONG_OPTIONS,
            rng,
            deck.meta.language,
            f"{incident.title} {story}",
            rank,
        )
        if wrong and (may_show or not stands_out(told[stop].text, wrong, f"{incident.title} {story}")):
            longer = sum(len(text) > len(told[stop].text) for text in wrong)
            made.append((longer != rank % (len(wrong) + 1), stop, wrong))
            if not made[-1][0]:
                break
    if not made:
        raise LookupError(card.source)
    # A moment at which the right option has the rank that it should have, else the first that serves.
    _, stop, wrong = min(made, key=lambda entry: entry[0])
    right = told[stop]
    return options.make_options_exercise(
        card,
        sources.find_heading(deck, card.topic),
        incident.title,
        [Option(right.text, True, f"at {right.at}"), *(Option(text, False, "") for text in wrong)],
        rng,
        story=f"{_tell(told, stop)}\n\nWhat happens next?",
    )


def _tell(told: list[Event], stop: int) -> str:
    return "\n".join(f"- **{event.at}** {event.text}" for event in told[max(0, stop - EVENTS_SHOWN) : stop])


def _find_stops(told: list[Event]) -> list[int]:
    """Return the places of events that can be asked for: two moments before them, enough others after them."""
    return [stop for stop in range(2, len(told)) if len(_list_later(told, stop)) >= MIN_LATER]


def _list_later(told: list[Event], stop: int) -> list[Event]:
    """Return what came later than the event asked for; what came in the same minute would be right as well."""
    minute = told[stop].minute
    return [event for event in told[stop + 1 :] if event.minute is None or event.minute != minute]


def _list_events(incident: Incident) -> list[Event]:
    """Return the events in the author's order, without what was only learned afterwards."""
    return [event for event in incident.events if event.role != "lesson"]
