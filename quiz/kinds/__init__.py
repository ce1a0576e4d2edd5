"""The kinds of question, one file each, in one table.

A kind is a module with `NAME` (its key), `TITLE` (what a learner reads), `cards(deck)` (the cards it draws from a
deck, in the order of the text) and `exercise(deck, card, seed)` (one of them put as an exercise; the same seed gives
the same exercise). A new kind is such a file, one line below, and its drawing in `ui/exercises/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from deck.model import Deck
from quiz.kinds import recall
from quiz.model import Card, Exercise


class Kind(Protocol):
    """What every module in the table offers."""

    NAME: str
    TITLE: str

    def cards(self, deck: Deck) -> Iterator[Card]:
        """The cards of this kind, in the order of the text."""

    def exercise(self, deck: Deck, card: Card, seed: int) -> Exercise:
        """One card as an exercise. Raises LookupError when what it stands for is gone from the deck."""


KINDS: dict[str, Kind] = {
    recall.NAME: recall,
}


def cards(deck: Deck) -> tuple[Card, ...]:
    """All cards of a deck, by line, then by the order of the table; an id that comes twice is kept once."""
    order = {name: place for place, name in enumerate(KINDS)}
    found = [card for kind in KINDS.values() for card in kind.cards(deck)]
    found.sort(key=lambda card: (card.line, order[card.kind]))
    return tuple({card.id: card for card in reversed(found)}.values())[::-1]


def exercise(deck: Deck, card: Card, seed: int) -> Exercise:
    """The card as an exercise of its kind. Raises LookupError when its source is gone from the deck."""
    return KINDS[card.kind].exercise(deck, card, seed)
