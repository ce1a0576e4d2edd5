"""The day's copy is made once, and never of a damaged database."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

import pytest

from services.connections import connect
from services.object_storage import open_remote_store
from services.operations import backups, maintenance
from services.workspace import Workspace
from store import backup
from store import connection as database

pytestmark = pytest.mark.engines("sqlite")  # copies of a file


def copies(ws: Workspace) -> list[str]:
    folder = backup.get_backup_folder(ws.database)
    return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []


def test_one_copy_a_day(workspace: Workspace, now: datetime) -> None:
    maintenance.back_up_daily(workspace, now)
    assert copies(workspace) == []  # nothing to copy yet
    with connect(workspace):
        pass
    for day in (now, now + timedelta(hours=2), now + timedelta(days=1)):
        maintenance.back_up_daily(workspace, day)
    assert copies(workspace) == ["rehearsal-2026-03-02.sqlite3", "rehearsal-2026-03-03.sqlite3"]


def test_a_server_that_runs_for_weeks_makes_it_beside_the_work(workspace: Workspace, now: datetime) -> None:
    with connect(workspace):
        pass
    maintenance.start_daily_backup(workspace, now)
    for thread in [t for t in threading.enumerate() if t.name == "backup"]:
        thread.join(timeout=30)
    assert copies(workspace) == ["rehearsal-2026-03-02.sqlite3"]
    maintenance.start_daily_backup(workspace, now)
    assert not [t for t in threading.enumerate() if t.name == "backup"]


def test_a_damaged_database_is_told_of_and_not_copied(
    workspace: Workspace, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(workspace) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO enrolments (learner, deck, revision) VALUES (1, 99, 1)")
    database.close_idle(workspace.database)
    with caplog.at_level(logging.ERROR, logger="rehearsal"):
        maintenance.back_up_daily(workspace, now)
    assert "no backup" in caplog.text
    assert copies(workspace) == []


def test_a_folder_that_cannot_be_written_stops_nobody(
    workspace: Workspace, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(workspace):
        pass
    backup.get_backup_folder(workspace.database).write_text("in the way")
    with caplog.at_level(logging.ERROR):
        maintenance.back_up_daily(workspace, now)
    assert "no backup" in caplog.text


def test_the_object_store_keeps_the_days_that_the_rotation_keeps_and_what_was_put_there_by_hand(
    workspace: Workspace, now: datetime, s3_environment: dict[str, str]
) -> None:
    store = open_remote_store()
    assert store is not None
    days = [(now - timedelta(days=number)).date() for number in range(1, 40)]
    for day in days:
        store.put(f"backups/rehearsal-{day}.sqlite3", b"a copy")
    store.put("backups/by-hand.sqlite3", b"mine")
    with connect(workspace):
        pass
    maintenance.back_up_daily(workspace, now)
    maintenance.look_after_objects(workspace, now)
    kept = backup.choose_days_to_keep([now.date(), *days])
    assert set(backups.list_sent_copies(store)) == {
        "backups/by-hand.sqlite3",
        *(f"backups/rehearsal-{day}.sqlite3" for day in kept),
    }
    assert backups.describe_daily_copy(workspace, now) == "Today’s backup has been made, and is in the object store."
    assert backups.is_settled(workspace, now)
