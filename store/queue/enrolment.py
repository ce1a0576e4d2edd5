"""What every call of practice needs to know first, in one statement: the deck, the learner's choices and weights."""

from __future__ import annotations

from typing import NamedTuple

from store.connection import Connection
from store.tables.library.decks import DECK_COLUMNS, DeckRow


class Enrolment(NamedTuple):
    """A learner at a deck.

    `card_list_revision` is the revision of the card list that their states were made for (None: they have none yet),
    `preferences` a JSON object as text, `is_in_class` whether they belong to any class, `weights` (number, JSON list) of the
    learner's newest weights for the model.
    """

    deck: DeckRow
    card_list_revision: int | None
    preferences: str
    is_in_class: bool
    weights: tuple[int, str] | None


# `coalesce`, because PostgreSQL makes NULL of no preferences at all where SQLite makes an empty object.
_SQL = f"""
SELECT {DECK_COLUMNS},
    (SELECT e.revision FROM enrolments e WHERE e.learner = :learner AND e.deck = decks.id),
    (SELECT coalesce(CAST(json_group_object(name, json(value)) AS TEXT), '{{}}') FROM preferences WHERE learner = :learner),
    EXISTS (SELECT 1 FROM class_members m WHERE m.learner = :learner), w.id, w.parameters
FROM decks LEFT JOIN weights w ON w.id = (
    SELECT max(v.id) FROM weights v INDEXED BY weights_of_learner WHERE v.learner = :learner AND v.model = :model
)
WHERE slug = :slug
"""


def load_enrolment(connection: Connection, learner: int, slug: str, model: str) -> Enrolment | None:
    """Return the learner's enrolment in the deck with this slug; None when there is no such deck."""
    row = connection.execute(_SQL, {"learner": learner, "slug": slug, "model": model}).fetchone()
    if row is None:
        return None
    *deck, revision, preferences, in_class, number, parameters = row
    return Enrolment(
        deck=DeckRow(*deck),
        card_list_revision=revision,
        preferences=preferences,
        is_in_class=bool(in_class),
        weights=None if number is None else (number, parameters),
    )
