"""Decide: a decision of an incident, away from its replay.

Each decision that the author wrote has a card. One that was made up for the replay has a card too, for those who saved it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deck import distractors
from deck.model import Choice, Decision, Deck, Incident
from deck.timeline.elapsed_time import place_minutes
from quiz.exercises import sources
from quiz.model import Card, Exercise

NAME = "decision"
TITLE = "Decide"
ABOUT = "A decision of an incident: what would you do, before you see what the team did."


@dataclass(frozen=True, slots=True)
class DecisionExercise(Exercise):
    """A decision with its options.

    `situation` is the event that leads to the decision, `minute` when that is (None: unknown), `incident` its id; `choices`
    are the options in the order they are shown.
    """

    situation: str
    minute: float | None
    incident: str
    choices: tuple[Choice, ...]


def make_card_id(decision_id: str) -> str:
    """Return the id of a decision's card."""
    return f"{decision_id}~{NAME}"


def find_cards(deck: Deck) -> Iterator[Card]:
    """Yield one card for each decision with a right and a wrong option; those of one incident are siblings."""
    for incident in deck.incidents:
        topic = next((t for t in incident.topics if deck.find_section(t)), incident.section)
        saved_only = distractors.is_generated(incident)
        for decision in distractors.list_decisions(deck, incident):
            if len({choice.right for choice in decision.choices}) == 2:
                card = make_card_id(decision.id)
                yield Card(
                    id=card,
                    kind=NAME,
                    source=decision.id,
                    topic=topic,
                    sibling_group=incident.id,
                    follows="",
                    line=decision.line,
                    saved_only=saved_only,
                )


def make_exercise(deck: Deck, card: Card, seed: int) -> DecisionExercise:
    """Return the decision with its options shuffled. Raises LookupError when the deck has no such decision."""
    incident = next((one for one in deck.incidents if one.id == card.sibling_group), None)
    if incident is not None:
        for decision in distractors.list_decisions(deck, incident):
            if make_card_id(decision.id) == card.id:
                return _make_exercise(incident, decision, card, seed)
    raise LookupError(card.id)


def _make_exercise(incident: Incident, decision: Decision, card: Card, seed: int) -> DecisionExercise:
    options = list(decision.choices)
    sources.make_rng(card, seed).shuffle(options)
    after = min(max(decision.after, 0), len(incident.events) - 1)  # as in the replay
    before = incident.events[after] if incident.events else None
    has_times = any(event.minute is not None for event in incident.events)
    return DecisionExercise(
        card=card,
        heading=incident.title,
        prompt=decision.prompt,
        situation=before.text if before else "",
        minute=place_minutes(incident.events)[after] if before and has_times else None,
        incident=incident.id,
        choices=tuple(options),
    )
