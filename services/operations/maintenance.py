"""What database and object store need once a day."""

from __future__ import annotations

import logging
import threading
from datetime import datetime
from pathlib import Path

from errors import UserError
from services import leases
from services.connections import connect
from services.listening import episode_files, shared_episodes, shared_frames
from services.object_storage import open_remote_store
from services.operations import backups
from services.workspace import Workspace
from store import backup
from store.errors import StoreError
from store.tables.practice import log_counts

CLEANING_LEASE = "objects:cleaning"
LOGGER = logging.getLogger("rehearsal")
_backup_lock = threading.Lock()


def back_up_daily(ws: Workspace, now: datetime) -> None:
    """Make today's copy of the database unless there is one. What stands in the way (a damaged database, a full disk, a
    folder that is read-only) is logged; a damaged one is never copied over a good one.
    """
    try:
        made = backup.make_daily_copy(ws.database, now, ws.data)
    except UserError as error:
        LOGGER.error("no backup: %s %s", error, error.remedy)
        return
    except (OSError, StoreError) as error:
        LOGGER.error("no backup: %s", error)
        return
    if made:
        _verify_backup(made, now)


def _verify_backup(made: Path, now: datetime) -> None:
    """Restore a new copy on trial. One that cannot be restored is removed: tomorrow's is better than a false one."""
    try:
        rows = backups.verify_copy(made, now)
    except UserError as error:
        LOGGER.error("the backup cannot be restored: %s %s", error, error.remedy)
        made.unlink(missing_ok=True)
    except OSError as error:  # no room for the trial
        LOGGER.warning("backup file=%s was not restored on trial: %s", made, error)
    else:
        LOGGER.info("backup file=%s restored rows=%d", made, sum(rows.values()))


def look_after_objects(ws: Workspace, now: datetime) -> None:
    """Send what waits for the object store, renew what is in use, remove what nobody needs. Nothing without a store.

    What stands in the way is logged: the next time it is tried again.
    """
    try:
        sent = backups.send_daily_copy(ws, now)
        if sent:
            LOGGER.info("backup sent to=%s", sent)
        leases.remove_old_leases(ws, now)
        store = open_remote_store()
        if store is None:
            return
        episode_files.publish_waiting(ws)
        row = leases.LeaseWatch(ws, CLEANING_LEASE).try_take(now)
        if row is None:
            return  # another replica cleans up
        with leases.Lease(ws, row, lambda: leases.LeaseProgress(0, 0.0), lambda: now):
            shared_episodes.renew_used(store, episode_files.ensure_folder(ws), now)
            removed = shared_episodes.remove_unused(store, now) + shared_frames.remove_abandoned(store, now)
            if removed:
                LOGGER.info("removed from the object store objects=%d", removed)
    except (UserError, OSError, StoreError) as error:
        LOGGER.error("the object store was not looked after: %s", error)


def fold_logs(ws: Workspace) -> None:
    """Add what was answered to the counts that Progress and Insight read. Seconds after an upgrade, else nothing."""
    try:
        with connect(ws) as connection:
            log_counts.fold_if_long(connection, None)
    except UserError as error:
        LOGGER.error("the log was not counted: %s %s", error, error.remedy)


def start_daily_backup(ws: Workspace, now: datetime) -> None:
    """Start today's backup beside what the learner does: a server that runs for weeks makes its copies too.

    Costs one look when there is one.
    """
    is_settled = backup.has_daily_copy(ws.database, now, ws.data) and backups.is_settled(ws, now)
    if is_settled or not _backup_lock.acquire(blocking=False):
        return

    def work() -> None:
        try:
            back_up_daily(ws, now)
            fold_logs(ws)
            look_after_objects(ws, now)
        finally:
            _backup_lock.release()

    threading.Thread(target=work, name="backup", daemon=True).start()
