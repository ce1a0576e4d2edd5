"""The questions of a deck by their ids: looked up at every card, made once a deck."""

from __future__ import annotations

from deck.model import CounterQuestion, Deck, Question

_MAX_DECKS = 16
# By identity: a deck is frozen, and hashing a large one costs more than reading it. Holding it keeps its id its own.
_questions_by_deck: dict[int, tuple[Deck, dict[str, Question | CounterQuestion]]] = {}


def find_question(deck: Deck, source: str) -> Question | CounterQuestion:
    """The question or counter-question with this id. Raises LookupError when the deck has none."""
    known = _questions_by_deck.get(id(deck))
    if known is None:
        while len(_questions_by_deck) >= _MAX_DECKS:
            _questions_by_deck.pop(next(iter(_questions_by_deck), 0), None)
        known = (deck, {b.id: b for b in deck.blocks if isinstance(b, Question | CounterQuestion)})
        _questions_by_deck[id(deck)] = known
    return known[1][source]
