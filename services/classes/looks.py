"""Who looked at whose work: every look is written down, and shown to the people it is about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.connections import connect
from services.workspace import Workspace
from store.connection import Connection, from_ms, to_ms
from store.tables.classes import class_looks, classes
from store.tables.learners import learners

# A page is drawn anew at every click: what happens within this time is one look.
ONE_LOOK = timedelta(minutes=10)


class Seen(StrEnum):
    """What was looked at."""

    PEOPLE = "people"
    FIGURES = "figures"
    ASSIGNMENTS = "assignments"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Look:
    """A look at somebody, or at a class they are in. `viewer` is "" for somebody who is not here any more; `is_personal`
    tells a look at this person's own words from one at the class as a whole. `at` is aware.
    """

    class_name: str
    viewer: str
    what: Seen
    deck_id: str
    is_personal: bool
    at: datetime


def note_look(
    connection: Connection,
    class_id: int,
    viewer: int,
    what: Seen,
    now: datetime,
    *,
    deck: int | None = None,
    learner: int | None = None,
) -> None:
    """Write down that somebody looks. Runs inside a transaction: what could not be written down is not shown."""
    class_looks.add_look(
        connection,
        class_id,
        viewer,
        what,
        to_ms(now),
        deck=deck,
        learner=learner,
        unless_since=to_ms(now - ONE_LOOK),
    )


def list_looks(ws: Workspace, learner: int) -> tuple[Look, ...]:
    """Return the looks at somebody and at their classes since they joined, the newest first."""
    with connect(ws) as connection:
        rows = class_looks.list_looks(connection, learner)
        names = learners.list_names(connection)
        titles = {row.id: row.name for row in classes.list_classes(connection)}
    return tuple(
        Look(
            class_name=titles[row.class_id],
            viewer=names.get(row.viewer, "") if row.viewer is not None else "",
            what=Seen(row.what),
            deck_id=row.slug,
            is_personal=row.learner is not None,
            at=from_ms(row.at),
        )
        for row in rows
    )
