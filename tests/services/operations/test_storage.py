"""What the data folder holds, and what an administrator may delete of it."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from errors import UserError
from services.connections import connect
from services.operations import health, storage
from services.workspace import Workspace


def write(path: Path, size: int, age: timedelta, now: datetime) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    os.utime(path, times=((now - age).timestamp(),) * 2)
    return path


def test_parts_are_measured_and_what_is_made_again_is_deleted(workspace: Workspace, now: datetime) -> None:
    with connect(workspace):
        pass
    old, hour = timedelta(days=3), timedelta(minutes=1)
    clip = write(workspace.audio / "ab" / "one.wav", 2_500_000, old, now)
    episode = write(workspace.audio / "episodes" / "e.mp3", 1_000, old, now)
    fresh = write(workspace.audio / "episodes" / "f.mp3", 10, hour, now)
    backup = write(workspace.data / "backups" / "rehearsal-2026-03-01.sqlite3", 5, old, now)
    secret = write(workspace.data.parent / "outside.mp3", 7, old, now)
    (workspace.audio / "episodes" / "link.mp3").symlink_to(secret)
    write(workspace.data / "unknown", 3, old, now)
    found = {part.name: part for part in storage.measure_storage(workspace, 1).parts}
    assert (found["clips"].size, found["episodes"].files, found["episodes"].size) == (2_500_000, 2, 1_010)
    assert (found["backups"].size, found["other"].size) == (5, 3) and found["database"].size > 0
    for look in (storage.measure_storage, lambda ws, who: storage.clear_storage(ws, who, "episodes", now)):
        with pytest.raises(UserError, match="Only administrators"):
            look(workspace, 2)
    assert storage.clear_storage(workspace, 1, "episodes", now) == 1_000
    assert (episode.exists(), fresh.exists(), clip.exists(), secret.exists()) == (False, True, True, True)
    for name in ("backups", "database", "other", "drafts", "../"):
        with pytest.raises(UserError, match="must stay"):
            storage.clear_storage(workspace, 1, name, now)
    assert backup.exists()


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "0 kB"), (20, "1 kB"), (812_300, "812 kB"), (3_420_000, "3.4 MB"), (1_240_000_000, "1.2 GB")],
)
def test_sizes_are_written_as_people_read_them(size: int, shown: str) -> None:
    assert storage.format_size(size) == shown


def test_health_is_told_part_by_part(workspace: Workspace, now: datetime) -> None:
    (workspace.content / "deck.markdown").write_text("## A deck\n")
    from services.library import content_sync

    content_sync.sync_content(workspace, now)
    parts = {part.title: part for part in health.inspect_health(workspace, 1, now)}
    assert parts["Database"].status == "ok" and parts["Backup"].status == "degraded"
    assert parts["Decks"].status == "degraded" and "deck.markdown" in parts["Decks"].sentences[0]
    assert parts["Episodes"].sentences == ("0 being made, 0 waiting.",)
