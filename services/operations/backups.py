"""The day's backup: made, restored on trial, and sent to the object store. Only a copy that could be restored counts."""

from __future__ import annotations

import hashlib
import logging
import platform
import re
import tempfile
import threading
import time
from datetime import date, datetime
from pathlib import Path

from errors import UserError
from objects.interface import ObjectStore, ObjectStoreError
from objects.transfer import DamagedObjectError, fetch_file, hash_object
from services.connections import connect
from services.leases import Lease, LeaseProgress, LeaseWatch
from services.object_storage import find_store_failure, open_remote_store
from services.workspace import Workspace
from store import backup
from store.connection import to_ms
from store.table_reader import open_for_reading
from store.tables import backups as table
from store.tables.backups import BackupRow

FOLDER = "backups"
LEASE = "backup:daily"
# What the day's backup is called, whatever kind of database it is of.
_DAILY_NAME = re.compile(r"rehearsal-(\d{4}-\d{2}-\d{2})\.[a-z0-9]+")
RETRY_SECONDS = 600.0  # a store that does not answer is not asked at every click
# How long another replica has to send the copy that it made, before one more is made here. Its folder may be gone with it.
TAKE_OVER_SECONDS = 3600.0
LOGGER = logging.getLogger("rehearsal")
_lock = threading.Lock()
# For each data folder the day that needs nothing more, and when the next attempt may be made.
_settled: dict[Path, date] = {}
_next_try: dict[Path, float] = {}
# For each data folder the day whose copy waits elsewhere to be sent, and since when that was seen.
_waiting: dict[Path, tuple[date, float]] = {}


def make_daily_copy(ws: Workspace, now: datetime) -> Path | None:
    """Make today's copy of the database, restore it on trial and write down where it is; None when there is one, or another
    process makes it. Old copies in this folder are deleted in any case.

    Of several replicas one makes it, under a lease. Raises UserError when the database or the copy is damaged, OSError and
    StoreError.
    """
    if isinstance(ws.database, Path) and not ws.database.is_file():
        return None
    if not _is_made(ws, now):
        lease = LeaseWatch(ws, LEASE).try_take(now)
        if lease is None:
            return None
        with Lease(ws, lease, lambda: LeaseProgress(0, 0.0), lambda: now):
            if not _is_made(ws, now):  # it may have been made while the lease was asked for
                return _make_copy(ws, now)
    _remove_local_copies(ws)
    if open_remote_store() is None:
        _settled[ws.data] = now.date()
    return None


def _make_copy(ws: Workspace, now: datetime) -> Path:
    """Make today's copy. One that cannot be restored is removed: no copy is better than one that only looks like it."""
    copy = backup.copy_database(ws.database, backup.get_daily_path(ws.database, now, ws.data))
    try:
        rows = verify_copy(copy, now)
    except UserError as error:
        copy.unlink(missing_ok=True)
        raise UserError(f"The backup cannot be restored: {error}", error.remedy) from error
    except OSError as error:  # no room for the trial
        LOGGER.warning("backup file=%s was not restored on trial: %s", copy, error)
    else:
        # The server's own programs restored a dump before it got its name.
        LOGGER.info("backup file=%s %s", copy, f"restored rows={sum(rows.values())}" if rows else "restored on trial")
    day = now.date().isoformat()
    with connect(ws) as connection:
        table.save_backup(connection, BackupRow(day, copy.name, _name_place(ws), to_ms(now)))
    local_days = {one.isoformat() for one in _remove_local_copies(ws)}
    with connect(ws) as connection:
        recorded_days = {row.day for row in table.list_backups(connection)}
        table.delete_backups(connection, sorted(recorded_days - local_days))
    if open_remote_store() is None:
        _settled[ws.data] = now.date()
    return copy


def find_daily_copy(ws: Workspace, now: datetime) -> BackupRow | None:
    """Return today's backup, wherever it is; None when nobody made it yet."""
    with connect(ws) as connection:
        row = table.find_backup(connection, now.date().isoformat())
    if row is None and backup.has_daily_copy(ws.database, now, ws.data):  # of a version that did not write it down
        path = backup.get_daily_path(ws.database, now, ws.data)
        row = BackupRow(now.date().isoformat(), path.name, _name_place(ws), round(path.stat().st_mtime * 1000))
    return row


def list_copies_elsewhere(ws: Workspace) -> tuple[str, ...]:
    """Return the names of the daily copies in the folders of other replicas, the oldest first."""
    with connect(ws) as connection:
        return tuple(row.file for row in table.list_backups(connection) if row.place != _name_place(ws))


def describe_daily_copy(ws: Workspace, now: datetime) -> str:
    """Return where today's backup is, in a sentence; "" when nobody made it yet."""
    row = find_daily_copy(ws, now)
    if row is None:
        return ""
    is_here = row.place == _name_place(ws) or backup.has_daily_copy(ws.database, now, ws.data)
    where = "has been made" if is_here else f"was made by another process, at {row.place}"
    return f"Today’s backup {where}." if row.sent_at is None else f"Today’s backup {where}, and is in the object store."


