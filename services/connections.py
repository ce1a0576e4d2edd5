"""The database of a workspace, for the length of one service call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from errors import UserError
from services.database_messages import MESSAGES, find_message
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
            raise UserError(*MESSAGES[errors.DamagedError]) from error

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
    message = find_message(error)
    if message is not None:
        raise UserError(*message) from error
