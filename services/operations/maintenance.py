"""What the database and the object store need once a day."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from errors import UserError
from services import leases
from services.connections import connect
from services.library import images
from services.listening import episode_files, shared_episodes, shared_frames
from services.object_storage import open_remote_store
from services.operations import backups
from services.workspace import Workspace
from store.database_errors import StoreError
from store.tables.practice import log_counts

CLEANING_LEASE = "objects:cleaning"
LOGGER = logging.getLogger("rehearsal")
_backup_lock = threading.Lock()


def back_up_daily(ws: Workspace, now: datetime) -> None:
    """Make today's copy of the database unless there is one. What stands in the way (a damaged database, a full disk, a
    folder that is read-only) is logged; a damaged one is never copied over a good one.
    """
    try:
        backups.make_daily_copy(ws, now)
    except UserError as error:
        LOGGER.error("no backup: %s %s", error, error.remedy)
    except (OSError, StoreError) as error:
        LOGGER.error("no backup: %s", error)


def look_after_objects(ws: Workspace, now: datetime) -> None:
    """Send what waits for the object store, renew what is in use, remove what nobody needs. Nothing without a store.

    What stands in the way is logged: the next time it is tried again.
    """
    try:
        backup_name = backups.send_daily_copy(ws, now)
        if backup_name:
            LOGGER.info("backup sent to=%s", backup_name)
        # Before the question whether there is a store: leases lie in the database.
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
        LOGGER.error("the object store was not cleaned up: %s", error)


def remove_unused_pictures(ws: Workspace, now: datetime) -> None:
    """Remove pictures that no deck shows. That two replicas do so at once does no harm."""
    try:
        removed = images.remove_unused(ws, now)
    except (UserError, OSError, StoreError) as error:
        LOGGER.error("unused pictures were not looked for: %s", error)
    else:
        if removed:
            LOGGER.info("removed pictures that no deck shows: %d", removed)


def fold_logs(ws: Workspace) -> None:
    """Add what was answered to the counts that Progress and Insight read. Seconds after an upgrade, else nothing."""
    try:
        with connect(ws) as connection:
            log_counts.fold_if_long(connection, None)
    except (UserError, StoreError) as error:
        LOGGER.error("the log was not counted: %s", error)


def start_daily_backup(ws: Workspace, now: datetime) -> None:
    """Start today's backup beside what the learner does: a server that runs for weeks makes its copies too. Costs nothing when
    it is made, or was tried a moment ago.
    """
    if backups.is_settled(ws, now) or not _backup_lock.acquire(blocking=False):
        return

    def work() -> None:
        try:
            backups.note_attempt(ws)
            back_up_daily(ws, now)
            fold_logs(ws)
            look_after_objects(ws, now)
            remove_unused_pictures(ws, now)
        finally:
            _backup_lock.release()

    threading.Thread(target=work, name="backup", daemon=True).start()
