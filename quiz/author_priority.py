"""What a deck's author calls must-know or nice-to-know: new cards come in that order when time is short, and always.

The front matter lists ids of sections and questions: `must-know: [pools, q-ten]`, `nice-to-know: [history]`. What is
listed nearer to a card holds: its question, else its topic, else the section above.
"""

from __future__ import annotations

import yaml

from deck.model import Deck
from quiz.model import Card

MUST_KNOW, NICE_TO_KNOW = "must-know", "nice-to-know"


def sort_by_priority(deck: Deck, cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """Return the cards with must-know ones first and nice-to-know ones last; others keep the order of the text."""
    must, nice = list_ids(deck, MUST_KNOW), list_ids(deck, NICE_TO_KNOW)
    if not must and not nice:
        return cards
    return tuple(sorted(cards, key=lambda card: _rank(deck, card, must, nice)))


def list_ids(deck: Deck, key: str) -> frozenset[str]:
    """Return the ids that the front matter lists under a key."""
    value = next((text for name, text in deck.meta.extra if name == key), "")
    loaded = yaml.safe_load(value) if value else []
    items = loaded if isinstance(loaded, list) else str(loaded).split(",")
    return frozenset(str(item).strip() for item in items if str(item).strip())


def _rank(deck: Deck, card: Card, must: frozenset[str], nice: frozenset[str]) -> int:
    for name in (card.source, *(section.id for section in deck.list_ancestors(card.topic))):
        if name in must:
            return 0
        if name in nice:
            return 2
    return 1
