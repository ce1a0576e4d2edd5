"""Cramming: go through questions now, whatever their schedule says, and leave the schedule as it is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from deck.model import Deck
from quiz import scheduler
from services.connections import opened
from services.library import catalog
from services.practice import context as desks
from services.practice import practice
from services.practice.context import Desk, Learner, Shown
from services.practice.mapping import memory_of
from services.workspace import Workspace
from store.tables import cards

Order = Literal["weakest", "text"]


def pick(
    ws: Workspace,
    who: Learner,
    deck_id: str,
    now: datetime,
    *,
    topics: Collection[str] = (),
    order: Order = "weakest",
    size: int = 20,
) -> tuple[str, ...]:
    """The ids of the cards to cram, at most `size`. `topics` are section ids and take what stands below them; () is
    the whole deck.

    `weakest` puts first what is least likely to be recalled now, then what was never asked. Suspended cards are left
    out.
    """
    deck = catalog.deck(ws, deck_id)
    with opened(ws) as connection:
        desk = desks.sit(connection, who, deck_id, now)
        rows = [
            row
            for row in cards.of_deck(connection, who.id, desk.deck.id)
            if not row.flags.suspended and (not topics or _within(deck, row.topic, topics))
        ]
    if order == "weakest":
        rows.sort(key=lambda row: _strength(desk, row))
    return tuple(row.name for row in rows[:size])


def show(ws: Workspace, who: Learner, deck_id: str, card_id: str, now: datetime) -> Shown:
    """A card of the list. Grading it is logged and changes nothing. Raises UserError when it left the deck."""
    return practice.card(ws, who, deck_id, card_id, now)._replace(why="cram")


def _strength(desk: Desk, row: cards.StateRow) -> float:
    """The probability of recall; a card that was never asked comes after all that were."""
    memory = memory_of(row.memory)
    return 2.0 if memory is None else scheduler.retrievability(memory, desk.now, desk.settings)


def _within(deck: Deck, topic: str, topics: Collection[str]) -> bool:
    return any(section.id in topics for section in deck.ancestry(topic))
