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
from store.errors import StoreError


@contextmanager
def opened(ws: Workspace) -> Iterator[sqlite3.Connection]:
    """A connection of this run. Raises UserError when the database is damaged, too new, or busy for half a minute."""
    try:
        with database.session(_file(ws)) as connection:
            yield connection
    except StoreError as error:
        raise UserError(str(error), error.remedy) from error
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname not in ("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_CANTOPEN"):
            raise
        raise UserError(_SENTENCES[error.sqlite_errorname], "Nothing was changed. Try again in a moment.") from error


@lru_cache(maxsize=64)
def _file(ws: Workspace) -> Path:
    """The same path object each time: it knows its text."""
    return ws.database


_SENTENCES = {
    "SQLITE_BUSY": "The database is busy with somebody else's work.",
    "SQLITE_FULL": "The disk is full: nothing more can be saved.",
    "SQLITE_READONLY": "The data folder is read-only.",
    "SQLITE_CANTOPEN": "The database cannot be opened: is the data folder there and writable?",
}
