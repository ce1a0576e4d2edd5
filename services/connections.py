"""The database of a workspace, for the length of one service call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from errors import UserError
from services.workspace import Workspace
from store import connection, errors
from store.connection import Connection

T = TypeVar("T")


class connect(connection.session):
    """A connection of this run. Raises UserError when the database is damaged, too new, out of reach, busy for half a
    minute, or cannot be written.
    """

    __slots__ = ()

    def __init__(self, ws: Workspace) -> None:
        super().__init__(ws.database, ws.data)

    def __enter__(self) -> Connection:
        try:
            return super().__enter__()
        except errors.StoreError as error:
            _raise_user_error(error)
            raise
        except UnicodeDecodeError as error:  # SQLite quotes a damaged schema, and Python cannot read the quotation
            raise UserError(*_MESSAGES[errors.DamagedError]) from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            super().__exit__(kind, error, trace)
        except errors.StoreError as translated:
            _raise_user_error(translated)
            raise
        if isinstance(error, errors.StoreError):
            _raise_user_error(error)


def repeat_if_lost(work: Callable[[], T]) -> T:
    """Do something that counts once under its key, and do it once more when the line to the database was cut meanwhile.

    Whether the first try was committed nobody knows then; the key tells.
    """
    try:
        return work()
    except UserError as error:
        if not isinstance(error.__cause__, errors.UnreachableError) or error.__cause__.engine == "sqlite":
            raise
    return work()


def _raise_user_error(error: errors.StoreError) -> None:
    """Raise what a person needs to know of an error of the database; other errors are their own."""
    messages = _MESSAGES if error.engine == "sqlite" else _SERVER_MESSAGES
    message = next((messages[kind] for kind in type(error).__mro__ if kind in messages), None)
    if message is not None:
        raise UserError(*message) from error


_TRY_AGAIN = "Nothing was changed. Try again in a moment."
_MESSAGES: dict[type, tuple[str, str]] = {
    errors.BusyError: ("The database is busy with somebody else's work.", _TRY_AGAIN),
    errors.FullError: (
        "The disk is full: nothing more can be saved.",
        "Nothing was changed. Delete audio/clips and audio/episodes in the data folder: they are made again when needed.",
    ),
    errors.DiskError: ("The disk could not be read or written.", _TRY_AGAIN),
    errors.ReadOnlyError: ("The data folder is read-only.", _TRY_AGAIN),
    errors.UnreachableError: ("The database cannot be opened: is the data folder there and writable?", _TRY_AGAIN),
    errors.DamagedError: ("The database is damaged.", "Restore a backup: python -m store restore."),
}
_SERVER_MESSAGES: dict[type, tuple[str, str]] = {
    errors.BusyError: ("The database server is busy with other people's work.", _TRY_AGAIN),
    errors.FullError: (
        "The disk of the database server is full: nothing more can be saved.",
        "Nothing was changed. Whoever looks after the server has to make room.",
    ),
    errors.DiskError: ("The database server cannot read or write its disk.", _TRY_AGAIN),
    errors.ReadOnlyError: ("The database server takes no changes at the moment.", _TRY_AGAIN),
    errors.RefusedError: (
        "The database server refuses the connection.",
        "Whoever looks after this instance has to check REHEARSAL_DATABASE.",
    ),
    errors.UnreachableError: (
        "The database server does not answer.",
        "Try again in a moment: what was saved already is not counted twice.",
    ),
    errors.DamagedError: ("The database is damaged.", "Whoever looks after the server has to restore a backup."),
}
