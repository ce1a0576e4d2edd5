"""What a learner writes for design exercises and stories: saved at once, and shown to nobody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from errors import UserError
from services.connections import connect
from services.library.deck_lookup import require_deck
from services.workspace import Workspace
from store.connection import to_ms, transaction
from store.tables.practice import own_texts
from store.tables.practice.own_texts import OwnTextRow

MAX_LETTERS = 20_000  # of one slot: far more than anybody says in an interview
TICKS = "ticks"  # the slot for what was ticked, one text a line


def load_texts(ws: Workspace, learner: int, deck_id: str, exercise: str) -> dict[str, str]:
    """Return what the learner wrote for an exercise, by slot. Raises UserError when there is no such deck."""
    with connect(ws) as connection:
        rows = own_texts.list_texts(connection, learner, require_deck(connection, deck_id).id)
    return {row.slot: row.text for row in rows if row.exercise == exercise}


def list_begun(ws: Workspace, learner: int, deck_id: str) -> frozenset[str]:
    """Return the ids of the exercises for which the learner wrote or ticked something."""
    with connect(ws) as connection:
        rows = own_texts.list_texts(connection, learner, require_deck(connection, deck_id).id)
    return frozenset(row.exercise for row in rows)


def save_texts(
    ws: Workspace, learner: int, deck_id: str, exercise: str, texts: Mapping[str, str], now: datetime
) -> None:
    """Keep texts by slot; an empty one is deleted. Raises UserError for one that is too long, and keeps none then."""
    if any(len(text) > MAX_LETTERS for text in texts.values()):
        raise UserError(f"This text has more than {MAX_LETTERS:,} characters.", "Shorten it; nothing was saved.")
    with connect(ws) as connection, transaction(connection, learner):
        deck = require_deck(connection, deck_id).id
        for slot, text in texts.items():
            own_texts.save_text(connection, learner, deck, OwnTextRow(exercise, slot, text.strip(), to_ms(now)))


def split_ticks(texts: Mapping[str, str]) -> frozenset[str]:
    """Return what is ticked among the texts of an exercise."""
    return frozenset(texts.get(TICKS, "").splitlines())
