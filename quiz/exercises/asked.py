"""The questions of a deck by their ids: looked up at every card, made once a deck."""

from __future__ import annotations

from deck.model import CounterQuestion, Deck, Question

_KEPT = 16
# By identity: a deck is frozen, and hashing a large one costs more than reading it. Holding it keeps its id its own.
_known: dict[int, tuple[Deck, dict[str, Question | CounterQuestion]]] = {}


def asked(deck: Deck, source: str) -> Question | CounterQuestion:
    """The question or counter-question with this id. Raises LookupError when the deck has none."""
    known = _known.get(id(deck))
    if known is None:
        while len(_known) >= _KEPT:
            _known.pop(next(iter(_known), 0), None)
        known = (deck, {b.id: b for b in deck.blocks if isinstance(b, Question | CounterQuestion)})
        _known[id(deck)] = known
    return known[1][source]
