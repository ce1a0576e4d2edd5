"""What a database may refuse or fail at, in one set of classes for both engines.

Only mistakes in a statement keep the engine's own class: they are faults of the program.
"""

from __future__ import annotations

from typing import Literal

DatabaseEngine = Literal["sqlite", "postgresql"]


class StoreError(Exception):
    """Base of the errors below. `engine` tells which database it came from."""

    def __init__(self, message: str, engine: DatabaseEngine) -> None:
        super().__init__(message)
        self.engine: DatabaseEngine = engine


class ConstraintError(StoreError):
    """A value that a rule of the schema forbids: taken already, pointing nowhere, out of bounds, never to be changed."""


class InvalidValueError(StoreError):
    """A value of a kind that the column does not hold."""


class BusyError(StoreError):
    """Somebody else's work did not end in time, or every connection is in use."""


class FullError(StoreError):
    """The disk that holds the database is full."""


class ReadOnlyError(StoreError):
    """The database may be read only."""


class UnreachableError(StoreError):
    """The database cannot be opened, or the connection to it was lost. A commit that was under way may have happened."""


class RefusedError(UnreachableError):
    """The server refuses the log-in, or has no database of this name."""


class DiskError(StoreError):
    """The disk could not be read or written."""


class DamagedError(StoreError):
    """The database is damaged."""