def _is_made(ws: Workspace, now: datetime) -> bool:
    """Tell whether today's copy lies here, or elsewhere and will be sent from there."""
    if backup.has_daily_copy(ws.database, now, ws.data):
        return True
    row = find_daily_copy(ws, now)
    own = backup.get_daily_path(ws.database, now, ws.data)
    if row is None or not row.file.endswith(own.suffix):  # of the database that this one was copied from
        return False
    if row.place == _name_place(ws):  # deleted here: it is made again
        return False
    if row.sent_at is not None or open_remote_store() is None:
        return True
    day, since = _waiting.get(ws.data, (None, 0.0))
    if day != now.date():
        _waiting[ws.data] = (now.date(), since := time.monotonic())
    return time.monotonic() - since < TAKE_OVER_SECONDS or find_store_failure() != ""


def _remove_local_copies(ws: Workspace) -> set[date]:
    """Delete the copies of this folder that the rotation over all folders does not keep; return the days that it keeps."""
    with connect(ws) as connection:
        days = [date.fromisoformat(row.day) for row in table.list_backups(connection)]
    return backup.remove_old_copies(ws.database, ws.data, days)


def _name_place(ws: Workspace) -> str:
    """Return the folder in which this process makes its copies; for a server's database with the machine before it."""
    folder = backup.get_backup_folder(ws.database, ws.data).resolve()
    # Whoever works on a file has its folder too, and a container's name is another one after each update.
    return str(folder) if isinstance(ws.database, Path) else f"{platform.node()}:{folder}"


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
            raise UserError(f"A test restore of {copy.name} found damage: {problems[0]}.", "Restore an older backup.")
        with open_for_reading(restored) as reader:
            return {table: reader.count_rows(table) for table in reader.list_tables(views=False)}


def send_daily_copy(ws: Workspace, now: datetime) -> str | None:
    """Send today's backup to the object store, fetch it back, restore what came, and delete those that the rotation does not
    keep. Return its address; None when there is no store, no backup, or it was sent before.

    Raises ObjectStoreError, and UserError when what came back cannot be restored: then it does not stay in the store.
    """
    store, copy = open_remote_store(), _find_todays_copy(ws, now)
    if store is None or _settled.get(ws.data) == now.date():
        return None
    note_attempt(ws)
    if copy is None:
        row = find_daily_copy(ws, now)
        if row is not None and row.sent_at is not None:
            _settled[ws.data] = now.date()
        return None
    lease = LeaseWatch(ws, LEASE).try_take(now)
    if lease is None:
        return None  # another process on this folder sends it
    with Lease(ws, lease, lambda: LeaseProgress(0, 0.0), lambda: now):
        return _send_copy(ws, store, copy, now)


def _send_copy(ws: Workspace, store: ObjectStore, copy: Path, now: datetime) -> str | None:
    name = f"{FOLDER}/{copy.name}"
    address = None
    if store.find(name) is None:
        store.put(name, copy)
        try:
            _verify_sent_copy(store, name, copy, now)
        except UserError as error:
            # A store that does not answer says nothing of the copy: it stays, and is looked at again.
            if isinstance(error, DamagedObjectError) or not isinstance(error, ObjectStoreError):
                store.delete(name)
            raise
        address = f"{store.address}/{name}"
    _remove_old_copies(store)
    with connect(ws) as connection:
        table.mark_sent(connection, now.date().isoformat(), to_ms(now))
    _settled[ws.data] = now.date()
    return address


def is_settled(ws: Workspace, now: datetime) -> bool:
    """Tell whether today's backup needs nothing now: it is made and sent, or that was tried a moment ago. Costs no look."""
    return _settled.get(ws.data) == now.date() or time.monotonic() < _next_try.get(ws.data, 0.0)


def note_attempt(ws: Workspace) -> None:
    """Let the next attempt wait for a while."""
    with _lock:
        _next_try[ws.data] = time.monotonic() + RETRY_SECONDS


def list_sent_copies(store: ObjectStore) -> tuple[str, ...]:
    """Return the names of the backups in the store, the oldest first."""
    return tuple(sorted(item.name for item in store.list(f"{FOLDER}/")))


def fetch_copy(store: ObjectStore, name: str, target: Path) -> None:
    """Fetch a backup from the store into a file. Raises UserError when the store has none of this name."""
    item = store.find(name)
    if item is None:
        raise UserError(f"There is no {name} in {store.address}.", "`python -m store restore` lists the backups.")
    fetch_file(store, name, target, item.size, hash_object(store, item))


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
    for item in store.list(f"{FOLDER}/"):
        match = _DAILY_NAME.fullmatch(item.name.removeprefix(f"{FOLDER}/"))
        if match:
            copies.setdefault(date.fromisoformat(match[1]), []).append(item.name)
    for day in set(copies) - backup.choose_days_to_keep(copies):
        for name in copies[day]:
            store.delete(name)
