"""What an installation has on its disk, how much of it, and what may be deleted because it can be made again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from errors import UserError
from services.connections import connect
from services.object_storage import open_remote_store
from services.operations import health
from services.roles import require_administrator
from services.workspace import Workspace

# What was written a moment ago may be on its way to somebody.
MIN_AGE = timedelta(minutes=10)
OTHER = "other"


@dataclass(frozen=True, slots=True)
class StoragePart:
    """A kind of files: how many, how large together in bytes, and what it costs to delete them ("" for what must stay)."""

    name: str
    title: str
    files: int
    size: int
    cost: str = ""


@dataclass(frozen=True, slots=True)
class StorageReport:
    """What the data folder holds, the largest part first; `free` and `total` are of its disk, in bytes."""

    folder: str
    parts: tuple[StoragePart, ...]
    free: int
    total: int


# Name, title, where in the data folder (beginnings of relative paths), what deleting costs ("" for what must stay). A file
# belongs to the first row that fits: episodes lie below the folder of the spoken sentences.
_PARTS: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    ("database", "Database", ("rehearsal.sqlite3",), ""),
    ("backups", "Backups of the database", ("backups/",), ""),
    ("episodes", "Finished episodes", ("audio/episodes/",), "They are made again when somebody asks for them."),
    ("clips", "Spoken sentences", ("audio/",), "They are spoken again; the next episodes take longer."),
    ("parsed", "Parsed decks", ("parsed/",), "They are parsed again: about a second for each deck."),
    ("pictures", "Pictures of decks", ("pictures/",), ""),
    ("drafts", "Mentors' drafts", ("drafts/",), ""),
    ("search", "Search index", ("search.sqlite3",), ""),
)


def measure_storage(ws: Workspace, learner: int) -> StorageReport:
    """Return what the data folder holds, and the object store where there is one. Raises UserError for a learner who is no
    administrator, and when the object store does not answer.
    """
    _require(ws, learner)
    counts: dict[str, tuple[int, int]] = {}
    for relative, size, _ in _list_files(ws.data):
        name = _find_part(relative)
        files, total = counts.get(name, (0, 0))
        counts[name] = files + 1, total + size
    if not isinstance(ws.database, Path):  # the database is another server's; what its files take is not on this disk
        counts["database"] = (0, health.measure_database(ws))
    parts = [StoragePart(name, title, *counts[name], cost) for name, title, _, cost in _PARTS if name in counts]
    if OTHER in counts:
        parts.append(StoragePart(OTHER, "Other files", *counts[OTHER]))
    store = open_remote_store()
    if store is not None:
        sizes = [item.size for item in store.list("")]
        parts.append(StoragePart("objects", f"In the object store, {store.address}", len(sizes), sum(sizes)))
    disk = shutil.disk_usage(ws.data)
    return StorageReport(
        folder=str(ws.data),
        parts=tuple(sorted(parts, key=lambda part: -part.size)),
        free=disk.free,
        total=disk.total,
    )


def clear_storage(ws: Workspace, learner: int, name: str, now: datetime) -> int:
    """Delete the files of a part that are made again, except those of the last minutes; return how many bytes were freed.

    Raises UserError for a learner who is no administrator, and for a part that must stay.
    """
    _require(ws, learner)
    if not any(part == name and cost for part, _, _, cost in _PARTS):
        raise UserError("These files must stay.", "Choose episodes, sentences or parsed decks.")
    freed = 0
    for relative, size, modified in list(_list_files(ws.data)):
        if _find_part(relative) == name and modified <= (now - MIN_AGE).timestamp():
            try:
                (ws.data / relative).unlink()
            except OSError:  # somebody was faster, or it is in use
                continue
            freed += size
    return freed


def format_size(size: int) -> str:
    """Return a size in bytes as people read it: `812 kB`, `3.4 MB`, `1.2 GB`."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000)) if size else 0} kB"
    return f"{size / 1_000_000:.1f} MB" if size < 1_000_000_000 else f"{size / 1_000_000_000:.1f} GB"


def _require(ws: Workspace, learner: int) -> None:
    with connect(ws) as connection:
        require_administrator(connection, learner)


def _find_part(relative: str) -> str:
    return next((name for name, _, starts, _ in _PARTS if relative.startswith(starts)), OTHER)


def _list_files(folder: Path) -> Iterator[tuple[str, int, float]]:
    """Yield (path within the folder, bytes, time of the last change in s) of plain files. Links are not followed."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place, name)
            try:
                status = path.lstat()
            except OSError:
                continue  # it went meanwhile
            if not path.is_symlink():
                yield path.relative_to(folder).as_posix(), status.st_size, status.st_mtime
