"""The database of a workspace, for the length of one service call."""

from __future__ import annotations

import sqlite3

from errors import UserError
from services.workspace import Workspace
from store import connection
from store.connection import Connection


class opened(connection.session):
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
            _tell(error)
            raise

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        super().__exit__(kind, error, trace)
        if error is not None:
            _tell(error)


def _tell(error: BaseException) -> None:
    """Raise what a person needs to know of an error of the database; other errors are their own."""
    if isinstance(error, sqlite3.DatabaseError):
        # The last byte is the kind; the rest says more than a person needs. What the module itself raises has no code.
        told = _SENTENCES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if told is not None:
            raise UserError(*told) from error


_AGAIN = "Nothing was changed. Try again in a moment."
_DAMAGED = ("The database is damaged.", "Restore a backup: python -m store restore.")
_SENTENCES = {
    sqlite3.SQLITE_BUSY: ("The database is busy with somebody else's work.", _AGAIN),
    sqlite3.SQLITE_FULL: ("The disk is full: nothing more can be saved.", _AGAIN),
    sqlite3.SQLITE_IOERR: ("The disk could not be read or written.", _AGAIN),
    sqlite3.SQLITE_READONLY: ("The data folder is read-only.", _AGAIN),
    sqlite3.SQLITE_CANTOPEN: ("The database cannot be opened: is the data folder there and writable?", _AGAIN),
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}
