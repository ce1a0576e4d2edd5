"""Copies of immutable objects on the server's own disk: what is read often is fetched once.

They lie in `cache/` of the data folder under the names of the objects. When there are too many, those that were not used for
longest go first; they are fetched again when they are asked for.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path

from files import write_atomically
from objects.interface import ObjectMissingError, ObjectStore
from services.workspace import Workspace

FOLDER = "cache"
MAX_BYTES = 512 * 1024 * 1024  # some ten thousand pictures
# Looking through the folder at each object would cost more than the object.
BYTES_BETWEEN_PRUNINGS = 32 * 1024 * 1024

_lock = threading.Lock()
_written: dict[Path, int] = {}


def get_cached_file(ws: Workspace, store: ObjectStore, name: str) -> Path | None:
    """Return a file with the content of an object, fetched when it is not here; None when the store has none either.

    Raises ObjectStoreError when it is not here and the store cannot be asked.
    """
    path = ws.data / FOLDER / name
    try:
        with _lock:  # a pruning that had this file on its list sees that it is in use again
            # The time of access is set here because many disks are mounted with `noatime`; that of the content stays.
            os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
    except OSError:
        try:
            content = store.read(name)
        except ObjectMissingError:
            return None
        write_atomically(path, content, durable=False)
        _note_written(ws.data / FOLDER, len(content))
    return path


def prune_cache(folder: Path, limit: int = MAX_BYTES) -> None:
    """Remove the copies that were not used for longest until the limit is kept; one that is used meanwhile stays."""
    files = []
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            status = path.stat()
            if path.is_file():
                files.append((status.st_atime_ns, status.st_size, path))
    total = sum(size for _, size, _ in files)
    for used_at, size, path in sorted(files):
        if total <= limit:
            return
        # Whoever was given the path since has yet to open it.
        with _lock, contextlib.suppress(FileNotFoundError):
            if path.stat().st_atime_ns == used_at:
                path.unlink()
                total -= size


def _note_written(folder: Path, size: int) -> None:
    with _lock:
        # Due at the first object too: a server that starts does not know what its folder holds.
        byte_count = _written.get(folder, BYTES_BETWEEN_PRUNINGS) + size
        is_due = byte_count >= BYTES_BETWEEN_PRUNINGS
        _written[folder] = 0 if is_due else byte_count
    if is_due:
        prune_cache(folder)
