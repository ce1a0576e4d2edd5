"""Where an instance of Rehearsal lives on disk."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from services.configuration import ROOT, get_configuration

__all__ = ["ROOT", "Workspace", "from_environment"]


@dataclass(frozen=True, slots=True)
class Workspace:
    """`data` is the private, writable folder (database, audio, backups); `content` holds the shipped decks; `database`
    is the SQLite file.
    """

    data: Path
    content: Path
    database: Path = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "database", self.data / "rehearsal.sqlite3")

    @property
    def audio(self) -> Path:
        """Finished episodes and the cache of spoken sentences."""
        return self.data / "audio"


def from_environment() -> Workspace:
    """Return the workspace that `REHEARSAL_DATA` and `REHEARSAL_CONTENT` name; `data/` and `content/` by default."""
    return _make_workspace(os.environ.get("REHEARSAL_DATA"), os.environ.get("REHEARSAL_CONTENT"))


@lru_cache(maxsize=32)
def _make_workspace(_data: str | None, _content: str | None) -> Workspace:
    """Return the workspace of these values; a rerun asks for it twenty times."""
    configuration = get_configuration()
    return Workspace(data=configuration.data, content=configuration.content)
