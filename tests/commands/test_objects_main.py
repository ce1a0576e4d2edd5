"""`python -m objects` and what `python -m store` knows of the object store."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from commands import objects_main
from objects.interface import ObjectStore
from services.connections import connect
from services.library import drafts
from services.listening import episode_files, episodes
from services.object_storage import open_remote_store
from services.operations import backups, maintenance
from services.workspace import Workspace
from speech.model import Voices
from speech.script.request import EpisodeRequest
from store import __main__ as store_main
from store import backup
from store.connection import DatabaseName
from tests.objects.s3_server import open_line
from tests.speech.decks import pools

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def folder(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A data folder with a picture, a draft and an episode, from before there was a store."""
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (workspace.data / "pictures").mkdir()
    (workspace.data / "pictures" / ("0" * 32 + ".png")).write_bytes(b"\x89PNG")
    drafts.save_draft(workspace, 1, drafts.Draft(deck="pools", base=0, text="## Pools", token="t"))
    planned = episodes.plan_episode(
        workspace, "pools", pools(), EpisodeRequest("topic", "pools"), Voices(engine="silent")
    )
    job = episodes.start_episode(workspace, planned, NOW)
    assert job is not None and job.wait(60).phase == "done"
    return workspace


def sums(text: str) -> dict[str, list[str]]:
    return {line.split("\t")[0]: line.split("\t")[1:] for line in text.splitlines() if "\t" in line}


