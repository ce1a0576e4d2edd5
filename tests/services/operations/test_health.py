"""Whether an instance can do its work: what stops it, and what it does without."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from errors import UserError
from services.connections import connect
from services.library import content_sync
from services.operations import health, maintenance
from services.operations.health import Health
from services.workspace import Workspace

pytestmark = pytest.mark.engines("sqlite")  # tests/services/test_database_server.py takes a server away


def test_failures_come_before_warnings() -> None:
    assert Health((), ()).status == "ok"
    assert Health((), ("slow",)).status == "degraded"
    assert Health(("gone",), ("slow",)).status == "unavailable"


def test_an_instance_is_ready_once_its_decks_were_read(workspace: Workspace, now: datetime) -> None:
    assert health.check_life(workspace) == Health((), ())
    assert "The decks have not been read yet." in health.check_readiness(workspace).failures
    content_sync.sync_content(workspace, now)
    assert health.check_readiness(workspace).failures == ()


def test_a_database_that_cannot_be_opened_or_written_is_told(workspace: Workspace, now: datetime) -> None:
    content_sync.sync_content(workspace, now)
    broken = Workspace(data=workspace.data.parent / "broken", content=workspace.content)
    broken.data.mkdir()
    Path(broken.database).write_bytes(b"this is no database, whatever it is called" * 100)
    (sentence,) = health.check_life(broken).failures
    assert sentence.startswith("The database cannot be opened: ")
    assert health.check_life(broken).status == "unavailable"
    assert health.check_readiness(broken).failures[0].startswith("The database cannot be written: ")
    missing = replace(workspace, data=Path(workspace.database) / "below a file")
    assert health.measure_database(missing) == 0
    assert health.measure_database(workspace) > 0


def test_a_disk_that_is_nearly_full_is_a_warning(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    content_sync.sync_content(workspace, now)
    monkeypatch.setattr(health, "MIN_FREE_BYTES", 1 << 60)
    (sentence,) = [one for one in health.check_readiness(workspace).warnings if "disk" in one]
    assert sentence.startswith("The disk of the data folder has ")
    assert sentence.endswith(" MB left.")
    monkeypatch.setattr(health, "MIN_FREE_BYTES", 1)
    assert not [one for one in health.check_readiness(workspace).warnings if "disk" in one]


def test_an_administrator_sees_each_part(workspace: Workspace, now: datetime) -> None:
    content_sync.sync_content(workspace, now)
    parts = {part.title: part for part in health.inspect_health(workspace, 1, now)}
    assert list(parts) == ["Database", "Decks", "Disk", "Voice", "Backup", "Episodes"]
    assert (parts["Database"].status, parts["Database"].sentences) == ("ok", ("It is writable.",))
    assert (parts["Decks"].status, parts["Decks"].sentences) == ("ok", ("All files have been read.",))
    assert parts["Disk"].sentences == ("There is enough space.",)
    assert parts["Backup"].status == "degraded"
    assert "within half an hour" in parts["Backup"].sentences[0]
    maintenance.back_up_daily(workspace, now)
    backup = next(part for part in health.inspect_health(workspace, 1, now) if part.title == "Backup")
    assert (backup.status, backup.sentences) == ("ok", ("Today’s backup has been made.",))
    with connect(workspace), pytest.raises(UserError, match="Only administrators"):
        health.inspect_health(workspace, 2, now)
