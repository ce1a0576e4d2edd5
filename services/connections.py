"""The database of a workspace, for the length of one service call."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from errors import UserError
from services.database_messages import MESSAGES, find_message
from services.workspace import Workspace
from store import connection, database_errors
from store.connection import Connection

T = TypeVar("T")


class connect(connection.session):
    """Open the database for one service call.

    Raises UserError when it is damaged, too new, out of reach, busy for half a minute, or cannot be written.
    """

    __slots__ = ()

    def __init__(self, ws: Workspace) -> None:
        super().__init__(ws.database, ws.data)

    def __enter__(self) -> Connection:
        try:
            return super().__enter__()
        except database_errors.StoreError as error:
            _raise_user_error(error)
            raise
        except UnicodeDecodeError as error:  # SQLite quotes a damaged schema, and Python cannot read the quotation
            raise UserError(*MESSAGES[database_errors.DamagedError]) from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            super().__exit__(kind, error, trace)
        except database_errors.StoreError as translated:
            _raise_user_error(translated)
            raise
        if isinstance(error, database_errors.StoreError):
            _raise_user_error(error)


def repeat_if_lost(work: Callable[[], T]) -> T:
    """Run something that counts once under its key; run it again when the connection to the database was cut.

    Nobody knows then whether the first attempt was committed; the key makes the second one harmless.
    """
    try:
        return work()
    except UserError as error:
        # A file is not cut off in the middle of a commit: on SQLite the second attempt would meet the same obstacle.
        if not isinstance(error.__cause__, database_errors.UnreachableError) or error.__cause__.engine == "sqlite":
            raise
    return work()


def _raise_user_error(error: database_errors.StoreError) -> None:
    """Raise a UserError for a database error that a person can mend; raise other errors as they are."""
    message = find_message(error)
    if message is not None:
        raise UserError(*message) from error
