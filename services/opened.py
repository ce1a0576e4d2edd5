"""The database of a workspace, for the length of one service call."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from deck.errors import UserError
from services.workspace import Workspace
from store import database
from store.database import Connection
from store.errors import StoreError


@contextmanager
def opened(ws: Workspace) -> Iterator[Connection]:
    """A connection of this run. Raises UserError when the database is damaged, too new, busy for half a minute, or
    cannot be written.
    """
    try:
        with database.session(_file(ws)) as connection:
            yield connection
    except StoreError as error:
        raise UserError(str(error), error.remedy) from error
    except sqlite3.DatabaseError as error:
        # The last byte is the kind; the rest says more than a person needs. What the module itself raises has no code.
        told = _SENTENCES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
        if told is None:
            raise
        raise UserError(*told) from error


@lru_cache(maxsize=64)
def _file(ws: Workspace) -> Path:
    """The same path object each time: it knows its text."""
    return ws.database


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
