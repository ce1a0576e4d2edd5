"""Copies: consistent while in use, rotated, checked, restored."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from errors import UserError
from store import backup
from store import connection as database
from store.__main__ import main

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def name(path: Path, value: str | None = None) -> str:
    with database.session(path) as connection:
        if value is not None:
            connection.execute("UPDATE learners SET name = ?", (value,))
        return str(connection.execute("SELECT name FROM learners").fetchone()[0])


def spoil(path: Path) -> None:
    """Overwrite the middle of a database."""
    database.close_idle(path)
    data = bytearray(path.read_bytes())
    data[4096:] = b"\x55" * (len(data) - 4096)
    path.write_bytes(data)


def test_a_copy_holds_what_is_still_in_the_wal(path: Path) -> None:
    with database.session(path) as writer:
        writer.execute("UPDATE learners SET name = 'Ada'")
        backup.copy_database(path, path.parent / "copy.sqlite3")
    connection = sqlite3.connect(path.parent / "copy.sqlite3")
    assert connection.execute("SELECT name FROM learners").fetchone() == ("Ada",)
    connection.close()


def test_one_copy_a_day(path: Path) -> None:
    name(path, "Ada")
    assert backup.make_daily_copy(path, NOW) is not None
    assert backup.make_daily_copy(path, NOW + timedelta(hours=3)) is None
    assert backup.make_daily_copy(path, NOW + timedelta(days=1)) is not None


def test_seven_days_and_four_weeks_are_kept(path: Path) -> None:
    name(path, "Ada")
    for day in range(60):
        backup.make_daily_copy(path, NOW + timedelta(days=day))
    found = sorted(file.name for file in backup.get_backup_folder(path).iterdir())
    days = [date.fromisoformat(file[10:20]) for file in found]
    last = (NOW + timedelta(days=59)).date()
    assert days[-7:] == [last - timedelta(days=n) for n in range(6, -1, -1)]
    # Thursday the 30th of April is the last day: the Sundays before are the newest of their weeks.
    assert days[:-7] == [date(2026, 4, 12), date(2026, 4, 19)]


def test_restore_puts_the_copy_back_and_keeps_what_was_there(path: Path) -> None:
    name(path, "first")
    copy = backup.copy_database(path, path.parent / "copy.sqlite3")
    name(path, "second")
    with database.session(path) as still_open:
        aside = backup.restore_database(path, copy, NOW)
        assert still_open.execute("SELECT name FROM learners").fetchone() == ("first",)
    assert name(path) == "first"
    assert aside is not None
    assert name(aside) == "second"


def test_restore_over_a_damaged_database(path: Path) -> None:
    name(path, "first")
    copy = backup.copy_database(path, path.parent / "copy.sqlite3")
    spoil(path)
    assert backup.find_damage(path)
    aside = backup.restore_database(path, copy, NOW)
    assert aside is not None
    assert name(path) == "first"
    assert backup.find_damage(path) == []


def test_a_damaged_database_stays_in_its_place_until_the_copy_is_there(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name(path, "first")
    copy = backup.copy_database(path, path.parent / "copy.sqlite3")
    spoil(path)
    damaged = path.read_bytes()

    def fill_disk(source: Path, target: Path) -> None:
        target.write_bytes(b"half of it")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backup, "_copy_pages", fill_disk)
    with pytest.raises(sqlite3.OperationalError):
        backup.restore_database(path, copy, NOW)
    assert path.read_bytes() == damaged
    assert not list(path.parent.glob("*.tmp"))


def test_what_killed_processes_left_of_a_copy_goes_with_the_rotation(path: Path) -> None:
    name(path, "Ada")
    backup.make_daily_copy(path, NOW)
    folder = backup.get_backup_folder(path)
    today, yesterday = (f"rehearsal-2026-03-{day}.sqlite3" for day in ("03", "02"))
    for left in (f"{yesterday}.new", f"{yesterday}.new.part", "by-hand.sqlite3.new"):
        (folder / left).touch()
    assert backup.make_daily_copy(path, NOW + timedelta(days=1)) is not None
    (folder / f"{today}.new.part").touch()  # of the newest day: perhaps under way
    backup.remove_old_copies(path)
    assert {file.name for file in folder.iterdir()} == {today, yesterday, f"{today}.new.part", "by-hand.sqlite3.new"}


def test_a_damaged_copy_is_refused_and_nothing_changes(path: Path) -> None:
    name(path, "first")
    copy = backup.copy_database(path, path.parent / "copy.sqlite3")
    spoil(copy)
    with pytest.raises(UserError, match="cannot be restored"):
        backup.restore_database(path, copy, NOW)
    assert name(path) == "first"


def test_a_broken_reference_is_found(path: Path) -> None:
    with database.session(path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO enrolments (learner, deck, revision) VALUES (1, 99, 1)")
    assert backup.find_damage(path) == ["a row of enrolments points to a missing decks"]


def test_a_file_that_is_no_database_of_this_program_is_never_restored(path: Path) -> None:
    name(path, "first")
    empty = path.parent / "empty.sqlite3"
    empty.touch()
    other = path.parent / "other.sqlite3"
    connection = sqlite3.connect(other)
    connection.executescript("CREATE TABLE notes (a TEXT); PRAGMA user_version = 2;")
    connection.close()
    for file in (empty, other):
        with pytest.raises(UserError, match="not a database of this program"):
            backup.restore_database(path, file, NOW)
    with pytest.raises(UserError, match="database itself"):
        backup.restore_database(path, path, NOW)
    with pytest.raises(UserError, match="no backup at"):
        backup.restore_database(path, path.parent / "missing.sqlite3", NOW)
    assert name(path) == "first"


def test_a_copy_never_takes_the_place_of_the_database(path: Path) -> None:
    name(path, "first")
    with pytest.raises(UserError, match="database itself"):
        backup.copy_database(path, path)
    with pytest.raises(UserError, match="folder"):
        backup.copy_database(path, path.parent)
    assert name(path) == "first"
    spoil(path)
    with pytest.raises(UserError, match="damaged"):
        backup.copy_database(path, path.parent / "copy.sqlite3")
    assert not list(path.parent.glob("copy.sqlite3*"))


def test_what_waited_in_the_wal_of_a_damaged_database_is_kept_too(path: Path) -> None:
    name(path, "first")
    copy = backup.copy_database(path, path.parent / "copy.sqlite3")
    spoil(path)
    wal = path.with_name(path.name + "-wal")
    wal.write_bytes(b"committed last")
    aside = backup.restore_database(path, copy, NOW)
    assert aside is not None
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"committed last"
    assert name(path) == "first"


def test_a_path_may_hold_what_means_something_in_a_uri(tmp_path: Path) -> None:
    path = tmp_path / "a#b?c%20d" / "rehearsal.sqlite3"
    name(path, "first")
    copy = backup.copy_database(path, path.parent / "copy?.sqlite3")
    name(path, "second")
    assert backup.find_damage(path) == []
    backup.restore_database(path, copy, NOW)
    assert name(path) == "first"


@pytest.mark.parametrize("content", [b"", b"no database" * 999, b"SQLite format 3\0" + b"\x10" * 5000])
def test_the_commands_tell_of_a_damaged_file_in_a_sentence(
    path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert main(["--database", str(path), "check"]) == 1
    assert main(["--database", str(path), "restore", str(path.parent)]) == 2
    if content:
        assert main(["--database", str(path), "backup"]) == 2
        assert path.read_bytes() == content
    assert "Traceback" not in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name(path, "first")
    backup.get_backup_folder(path).write_text("in the way")
    assert main(["--database", str(path), "backup"]) == 2
    assert "could not be done" in capsys.readouterr().err


def test_the_commands(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--database", str(path)]
    assert main([*where, "check"]) == 2
    assert "no database" in capsys.readouterr().err
    name(path, "first")
    assert main([*where, "check"]) == 0
    assert main([*where, "backup", str(path.parent / "copy.sqlite3")]) == 0
    assert "pictures" not in capsys.readouterr().err
    (path.parent / "pictures").mkdir()
    (path.parent / "pictures" / "a.png").write_bytes(b"a")
    assert main([*where, "backup"]) == 0
    assert str(path.parent / "pictures") in capsys.readouterr().err  # they are not in the copy
    name(path, "second")
    assert main([*where, "restore", str(path.parent / "copy.sqlite3")]) == 0
    assert name(path) == "first"
    capsys.readouterr()
    assert main([*where, "restore"]) == 0
    assert "before-restore" in capsys.readouterr().out
    spoil(path)
    assert main([*where, "check"]) == 1


def test_tables_and_their_rows_are_listed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name(path, "Ada")
    assert main(["--database", str(path), "tables"]) == 0
    listed = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert listed["learners"] == "1" and listed["answers"] == "0"


def test_a_table_is_exported_as_csv_and_as_json(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name(path, 'Ada, "the first"')
    assert main(["--database", str(path), "export", "learners"]) == 0
    assert list(csv.DictReader(capsys.readouterr().out.splitlines())) == [
        {"id": "1", "name": 'Ada, "the first"', "created_at": "0"}
    ]
    assert main(["--database", str(path), "export", "learners", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"id": 1, "name": 'Ada, "the first"', "created_at": 0}]
    assert main(["--database", str(path), "export", "answers", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_table_that_is_none_is_a_sentence(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name(path, "Ada")
    assert main(["--database", str(path), "export", "learners] --"]) == 2
    assert "There is no table" in capsys.readouterr().err
    assert main(["--database", str(path.with_name("none")), "tables"]) == 2


def test_a_check_does_not_load_pandas(path: Path) -> None:
    name(path, "Ada")
    code = "import sys; from store.__main__ import main; main(); sys.exit('pandas' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code, "--database", str(path), "check"], check=False)
    assert run.returncode == 0
