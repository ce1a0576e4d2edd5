"""A record of who ran a lab from a deck: by it an assignment of a lab counts as done."""

from __future__ import annotations

from datetime import datetime

from services.connections import connect
from services.library import audience
from services.library.deck_lookup import require_deck
from services.workspace import Workspace
from store.connection import to_ms, transaction
from store.tables.classes import class_assignments


def note_run(ws: Workspace, learner: int, deck_id: str, model: str, now: datetime) -> None:
    """Write down that somebody turned a lab's knobs and ran it. Raises UserError when they may see no such deck."""
    with connect(ws) as connection, transaction(connection, learner):
        deck = require_deck(connection, deck_id)
        audience.require_visible(connection, learner, deck.id)
        class_assignments.note_lab_run(connection, learner, deck.id, model, to_ms(now))
