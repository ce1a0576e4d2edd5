"""Who a published version names as its author."""

from __future__ import annotations

from services.configuration import get_configuration
from store.connection import Connection
from store.tables import learners


def name_author(connection: Connection, learner: int, given: str) -> str:
    """Return the author of what a learner publishes: where people log in their name, elsewhere the name that was given."""
    if get_configuration().login is None:
        return given.strip()
    return learners.list_names(connection)[learner]
