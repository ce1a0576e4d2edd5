"""Suspended and buried cards, and leeches: what a learner looks for without being asked it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from deck.estimates.estimate_notation import write_plainly
from deck.model import Deck
from quiz import exercises
from quiz.exercises import estimate
from services.connections import connect
from services.library import catalog
from services.practice.context import Learner, load_context
from services.practice.mapping import to_card
from services.workspace import Workspace
from store.connection import to_ms
from store.tables.practice import memory_states

CardStatus = Literal["suspended", "buried", "leech"]


@dataclass(frozen=True, slots=True)
class SuspendedCard:
    """A card by its `id` and `prompt` (markdown). A leech that is suspended counts as suspended."""

    id: str
    prompt: str
    status: CardStatus
    leech: bool


def list_suspended(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> tuple[SuspendedCard, ...]:
    """Return suspended cards, those buried until tomorrow, and leeches, each in the order of the text.

    `services.practice.practice.restore_card` takes the first two back. Raises UserError when there is no such deck.
    """
    deck = catalog.load_deck(ws, deck_id)
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        rows = memory_states.list_states(connection, who.id, context.deck.id)
    entries = [(status, row) for row in rows if (status := _find_status(row.flags, to_ms(now)))]
    order: tuple[CardStatus, ...] = ("suspended", "buried", "leech")
    return tuple(
        SuspendedCard(row.name, read_prompt(deck, row), status, row.flags.leech)
        for status, row in sorted(entries, key=lambda pair: order.index(pair[0]))
    )


def read_prompt(deck: Deck, row: memory_states.StateRow) -> str:
    """Return what a question asks; for a card that was made from something else, its card type and what it is about."""
    if row.name == row.source:
        return write_plainly(row.prompt) if row.kind == estimate.NAME else row.prompt
    kind = exercises.KINDS[row.kind]
    card = to_card(row)
    try:
        return f"{kind.TITLE.rstrip('?')}: {kind.make_exercise(deck, card, 0).prompt}"
    except LookupError:  # a retired card, or one of a newer version: its source is not in this deck
        return row.prompt or row.name


def _find_status(flags: memory_states.Flags, now: int) -> CardStatus | None:
    if flags.suspended:
        return "suspended"
    if flags.buried_until > now:
        return "buried"
    return "leech" if flags.leech else None
