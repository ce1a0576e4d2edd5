"""The dates that classes set: when a deck's interview or exam is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.connections import connect
from services.library.deck_lookup import require_deck
from services.workspace import Workspace
from store.connection import Connection
from store.tables.classes import classes as table


@dataclass(frozen=True, slots=True)
class ClassDate:
    """A day that the class of this name sets for a deck."""

    day: date
    class_name: str


def list_class_dates(connection: Connection, learner: int, deck: int) -> tuple[ClassDate, ...]:
    """Return the dates that a learner's classes set for a deck (its number), the earliest first."""
    return tuple(ClassDate(date.fromisoformat(day), name) for day, name in table.list_dates(connection, learner, deck))


def load_class_dates(ws: Workspace, learner: int, deck_id: str) -> tuple[ClassDate, ...]:
    """Return the dates that a learner's classes set for a deck. Raises UserError when there is no such deck."""
    with connect(ws) as connection:
        return list_class_dates(connection, learner, require_deck(connection, deck_id).id)
