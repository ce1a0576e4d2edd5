"""The day's backup, looked at and sent to the object store: a copy counts once it was restored and found well."""

from __future__ import annotations

import hashlib
import logging
import re
import tempfile
import threading
import time
from datetime import date, datetime
from pathlib import Path

from errors import UserError
from objects.interface import ObjectStore, ObjectStoreError
from objects.transfer import DamagedObjectError, fetch_file, hash_object
from services.object_storage import open_remote_store
from services.workspace import Workspace
from store import backup
from store.reading import open_for_reading

FOLDER = "backups"
# What the day's backup is called, whatever kind of database it is of.
_DAILY_NAME = re.compile(r"rehearsal-(\d{4}-\d{2}-\d{2})\.[a-z0-9]+")
RETRY_SECONDS = 600.0  # a store that is away is not asked at every click
LOGGER = logging.getLogger("rehearsal")
_lock = threading.Lock()
# For each data folder the last copy that is in the store, and when the next one may be tried.
_sent: dict[Path, str] = {}
_next_try: dict[Path, float] = {}


def verify_copy(copy: Path, now: datetime) -> dict[str, int]:
    """Restore a copy in a folder of its own, look for damage, and return the number of rows of each table.

    Raises UserError when it cannot be restored or is damaged. A dump of another database is restored by its own tools.
    """
    if copy.suffix != ".sqlite3":
        return {}
    with tempfile.TemporaryDirectory(prefix="restore-", dir=copy.parent) as scratch:
        restored = Path(scratch) / "restored.sqlite3"
        backup.restore_database(restored, copy, now)
        problems = backup.find_damage(restored)
        if problems:
            raise UserError(f"{copy.name} was restored and is damaged: {problems[0]}.", "Restore an older backup.")
        with open_for_reading(restored) as reader:
            return {table: reader.count_rows(table) for table in reader.list_tables(views=False)}


def send_daily_copy(ws: Workspace, now: datetime) -> str | None:
    """Send today's backup to the object store, fetch it back, restore what came, and delete those that the rotation does not
    keep. Return its address; None when there is no store, no backup, or it was sent before.

    Raises ObjectStoreError, and UserError when what came back cannot be restored: then it does not stay in the store.
    """
    store, copy = open_remote_store(), _find_todays_copy(ws, now)
    if store is None or copy is None or _sent.get(ws.data) == copy.name:
        return None
    with _lock:
        _next_try[ws.data] = time.monotonic() + RETRY_SECONDS
    name = f"{FOLDER}/{copy.name}"
    address = None
    if store.find(name) is None:
        store.put(name, copy)
        try:
            _verify_sent_copy(store, name, copy, now)
        except UserError as error:
            if isinstance(error, DamagedObjectError) or not isinstance(error, ObjectStoreError):
                store.delete(name)
            raise
        address = f"{store.address}/{name}"
    _remove_old_copies(store)
    _sent[ws.data] = copy.name
    return address


def is_settled(ws: Workspace, now: datetime) -> bool:
    """Tell whether today's backup need not be sent now: it was, there is nowhere to send it, or it was tried a moment ago."""
    if open_remote_store() is None:
        return True
    copy = _find_todays_copy(ws, now)
    return copy is None or _sent.get(ws.data) == copy.name or time.monotonic() < _next_try.get(ws.data, 0.0)


def list_sent_copies(store: ObjectStore) -> tuple[str, ...]:
    """Return the names of the backups in the store, the oldest first."""
    return tuple(sorted(found.name for found in store.list(f"{FOLDER}/")))


def fetch_copy(store: ObjectStore, name: str, target: Path) -> None:
    """Fetch a backup from the store into a file. Raises UserError when the store has none of this name."""
    found = store.find(name)
    if found is None:
        raise UserError(f"There is no {name} in {store.address}.", "`python -m store restore` lists the backups.")
    fetch_file(store, name, target, found.size, hash_object(store, found))


def _find_todays_copy(ws: Workspace, now: datetime) -> Path | None:
    """Return today's copy on this disk, of whatever kind."""
    folder = backup.get_backup_folder(ws.database, ws.data)
    copies = sorted(folder.glob(f"rehearsal-{now.date().isoformat()}.*")) if folder.is_dir() else []
    return next((copy for copy in copies if _DAILY_NAME.fullmatch(copy.name)), None)


def _verify_sent_copy(store: ObjectStore, name: str, copy: Path, now: datetime) -> None:
    with copy.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
    with tempfile.TemporaryDirectory(prefix="sent-", dir=copy.parent) as scratch:
        back = Path(scratch) / copy.name
        fetch_file(store, name, back, copy.stat().st_size, sha256)
        rows = verify_copy(back, now)
    LOGGER.info("backup sent file=%s restored rows=%d", name, sum(rows.values()))


def _remove_old_copies(store: ObjectStore) -> None:
    copies: dict[date, list[str]] = {}
    for found in store.list(f"{FOLDER}/"):
        match = _DAILY_NAME.fullmatch(found.name.removeprefix(f"{FOLDER}/"))
        if match:
            copies.setdefault(date.fromisoformat(match[1]), []).append(found.name)
    for day in set(copies) - backup.choose_days_to_keep(copies):
        for name in copies[day]:
            store.delete(name)
