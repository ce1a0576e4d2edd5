"""Cramming: go through questions now, whatever their schedule says, and leave the schedule as it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from deck.model import Deck
from quiz import scheduler
from services.connections import connect
from services.library import catalog
from services.practice import practice
from services.practice.context import Learner, PracticeContext, ShownCard, load_context
from services.practice.mapping import to_memory
from services.workspace import Workspace
from store.tables.practice import memory_states

CramOrder = Literal["weakest", "text"]


def pick_cards(
    ws: Workspace,
    who: Learner,
    deck_id: str,
    now: datetime,
    *,
    topics: Collection[str] = (),
    order: CramOrder = "weakest",
    size: int = 20,
) -> tuple[str, ...]:
    """Return the ids of the cards to cram, at most `size`.

    `topics` are ids of sections, with all that stands below them; () is the whole deck. The order `weakest` puts first what is
    least likely to be recalled now, and last what was never asked. Suspended cards are left out.
    """
    deck = catalog.load_deck(ws, deck_id)
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        rows = [
            row
            for row in memory_states.list_states(connection, who.id, context.deck.id)
            if not row.flags.suspended and (not topics or is_within(deck, row.topic, topics))
        ]
    if order == "weakest":
        rows.sort(key=lambda row: _estimate_recall(context, row))
    return tuple(row.name for row in rows[:size])


def load_cram_card(ws: Workspace, who: Learner, deck_id: str, card_id: str, now: datetime) -> ShownCard:
    """Return a card of the list; grading it is logged and changes nothing. Raises NoSuchCardError when it left the deck."""
    return practice.load_card(ws, who, deck_id, card_id, now)._replace(reason="cram")


def _estimate_recall(context: PracticeContext, row: memory_states.StateRow) -> float:
    """Return the probability of recall; a card that was never asked comes after all that were."""
    memory = to_memory(row.memory)
    return 2.0 if memory is None else scheduler.compute_retrievability(memory, context.now, context.settings)


def is_within(deck: Deck, topic: str, topics: Collection[str]) -> bool:
    """Tell whether a section is one of these, or stands below one of them."""
    return any(section.id in topics for section in deck.list_ancestors(topic))
