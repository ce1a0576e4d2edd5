"""The card that was put to the learner last: a connection remembers it with its family, so that the grade need not read
them again. They hold as long as nothing in the database changed, by whomever.
"""

from __future__ import annotations

from typing import NamedTuple

from store.connection import Connection, get_version
from store.tables import memory_states
from store.tables.memory_states import StateRow


class _CachedFamily(NamedTuple):
    version: tuple[int, int]
    key: tuple[int, int]
    family: tuple[StateRow, ...]


def load_current_card(connection: Connection, learner: int, card: int) -> StateRow | None:
    """A card as it stands now, remembered for `held`; None when the learner has none of this number."""
    at = get_version(connection)  # before the reading: what comes in between makes it out of date
    family = memory_states.list_siblings_of_card(connection, learner, card)
    connection.cached_family = _CachedFamily(at, (learner, card), family)
    for row in family:
        if row.card == card:
            return row
    return None


def get_cached_family(connection: Connection, learner: int, card: int) -> tuple[StateRow, ...] | None:
    """The family of a card, that card among it, when it was dealt last and still is as it was."""
    kept: _CachedFamily | None = connection.cached_family
    if kept is not None and kept.key == (learner, card) and kept.version == get_version(connection):
        return kept.family
    return None
