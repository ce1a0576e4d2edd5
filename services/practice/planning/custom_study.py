"""Custom study: more new cards today than the day's limit allows."""

from __future__ import annotations

from datetime import datetime

from services.connections import connect
from services.practice.context import Learner, load_context
from services.practice.planning.study_day import EXTRA_NEW
from services.workspace import Workspace
from store.connection import transaction
from store.queue import queries
from store.tables.learners import learners


def add_new_cards(ws: Workspace, who: Learner, deck_id: str, count: int, now: datetime, *, already: int) -> None:
    """Allow `count` more new cards of a deck until the study day ends. Raises UserError when there is no such deck.

    `already` is how many more were allowed when the learner asked (`TodaySummary.extra_new`): the second click of a double click
    names the same number as the first, and adds nothing.
    """
    with connect(ws) as connection, transaction(connection, who.id):
        context = load_context(connection, who, deck_id, now)
        extra_counts = dict(context.day.extra_new)
        extra_counts[deck_id] = max(extra_counts.get(deck_id, 0), already + count)
        value = {"day": context.day.study_date.isoformat(), "decks": extra_counts}
        learners.save_preferences(connection, who.id, {EXTRA_NEW: value})


def count_unseen(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> int:
    """Return how many cards of a deck were never asked. Raises UserError when there is no such deck."""
    with connect(ws) as connection:
        context = load_context(connection, who, deck_id, now)
        return queries.count_unseen(connection, who.id, context.deck.id)
