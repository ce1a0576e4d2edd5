"""Who sees a deck: everybody, a class, or one person. Without a log-in everybody sees every deck.

A deck is seen by everybody, by the people of its class and by administrators, or by its owner alone. It is edited by mentors,
by the mentors of its class and by administrators, or by its owner.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from errors import UserError
from services.configuration import get_configuration
from services.connections import connect
from services.library import catalog
from services.library.catalog import DeckSummary
from services.library.deck_lookup import NoSuchDeckError, require_deck
from services.roles import Role, find_role, require_class_manager
from services.workspace import Workspace
from store.connection import Connection, transaction
from store.tables.classes import classes
from store.tables.library import deck_audiences
from store.tables.library.deck_audiences import DeckAudience


class AudienceKind(StrEnum):
    """Who sees a deck."""

    EVERYBODY = "everybody"
    CLASS = "class"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Audience:
    """Who sees a deck; `class_id` is its class, None for another audience."""

    kind: AudienceKind
    class_id: int | None = None


def list_visible_decks(ws: Workspace, learner: int) -> tuple[DeckSummary, ...]:
    """Return the decks of the library that somebody may see, by title: the same tuple while they may see all of them."""
    decks = catalog.list_decks(ws)
    if get_configuration().login is None:
        return decks
    with connect(ws) as connection:
        hidden = find_hidden(connection, learner)
    return tuple(deck for deck in decks if deck.id not in hidden) if hidden else decks


def find_hidden(connection: Connection, learner: int) -> frozenset[str]:
    """Return the ids of the decks that somebody may not see."""
    if get_configuration().login is None:
        return frozenset()
    limited = deck_audiences.list_audiences(connection)
    if not limited:
        return frozenset()
    reach = _Reach(connection, learner)
    return frozenset(slug for slug, audience in limited.items() if not reach.includes(audience))


def is_visible(connection: Connection, learner: int, deck: int) -> bool:
    """Tell whether somebody may see a deck (its number)."""
    if get_configuration().login is None:
        return True
    audience = deck_audiences.find_audience(connection, deck)
    return audience is None or _Reach(connection, learner).includes(audience)


def require_visible(connection: Connection, learner: int, deck: int) -> None:
    """Raise NoSuchDeckError for a deck (its number) that somebody may not see: they are not told that there is one."""
    if not is_visible(connection, learner, deck):
        raise NoSuchDeckError


def check_visible(ws: Workspace, learner: int, deck_id: str) -> None:
    """Raise NoSuchDeckError when there is no deck of this id that somebody may see."""
    with connect(ws) as connection:
        require_visible(connection, learner, require_deck(connection, deck_id).id)


def require_editable(connection: Connection, learner: int, deck: int) -> None:
    """Raise UserError unless a mentor may publish this deck (its number): its owner, a mentor of its class, an
    administrator, or any mentor where it is everybody's.
    """
    if get_configuration().login is None:
        return
    audience = deck_audiences.find_audience(connection, deck)
    if audience is None:
        return
    require_visible(connection, learner, deck)
    if audience.class_id is not None:
        require_class_manager(connection, learner, audience.class_id)


def require_visible_to_class(connection: Connection, class_id: int, deck: int) -> None:
    """Raise UserError for a deck (its number) that the people of a class do not see: another class's, or one person's."""
    audience = deck_audiences.find_audience(connection, deck)
    if audience is not None and audience.class_id != class_id:
        raise UserError(
            "This class may not see the deck.",
            "Choose who sees the deck first: Author, Versions, “Who sees this deck”.",
        )


def load_audience(ws: Workspace, learner: int, deck_id: str) -> Audience:
    """Return who sees a deck. Raises NoSuchDeckError for one that `learner` may not see."""
    with connect(ws) as connection:
        deck = require_deck(connection, deck_id)
        require_visible(connection, learner, deck.id)
        row = deck_audiences.find_audience(connection, deck.id)
    if row is None:
        return Audience(AudienceKind.EVERYBODY)
    kind = AudienceKind.OWNER if row.class_id is None else AudienceKind.CLASS
    return Audience(kind, row.class_id)


def change_audience(ws: Workspace, learner: int, deck_id: str, kind: AudienceKind, class_id: int | None = None) -> None:
    """Choose who sees a deck: everybody, a class that one teaches, or oneself.

    Owners may open up their private decks, mentors those of their classes. A deck that everybody sees is taken away from the
    others by administrators only. Raises UserError for somebody who may not.
    """
    with connect(ws) as connection, transaction(connection):
        deck = require_deck(connection, deck_id)
        require_visible(connection, learner, deck.id)
        role = find_role(connection, learner)
        is_administrator = role is not None and role.includes(Role.ADMINISTRATOR)
        if role is None or not role.includes(Role.MENTOR):
            raise UserError("Only mentors choose who sees a deck.", "Ask a mentor of this instance.")
        current = deck_audiences.find_audience(connection, deck.id)
        if current is None and kind is not AudienceKind.EVERYBODY and not is_administrator:
            raise UserError(
                "This deck is everybody's: others practise it.",
                "Ask an administrator, or publish a copy under another name.",
            )
        if current is not None and current.class_id is not None:
            require_class_manager(connection, learner, current.class_id)
        if kind is AudienceKind.EVERYBODY:
            deck_audiences.delete_audience(connection, deck.id)
            return
        if kind is AudienceKind.OWNER:
            deck_audiences.save_audience(connection, DeckAudience(deck.id, None, learner))
            return
        if class_id is None or classes.load_class(connection, class_id) is None:
            raise UserError("There is no such class.", "Choose one from the list.")
        require_class_manager(connection, learner, class_id)
        deck_audiences.save_audience(connection, DeckAudience(deck.id, class_id, None))


def make_private(connection: Connection, learner: int, deck: int) -> None:
    """Make a deck that was just added its author's alone. Runs inside a transaction."""
    deck_audiences.save_audience(connection, DeckAudience(deck, None, learner))


def hand_over_class_decks(connection: Connection, class_id: int, learner: int) -> None:
    """Make a class's decks somebody's own, before the class goes: nobody else sees them until they are opened up."""
    for deck in deck_audiences.list_class_decks(connection, class_id):
        deck_audiences.save_audience(connection, DeckAudience(deck, None, learner))


class _Reach:
    """Which decks somebody may see: what that depends on is read once, for any number of decks."""

    def __init__(self, connection: Connection, learner: int) -> None:
        role = find_role(connection, learner)
        self._learner = learner
        self._administers = role is not None and role.includes(Role.ADMINISTRATOR)
        self._classes = {member.class_id for member in classes.list_memberships(connection, learner)}

    def includes(self, audience: DeckAudience) -> bool:
        """Tell whether a deck of this audience is seen."""
        if audience.class_id is None:
            return audience.learner == self._learner  # not even administrators see a private deck
        return self._administers or audience.class_id in self._classes
