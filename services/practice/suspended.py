"""What a learner put away, and what keeps slipping: the cards that one looks for without being asked them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from deck.model import Deck
from quiz import exercises
from quiz.model import Card
from services.connections import opened
from services.library import catalog
from services.practice import context as desks
from services.practice.context import Learner
from services.workspace import Workspace
from store.connection import to_ms
from store.tables import cards

How = Literal["suspended", "buried", "leech"]


@dataclass(frozen=True, slots=True)
class Held:
    """A card by its `id` and `prompt` (markdown). A leech that is suspended counts as suspended."""

    id: str
    prompt: str
    how: How
    leech: bool


def held(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> tuple[Held, ...]:
    """Suspended cards, those buried until tomorrow, and leeches, each in the order of the text; `study.resume` takes
    the first two back. Raises UserError when there is no such deck."""
    deck = catalog.deck(ws, deck_id)
    with opened(ws) as connection:
        desk = desks.sit(connection, who, deck_id, now)
        rows = cards.of_deck(connection, who.id, desk.deck.id)
    found = [(how, row) for row in rows if (how := _how(row.flags, to_ms(now)))]
    order: tuple[How, ...] = ("suspended", "buried", "leech")
    return tuple(
        Held(row.name, _prompt(deck, row), how, row.flags.leech)
        for how, row in sorted(found, key=lambda pair: order.index(pair[0]))
    )


def _prompt(deck: Deck, row: cards.StateRow) -> str:
    """Of a question itself what it asks; of a card drawn from something, its kind and what it is about."""
    if row.name == row.source:
        return row.prompt
    kind = exercises.KINDS[row.kind]
    card = Card(row.name, row.kind, row.source, row.topic, row.family, row.follows, 0)
    try:
        return f"{kind.TITLE.rstrip('?')}: {kind.exercise(deck, card, 0).prompt}"
    except LookupError:
        return row.prompt or row.name


def _how(flags: cards.Flags, now: int) -> How | None:
    if flags.suspended:
        return "suspended"
    if flags.buried_until > now:
        return "buried"
    return "leech" if flags.leech else None
