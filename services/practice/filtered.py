"""Filtered practice: the cards of a topic or of an incident, whether they are due or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from deck.model import Incident
from services.connections import connect
from services.library import catalog
from services.practice import context as practice_context
from services.practice.context import Learner
from services.practice.cram import is_within
from services.practice.mapping import to_memory
from services.workspace import Workspace
from store.tables.practice import memory_states
from store.tables.practice.memory_states import StateRow

MAX_CARDS = 200  # of one round: nobody goes through more at a sitting


def pick_topic_cards(ws: Workspace, learner: Learner, deck_id: str, now: datetime, topic: str) -> tuple[str, ...]:
    """Return the ids of the cards of a section and all below it, most urgent first.

    Suspended cards are left out. Raises UserError when there is no such deck.
    """
    deck = catalog.load_deck(ws, deck_id)
    return _pick(ws, learner, deck_id, now, lambda row: is_within(deck, row.topic, (topic,)))


def pick_incident_cards(ws: Workspace, learner: Learner, deck_id: str, now: datetime, incident: str) -> tuple[str, ...]:
    """Return the ids of the cards made from an incident and its decisions, most urgent first.

    Raises UserError when there is no such deck.
    """
    deck = catalog.load_deck(ws, deck_id)
    sources = {source for one in deck.incidents if one.id == incident for source in _list_sources(one)}
    return _pick(ws, learner, deck_id, now, lambda row: row.source in sources)


def _pick(
    ws: Workspace, learner: Learner, deck_id: str, now: datetime, belongs: Callable[[StateRow], bool]
) -> tuple[str, ...]:
    with connect(ws) as connection:
        context = practice_context.load_context(connection, learner, deck_id, now)
        rows = [
            row
            for row in memory_states.list_states(connection, learner.id, context.deck.id)
            if not row.flags.suspended and belongs(row)
        ]
    rows.sort(key=lambda row: _rank(row, context.now))
    return tuple(row.name for row in rows[:MAX_CARDS])


def _rank(row: StateRow, now: datetime) -> tuple[int, float]:
    """Return the place of a card: due ones with the longest overdue first, then new ones, then those that can wait."""
    memory = to_memory(row.memory)
    if memory is None:
        return (1, 0.0)
    seconds_left = (memory.due - now).total_seconds()
    return (0 if seconds_left <= 0 else 2, seconds_left)


def _list_sources(incident: Incident) -> tuple[str, ...]:
    return (incident.id, *(decision.id for decision in incident.decisions))
