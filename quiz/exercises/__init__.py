"""The kinds of question, one file each, in one table.

A kind is a module with `NAME` (its key), `TITLE` and `ABOUT` (what a learner reads), `find_cards(deck)` (the cards it makes
of a deck, in the order of the text) and `make_exercise(deck, card, seed)` (one of them as an exercise: the same seed gives
the same exercise). CONTRIBUTING.md tells how to add one.

Some kinds (`FORMS`) are no cards of their own in practice, but other ways to ask a question that has one: there is one
memory for each piece of knowledge. They are off until a learner turns them on. Authored options and the two cards of an
incident are cards, and on.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Collection, Iterator
from typing import Protocol

from deck.model import Deck
from quiz.exercises import (
    choice,
    decision,
    estimate,
    gap,
    interviewer_intent,
    next_event,
    order,
    pick,
    prediction,
    recall,
    sources,
    typed,
)
from quiz.model import Card, Exercise


class ExerciseKind(Protocol):
    """What every module in the table offers."""

    NAME: str
    TITLE: str
    ABOUT: str

    def find_cards(self, deck: Deck) -> Iterator[Card]:
        """Yield the cards of this kind, in the order of the text."""

    def make_exercise(self, deck: Deck, card: Card, seed: int) -> Exercise:
        """Return one card as an exercise. Raises LookupError when what it stands for is gone from the deck."""


KINDS: dict[str, ExerciseKind] = {
    recall.NAME: recall,
    typed.NAME: typed,
    choice.NAME: choice,
    interviewer_intent.NAME: interviewer_intent,
    pick.NAME: pick,
    gap.NAME: gap,
    order.NAME: order,
    next_event.NAME: next_event,
    decision.NAME: decision,
    estimate.NAME: estimate,
    prediction.NAME: prediction,
}
# Forms that can ask for what was missed.
_AIMED: dict[str, Callable[[Deck, Card, int, Collection[str]], Exercise]] = {
    pick.NAME: pick.make_exercise,
    gap.NAME: gap.make_exercise,
}
ALWAYS_ON = (recall.NAME, decision.NAME)
FORMS = (interviewer_intent.NAME, pick.NAME, gap.NAME)
ON_BY_DEFAULT = (*ALWAYS_ON, choice.NAME, order.NAME, next_event.NAME, estimate.NAME, prediction.NAME)


def find_cards(deck: Deck) -> tuple[Card, ...]:
    """Return all cards of a deck, by line, then by the order of the table; an id that comes twice is kept once.

    What is derived from a question beside its own card comes after the last question of the topic.
    """
    order = {name: place for place, name in enumerate(KINDS)}
    cards = [card for kind in KINDS.values() for card in kind.find_cards(deck)]
    incidents = {incident.id for incident in deck.incidents}
    last: dict[str, int] = {}
    for card in cards:
        if card.sibling_group not in incidents:
            last[card.topic] = max(last.get(card.topic, 0), card.line)

    def place(card: Card) -> tuple[int, bool, int, int]:
        beside = card.id != card.source and card.sibling_group not in incidents
        return (last[card.topic] if beside else card.line, beside, card.line, order[card.kind])

    cards.sort(key=place)
    return tuple({card.id: card for card in reversed(cards)}.values())[::-1]


def find_practice_cards(deck: Deck) -> tuple[Card, ...]:
    """Return the cards of a deck that have a memory: `find_cards` without other ways to ask the same."""
    return tuple(card for card in find_cards(deck) if card.kind not in FORMS)


def make_exercise(deck: Deck, card: Card, seed: int, form: str = "") -> Exercise:
    """Return the card as an exercise of its kind, or of another `form`.

    Raises LookupError when its source is gone from the deck.
    """
    return KINDS[form or card.kind].make_exercise(deck, card, seed)


def choose_form(deck: Deck, card: Card, card_types: Collection[str]) -> str:
    """Return the kind in which a card is put to a learner who turned on `card_types`.

    Recall is typed where they want that and the answer has key points.
    """
    if card.kind == recall.NAME and typed.NAME in card_types:
        block = next((block for block in sources.list_questions(deck) if block.id == card.source), None)
        if block is not None and block.key_points:
            return typed.NAME
    return card.kind


def make_exercise_for(
    deck: Deck,
    card: Card,
    seed: int,
    card_types: Collection[str],
    *,
    was_met: bool = False,
    reviews: int | None = None,
    missed_points: Collection[str] = (),
) -> tuple[str, Exercise]:
    """Return the kind in which the learner meets the card, and the exercise.

    A question that `was_met` before is put in one of the `FORMS` that are on, for variety: they and its own kind take turns
    with the number of its `reviews` (None: `seed` chooses). Where the last answer left out key points (`missed_points`), a form
    that can ask for one of them comes first, and asks for one. What cannot be put in a kind (an edit left too little to choose
    from) is put in the next, and at last as recall. Raises LookupError when its source is gone from the deck.
    """
    own_form = choose_form(deck, card, card_types)
    forms = [own_form, *(form for form in FORMS if was_met and card.kind == recall.NAME and form in card_types)]
    turn = random.Random(seed).randrange(len(forms))
    if reviews is not None:
        turn = (zlib.crc32(card.id.encode()) + reviews) % len(forms)
    forms = forms[turn:] + forms[:turn]
    if missed_points:
        forms.sort(key=lambda form: form not in _AIMED)
    for form in forms:
        try:
            if missed_points and form in _AIMED:
                return form, _AIMED[form](deck, _rename_for_form(card, form), seed, missed_points)
            return form, make_exercise(deck, _rename_for_form(card, form), seed, form)
        except LookupError:
            continue
    try:
        return own_form, make_exercise(deck, card, seed, own_form)
    except LookupError:
        return recall.NAME, recall.make_exercise(deck, card, seed)


def _rename_for_form(card: Card, form: str) -> Card:
    """Return the card under the name that a form draws by, so that each form has its own order and choice."""
    return card._replace(id=f"{card.source}~{form}", kind=form) if form in FORMS else card
