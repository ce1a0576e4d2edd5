"""Where an instance of Rehearsal lives on disk."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from services.configuration import ROOT, get_configuration
from store.connection import DatabaseName

__all__ = ["ROOT", "Workspace", "from_environment"]


@dataclass(frozen=True, slots=True)
class Workspace:
    """`data` is the private, writable folder (database, audio, backups); `content` holds the shipped decks; `address` is
    that of a PostgreSQL database ("": there is none); `database` is that address, or the SQLite file.
    """

    data: Path
    content: Path
    address: str = field(default="", repr=False)  # it may hold a password
    database: DatabaseName = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "database", self.address or self.data / "rehearsal.sqlite3")

    @property
    def audio(self) -> Path:
        """Finished episodes and the cache of spoken sentences."""
        return self.data / "audio"


def from_environment() -> Workspace:
    """Return the workspace that `REHEARSAL_DATA`, `REHEARSAL_CONTENT` and `REHEARSAL_DATABASE` name; by default `data/`,
    `content/` and a file in `data/`.
    """
    return _make_workspace(
        os.environ.get("REHEARSAL_DATA"), os.environ.get("REHEARSAL_CONTENT"), os.environ.get("REHEARSAL_DATABASE")
    )


@lru_cache(maxsize=32)
def _make_workspace(_data: str | None, _content: str | None, _database: str | None) -> Workspace:
    """Return the workspace of these values; a rerun asks for it twenty times."""
    configuration = get_configuration()
    return Workspace(data=configuration.data, content=configuration.content, address=configuration.database)
