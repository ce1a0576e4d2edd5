"""Where an instance of Rehearsal lives on disk."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    configuration = get_configuration()
    return Workspace(data=configuration.data, content=configuration.content)
