"""Copies of a PostgreSQL database: restored on trial, rotated, put back; the commands on an address."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from errors import UserError
from store import backup, connection
from store.__main__ import main
from tests.databases import get_server, lend_database

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database, with the server's own programs first on the PATH."""
    monkeypatch.setenv("PATH", f"{get_server().binaries}{os.pathsep}{os.environ['PATH']}")
    with lend_database() as lent:
        yield lent


def name(address: str, value: str | None = None) -> str:
    with connection.session(address) as opened:
        if value is not None:
            opened.execute("UPDATE learners SET name = ?", (value,))
        return str(opened.execute("SELECT name FROM learners").fetchone()[0])


def test_a_copy_is_put_back_and_what_was_there_is_kept(address: str, tmp_path: Path) -> None:
    name(address, "first")
    copy = backup.copy_database(address, tmp_path / "copy.dump")
    name(address, "second")
    aside = backup.restore_database(address, copy, NOW, tmp_path)
    assert name(address) == "first"
    assert aside is not None
    backup.restore_database(address, aside, NOW, tmp_path)
    assert name(address) == "second"
    with connection.session(address) as opened:  # the rules came back with the rows
        opened.execute("INSERT INTO decks (id, slug, origin, created_at) VALUES (1, 'd', 'added', 0)")
        opened.execute("INSERT INTO versions VALUES (1, 1, 1, ?, 'sha', '', '', 0, 0)", (b"A",))
    with pytest.raises(Exception, match="never changes"), connection.session(address) as opened:
        opened.execute("UPDATE versions SET number = 2")


def test_one_copy_a_day_and_the_rotation(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert backup.make_daily_copy(address, NOW, tmp_path) is not None
    assert backup.make_daily_copy(address, NOW + timedelta(hours=3), tmp_path) is None
    folder = backup.get_backup_folder(address, tmp_path)
    for day in range(1, 60):
        (folder / f"rehearsal-{(NOW - timedelta(days=day)).date()}.dump").touch()
    assert backup.make_daily_copy(address, NOW + timedelta(days=1), tmp_path) is not None
    assert len(list(folder.iterdir())) == backup.DAILY_COPIES + backup.WEEKLY_COPIES - 2


def test_a_damaged_database_is_not_copied_and_a_foreign_file_not_restored(address: str, tmp_path: Path) -> None:
    other = tmp_path / "other.dump"
    other.write_bytes(b"no dump at all")
    name(address, "first")
    with pytest.raises(UserError, match="pg_restore failed"):
        backup.restore_database(address, other, NOW, tmp_path)
    assert name(address) == "first"
    database = connection.session(address)
    with database as opened:
        opened.execute("ALTER TABLE enrolments DISABLE TRIGGER ALL")
        opened.execute("INSERT INTO enrolments (learner, deck, revision) VALUES (1, 99, 1)")
        opened.execute("ALTER TABLE enrolments ENABLE TRIGGER ALL")
    with pytest.raises(UserError, match="points to a missing decks"):
        backup.copy_database(address, tmp_path / "copy.dump")
    assert not (tmp_path / "copy.dump").exists()


def test_without_its_programs_it_says_what_to_install(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="pg_dump is not there") as caught:
        backup.copy_database(address, tmp_path / "copy.dump")
    assert "postgresql-client" in caught.value.remedy


def test_the_commands(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSAL_DATA", str(tmp_path))
    monkeypatch.setenv("REHEARSAL_DATABASE", address)
    name(address, "Ada")
    assert main(["check"]) == 0
    assert main(["backup"]) == 0
    assert main(["restore"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0].endswith(": ok") and "rehearsal@" not in listed[0]
    assert listed[1] == listed[2] and listed[1].endswith(".dump")
    assert main(["restore", listed[1]]) == 0
    capsys.readouterr()
    assert main(["tables"]) == 0
    assert "learners\t1" in capsys.readouterr().out.splitlines()
    assert main(["export", "learners", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"id": 1, "name": "Ada", "created_at": 0}]
    assert main(["export", "nothing"]) == 2
    assert main(["--database", "postgresql://nobody@/none?host=/nowhere", "check"]) == 2
    assert "Traceback" not in capsys.readouterr().err
