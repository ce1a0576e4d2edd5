"""Find a deck in the database, or report that it does not exist."""

from __future__ import annotations

from errors import UserError
from store.connection import Connection
from store.tables.library import decks


class NoSuchDeckError(UserError):
    """The deck that an address or a call names is not in the library."""

    def __init__(self) -> None:
        super().__init__("There is no such deck.", "Choose another one in the sidebar.")


class DeckRemovedError(UserError):
    """The deck was taken out of the library while somebody had it open."""

    def __init__(self, deck_id: str) -> None:
        super().__init__(
            f"The deck “{deck_id}” was removed from the library.",
            "Choose another one in the sidebar. Your history of it is kept.",
        )


def require_deck(connection: Connection, deck_id: str) -> decks.DeckRow:
    """Return the row of the deck with this id. Raises NoSuchDeckError."""
    row = decks.find_deck(connection, deck_id)
    if row is None:
        raise NoSuchDeckError
    return row
