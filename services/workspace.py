"""Where an instance of Rehearsal lives on disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


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


def from_environment(environ: Mapping[str, str] = os.environ) -> Workspace:
    """Return the workspace named by `REHEARSAL_DATA` and `REHEARSAL_CONTENT`, by default `data/` and `content/`
    beside `app.py`.
    """
    return Workspace(
        data=Path(environ.get("REHEARSAL_DATA") or ROOT / "data").resolve(),
        content=Path(environ.get("REHEARSAL_CONTENT") or ROOT / "content").resolve(),
    )
