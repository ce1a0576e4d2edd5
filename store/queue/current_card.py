"""The card that was put to the learner last: a connection remembers it with its family, so that the grade need not read
them again. They hold as long as nothing in the database changed, by whomever.
"""

from __future__ import annotations

from typing import NamedTuple

from store.connection import Connection, version
from store.tables import cards
from store.tables.cards import StateRow


class _Kept(NamedTuple):
    version: tuple[int, int]
    whose: tuple[int, int]
    family: tuple[StateRow, ...]


def deal(connection: Connection, learner: int, card: int) -> StateRow | None:
    """A card as it stands now, remembered for `held`; None when the learner has none of this number."""
    at = version(connection)  # before the reading: what comes in between makes it out of date
    family = cards.family_of(connection, learner, card)
    connection.hand = _Kept(at, (learner, card), family)
    for row in family:
        if row.card == card:
            return row
    return None


def held(connection: Connection, learner: int, card: int) -> tuple[StateRow, ...] | None:
    """The family of a card, that card among it, when it was dealt last and still is as it was."""
    kept: _Kept | None = connection.hand
    if kept is not None and kept.whose == (learner, card) and kept.version == version(connection):
        return kept.family
    return None
