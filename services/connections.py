"""The database of a workspace, for the length of one service call."""

from __future__ import annotations

import sqlite3

from errors import UserError
from services.workspace import Workspace
from store import connection
from store.connection import Connection


class connect(connection.session):
    """A connection of this run. Raises UserError when the database is damaged, too new, busy for half a minute, or
    cannot be written.
    """

    __slots__ = ()

    def __init__(self, ws: Workspace) -> None:
        super().__init__(ws.database)

    def __enter__(self) -> Connection:
        try:
            return super().__enter__()
        except sqlite3.DatabaseError as error:
            _raise_user_error(error)
            raise
        except UnicodeDecodeError as error:  # SQLite quotes a damaged schema, and Python cannot read the quotation
            raise UserError(*_DAMAGED_MESSAGE) from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        super().__exit__(kind, error, trace)
        if error is not None:
            _raise_user_error(error)


def _raise_user_error(error: BaseException) -> None:
    """Raise what a person needs to know of an error of the database; other errors are their own."""
    if isinstance(error, sqlite3.DatabaseError):
        # The last byte is the kind; the rest says more than a person needs. What the module itself raises has no code.
        message = _MESSAGES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if message is not None:
            raise UserError(*message) from error


_TRY_AGAIN = "Nothing was changed. Try again in a moment."
_DAMAGED_MESSAGE = ("The database is damaged.", "Restore a backup: python -m store restore.")
_MESSAGES = {
    sqlite3.SQLITE_BUSY: ("The database is busy with somebody else's work.", _TRY_AGAIN),
    sqlite3.SQLITE_FULL: (
        "The disk is full: nothing more can be saved.",
        "Nothing was changed. Delete audio/clips and audio/episodes in the data folder: they are made again when needed.",
    ),
    sqlite3.SQLITE_IOERR: ("The disk could not be read or written.", _TRY_AGAIN),
    sqlite3.SQLITE_READONLY: ("The data folder is read-only.", _TRY_AGAIN),
    sqlite3.SQLITE_CANTOPEN: ("The database cannot be opened: is the data folder there and writable?", _TRY_AGAIN),
    sqlite3.SQLITE_CORRUPT: _DAMAGED_MESSAGE,
    sqlite3.SQLITE_NOTADB: _DAMAGED_MESSAGE,
}
