"""What the database needs once a day."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from errors import UserError
from services.connections import connect
from services.workspace import Workspace
from store import backup
from store.errors import StoreError
from store.tables import log_counts

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
        LOGGER.info("backup file=%s", made)


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
    if backup.has_daily_copy(ws.database, now, ws.data) or not _backup_lock.acquire(blocking=False):
        return

    def work() -> None:
        try:
            back_up_daily(ws, now)
            fold_logs(ws)
        finally:
            _backup_lock.release()

    threading.Thread(target=work, name="backup", daemon=True).start()
