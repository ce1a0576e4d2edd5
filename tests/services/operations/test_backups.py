"""The day's backup with several processes: one makes it, the others know of it, and together they keep as many as one would."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from services import leases
from services.connections import connect
from services.leases import Lease, LeaseProgress, LeaseWatch
from services.operations import backups, maintenance
from services.workspace import Workspace
from store import backup
from store.connection import DatabaseName
from tests.databases import get_server


def list_copies(*replicas: Workspace) -> list[str]:
    folders = {backup.get_backup_folder(ws.database, ws.data) for ws in replicas}
    return sorted(file.name for folder in folders if folder.is_dir() for file in folder.iterdir())


@pytest.fixture
def replicas(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> list[Workspace]:
    """Three on one database: on SQLite they share the folder, on a server each has one of its own."""
    if isinstance(workspace.database, Path):
        found = [workspace] * 3
    else:
        monkeypatch.setenv("PATH", f"{get_server().binaries}{os.pathsep}{os.environ['PATH']}")
        places = [workspace.data.with_name(f"replica-{number}") for number in range(3)]
        found = [Workspace(data=place, content=workspace.content, address=workspace.database) for place in places]
    with connect(workspace):
        pass
    return found


def test_of_three_replicas_one_makes_it(
    replicas: list[Workspace], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    if isinstance(replicas[0].database, str):  # of a process that was killed
        get_server().run_sql("CREATE DATABASE rehearsal_trial_20260101_abc")
    with caplog.at_level("INFO", logger="rehearsal"), ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda ws: maintenance.back_up_daily(ws, now), replicas))
    for ws in replicas:  # later in the day
        maintenance.back_up_daily(ws, now + timedelta(hours=1))
        assert backups.is_settled(ws, now) and backups.describe_daily_copy(ws, now).startswith("Today’s backup")
    assert len(list_copies(*replicas)) == 1
    assert caplog.text.count("restored") == 1 and "no backup" not in caplog.text
    if isinstance(replicas[0].database, str):
        with connect(replicas[0]) as connection:
            left = connection.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'rehearsal_trial%'"
            ).fetchall()
        assert left == []


@pytest.fixture
def quick_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies that hold nothing: these tests are about when they are made."""

    def write(_name: DatabaseName, target: Path) -> Path:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"a copy")
        return target

    monkeypatch.setattr(backup, "copy_database", write)
    monkeypatch.setattr(backups, "verify_copy", lambda copy, now: {})


@pytest.mark.usefixtures("quick_copies")
def test_together_they_keep_as_many_as_one(replicas: list[Workspace], now: datetime) -> None:
    days = [now + timedelta(days=day) for day in range(60)]
    for number, day in enumerate(days):
        maintenance.back_up_daily(replicas[number % 3], day)
    (backup.get_backup_folder(replicas[0].database, replicas[0].data) / "by-hand.dump").write_bytes(b"")
    for ws in replicas:  # the copies of one that did not make the last one go too
        maintenance.back_up_daily(ws, days[-1])
    kept = [date.fromisoformat(name[10:20]) for name in list_copies(*replicas) if name != "by-hand.dump"]
    assert set(kept) == backup.choose_days_to_keep(day.date() for day in days)
    assert len(kept) == len(set(kept)) and "by-hand.dump" in list_copies(*replicas)


@pytest.mark.usefixtures("quick_copies")
def test_who_is_at_work_is_not_disturbed_and_who_is_gone_is_replaced(
    replicas: list[Workspace], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "has_ended", lambda holder: False)
    row = LeaseWatch(replicas[0], backups.LEASE).try_take(now)
    assert row is not None
    with Lease(replicas[0], row, lambda: LeaseProgress(0, 0.0), lambda: now):
        maintenance.back_up_daily(replicas[1], now)
        assert list_copies(*replicas) == []
    abandoned = LeaseWatch(replicas[0], backups.LEASE).try_take(now)
    assert abandoned is not None
    monkeypatch.setattr(leases, "has_ended", lambda holder: holder == abandoned.holder)
    maintenance.back_up_daily(replicas[1], now)
    assert len(list_copies(*replicas)) == 1


@pytest.mark.engines("postgresql")
@pytest.mark.usefixtures("quick_copies")
def test_a_copy_that_its_maker_never_sends_is_made_again(
    replicas: list[Workspace], now: datetime, s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = replicas
    maintenance.back_up_daily(first, now)  # and its machine is lost before it could send it
    maintenance.back_up_daily(second, now)
    maintenance.look_after_objects(second, now)
    assert list_copies(second) == [] and not backups.is_settled(third, now)
    monkeypatch.setattr(backups, "TAKE_OVER_SECONDS", 0.0)
    maintenance.back_up_daily(second, now)
    maintenance.look_after_objects(second, now)
    assert list_copies(second) == list_copies(first)
    assert "in the object store" in backups.describe_daily_copy(third, now)
    maintenance.back_up_daily(third, now)
    maintenance.look_after_objects(third, now)
    assert list_copies(third) == [] and backups.is_settled(third, now)
