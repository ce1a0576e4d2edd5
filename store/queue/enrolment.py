"""What every call of practice needs to know first, in one statement: the deck, the learner's choices and weights."""

from __future__ import annotations

from typing import NamedTuple

from store.connection import Connection, get_version
from store.tables.decks import DECK_COLUMNS, DeckRow


class Enrolment(NamedTuple):
    """A learner at a deck. `enrolled` is the revision of the card list their states were made for (None: they have
    none).

    `preferences` is a JSON object as text; `weights` is (number, JSON list) of the learner's newest weights for the
    model.
    """

    deck: DeckRow
    card_list_revision: int | None
    preferences: str
    weights: tuple[int, str] | None


class _CachedEnrolment(NamedTuple):
    version: tuple[int, int]
    key: tuple[int, str, str]
    enrolment: Enrolment


_SQL = f"""
SELECT {DECK_COLUMNS},
    (SELECT e.revision FROM enrolments e WHERE e.learner = :learner AND e.deck = decks.id),
    (SELECT json_group_object(name, json(value)) FROM preferences WHERE learner = :learner),
    w.id, w.parameters
FROM decks LEFT JOIN weights w ON w.id = (
    SELECT max(v.id) FROM weights v INDEXED BY weights_of_learner WHERE v.learner = :learner AND v.model = :model
)
WHERE slug = :slug
"""


def load_enrolment(connection: Connection, learner: int, slug: str, model: str) -> Enrolment | None:
    """The learner's seat at the deck with this slug; None when there is no such deck.

    The connection remembers it for as long as nothing else is changed than what `carry` vouches for.
    """
    whose, now = (learner, slug, model), get_version(connection)
    kept: _CachedEnrolment | None = connection.cached_enrolment
    if kept is not None and kept.version == now and kept.key == whose:
        return kept.enrolment
    row = connection.execute(_SQL, {"learner": learner, "slug": slug, "model": model}).fetchone()
    if row is None:
        return None
    *deck, enrolled, preferences, number, parameters = row
    seat = Enrolment(DeckRow(*deck), enrolled, preferences, None if number is None else (number, parameters))
    connection.cached_enrolment = _CachedEnrolment(now, whose, seat)
    return seat


def keep_enrolment(connection: Connection, before: tuple[int, int], after: tuple[int, int]) -> None:
    """What changed between the two versions of the database is no part of a seat."""
    kept: _CachedEnrolment | None = connection.cached_enrolment
    if kept is not None and kept.version == before:
        connection.cached_enrolment = _CachedEnrolment(after, kept.key, kept.enrolment)