def test_there_and_back(
    folder: Workspace, tmp_path: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = request.getfixturevalue("s3_environment")
    address, other = environment["REHEARSAL_OBJECTS"], tmp_path / "other"
    assert objects_main.main(["copy", str(folder.data), address]) == 0
    there = sums(capsys.readouterr().out)
    assert [there[p][0] for p in ("pictures/", "drafts/", "episodes/")] == ["objects=1", "objects=1", "objects=1"]
    assert objects_main.main(["copy", "--quiet", str(folder.data), address]) == 0
    again = sums(capsys.readouterr().out)
    assert {p: row[2] for p, row in again.items()} == {
        p: row[0].replace("objects", "already there") for p, row in there.items()
    }
    assert {p: row[3] for p, row in again.items()} == {p: row[3] for p, row in there.items()}
    assert objects_main.main(["copy", address, str(other)]) == 0
    back = sums(capsys.readouterr().out)
    assert {p: row[3] for p, row in back.items()} == {p: row[3] for p, row in there.items()}
    for path in folder.data.rglob("*"):
        name = path.relative_to(folder.data)
        if (path.is_file() and name.parts[0] in {"pictures", "drafts"}) or path.suffix in {".mp3", ".vtt"}:
            assert (other / name).read_bytes() == path.read_bytes()
    assert objects_main.main(["check"]) == 0 and "1 episodes ok" in capsys.readouterr().out
    assert objects_main.main(["list"]) == 0
    assert sums(capsys.readouterr().out).keys() == {"pictures", "drafts", "episodes"}
    store = open_remote_store()
    assert store is not None
    (audio,) = [found.name for found in store.list("episodes/") if found.name.endswith(".mp3")]
    store.put(audio, b"something else")
    assert objects_main.main(["check"]) == 1 and "damaged" in capsys.readouterr().out
    assert objects_main.main(["copy", "--quiet", str(folder.data), address]) == 0  # mends it
    assert objects_main.main(["check"]) == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["copy", "/a", "/a"], "the same"),
        (["copy", "/a", "http://b"], "is not an address"),
        (["check"], "no object store"),
    ],
)
def test_a_mistake_is_a_sentence(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert objects_main.main(arguments) == 2
    assert sentence in capsys.readouterr().err


@pytest.fixture
def remote(workspace: Workspace, s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> ObjectStore:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    with connect(workspace):
        pass
    store = open_remote_store()
    assert store is not None
    return store


def back_up(ws: Workspace, now: datetime) -> None:
    maintenance.back_up_daily(ws, now)
    maintenance.look_after_objects(ws, now)


def test_a_backup_is_sent_restored_and_rotated(
    workspace: Workspace, remote: ObjectStore, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(1, 32):
        (backup.get_backup_folder(workspace.database)).mkdir(exist_ok=True)
        remote.put(f"backups/rehearsal-2026-01-{number:02d}.sqlite3", b"x")
    remote.put("backups/by-hand.sqlite3", b"x")
    back_up(workspace, NOW)
    names = backups.list_sent_copies(remote)
    days = {name[-18:-8] for name in names if "by-hand" not in name}
    assert "2026-03-02" in days and len(days) == 9 and "backups/by-hand.sqlite3" in names
    assert backups.is_settled(workspace, NOW)
    assert store_main.main(["restore"]) == 0
    listed = capsys.readouterr().out.splitlines()
    address = next(line for line in listed if line.startswith("s3://") and "2026-03-02" in line)
    with connect(workspace) as connection:
        connection.execute("INSERT INTO learners (id, name, created_at) VALUES (2, 'Second', 0)")
    assert store_main.main(["restore", address]) == 0
    with connect(workspace) as connection:
        assert connection.execute("SELECT count(*) FROM learners WHERE id = 2").fetchone() == (0,)
    assert store_main.main(["restore", address.replace("03-02", "09-09")]) == 2
    assert "There is no backups/rehearsal-2026-09-09.sqlite3" in capsys.readouterr().err
    assert store_main.main(["backup"]) == 0
    assert "The copy holds the database alone" in capsys.readouterr().err


def test_a_backup_that_arrives_damaged_does_not_stay(
    workspace: Workspace, remote: ObjectStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = type(remote).read_range
    monkeypatch.setattr(type(remote), "read_range", lambda self, *a: b"!" + real(self, *a)[1:])
    back_up(workspace, NOW)
    assert "damaged" in caplog.text
    assert not backups.list_sent_copies(remote)


def test_a_backup_waits_for_a_store_that_is_away(
    workspace: Workspace,
    remote: ObjectStore,
    s3_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with open_line(s3_url) as line:
        monkeypatch.setenv("REHEARSAL_OBJECTS_ENDPOINT", line.url)
        line.status = 503
        back_up(workspace, NOW)
        assert "overloaded" in caplog.text and not backups.list_sent_copies(remote)
        assert backups.is_settled(workspace, NOW)  # not again for some minutes
        monkeypatch.setitem(backups._next_try, workspace.data, 0.0)
        assert not backups.is_settled(workspace, NOW)
    monkeypatch.setenv("REHEARSAL_OBJECTS_ENDPOINT", s3_url)
    back_up(workspace, NOW)
    assert backups.list_sent_copies(remote) == ("backups/rehearsal-2026-03-02.sqlite3",)


def test_a_backup_is_restored_on_trial_without_a_store_too(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(workspace):
        pass
    with caplog.at_level("INFO", logger="rehearsal"):
        maintenance.back_up_daily(workspace, NOW)
    assert "restored rows=" in caplog.text
    copy = backup.get_backup_folder(workspace.database) / "rehearsal-2026-03-02.sqlite3"
    assert backups.verify_copy(copy, NOW)["learners"] == 1
    copy.unlink()
    real = backup.copy_database

    def copy_with_damage(name: DatabaseName, target: Path) -> Path:
        with sqlite3.connect(real(name, target)) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("INSERT INTO enrolments (learner, deck, revision) VALUES (1, 99, 1)")
        connection.close()
        return target

    monkeypatch.setattr(backup, "copy_database", copy_with_damage)
    maintenance.back_up_daily(workspace, NOW)
    assert "cannot be restored" in caplog.text and not copy.exists()
    assert list(copy.parent.iterdir()) == []


def test_a_backup_says_what_it_does_not_hold(folder: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert store_main.main(["--database", str(folder.database), "backup"]) == 0
    left_out = capsys.readouterr().err
    assert f"{folder.data / 'pictures'} and {folder.data / 'drafts'}" in left_out
    assert episode_files.list_episodes(folder)
