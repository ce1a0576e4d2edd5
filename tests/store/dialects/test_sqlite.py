"""What SQLite says, in the store's own words; connections that are kept for the next run."""

from __future__ import annotations

import sqlite3
from contextlib import ExitStack
from pathlib import Path

import pytest

from store import connection as database
from store import database_errors
from store.dialects import sqlite
from store.dialects.sqlite import translate_error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_BUSY, database_errors.BusyError),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, database_errors.BusyError),
        (sqlite3.SQLITE_LOCKED, database_errors.BusyError),
        (sqlite3.SQLITE_FULL, database_errors.FullError),
        (sqlite3.SQLITE_IOERR_WRITE, database_errors.DiskError),
        (sqlite3.SQLITE_READONLY_DBMOVED, database_errors.ReadOnlyError),
        (sqlite3.SQLITE_CANTOPEN, database_errors.UnreachableError),
        (sqlite3.SQLITE_CORRUPT, database_errors.DamagedError),
        (sqlite3.SQLITE_NOTADB, database_errors.DamagedError),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, database_errors.ConstraintError),
        (sqlite3.SQLITE_MISMATCH, database_errors.InvalidValueError),
        (sqlite3.SQLITE_TOOBIG, database_errors.InvalidValueError),
    ],
)
def test_an_error_is_known_by_its_code(code: int, kind: type[database_errors.StoreError]) -> None:
    error = sqlite3.OperationalError("it went wrong")
    error.sqlite_errorcode = code
    translated = translate_error(error)
    assert type(translated) is kind
    assert isinstance(translated, database_errors.StoreError)
    assert (str(translated), translated.engine) == ("it went wrong", "sqlite")


def test_what_has_no_code_is_known_by_its_class_and_a_mistake_stays_one() -> None:
    assert type(translate_error(sqlite3.IntegrityError("x"))) is database_errors.ConstraintError
    assert type(translate_error(sqlite3.DataError("x"))) is database_errors.InvalidValueError
    assert type(translate_error(sqlite3.InterfaceError("x"))) is database_errors.InvalidValueError
    assert (
        type(translate_error(sqlite3.ProgrammingError("Error binding parameter 1")))
        is database_errors.InvalidValueError
    )
    assert translate_error(sqlite3.ProgrammingError("no such binder")) is None
    assert translate_error(sqlite3.OperationalError("no such table: x")) is None
    assert translate_error(ValueError("ours")) is None


def test_so_many_connections_are_kept_and_none_once_they_are_closed(path: Path) -> None:
    with ExitStack() as runs:
        first = [runs.enter_context(database.session(path)) for _ in range(9)]
    with ExitStack() as runs:
        second = [runs.enter_context(database.session(path)) for _ in range(9)]
    assert len({id(one) for one in first} & {id(one) for one in second}) == 8
    database.close_idle(path)
    with database.session(path) as fresh:
        assert all(fresh is not one for one in second)


def test_a_connection_with_an_open_transaction_is_not_kept(path: Path) -> None:
    with database.session(path) as first:
        first.begin_writing(None)
    with database.session(path) as second:
        assert second is not first
        assert not second.in_transaction


def test_a_version_tells_of_every_change_and_an_open_transaction_of_its_own(path: Path) -> None:
    with database.session(path) as one, database.session(path) as other:
        before = database.get_version(one)
        assert database.get_version(one) == before
        other.execute("INSERT INTO learners (id, name, created_at) VALUES (2, 'Ada', 0)")
        after = database.get_version(one)
        assert after != before
        with database.transaction(one):
            assert database.get_version(one) == after
            one.execute("UPDATE learners SET name = 'x' WHERE id = 2")
            assert database.get_version(one) != after


def test_what_was_deleted_is_gone_from_the_file_and_its_log(path: Path) -> None:
    name = "Somebody Who Left"
    with database.session(path) as connection:
        connection.execute("INSERT INTO learners (id, name, created_at) VALUES (2, ?, 0)", (name,))
        connection.execute("DELETE FROM learners WHERE id = 2")
    files = [path, path.with_name(f"{path.name}-wal")]
    assert any(name.encode() in file.read_bytes() for file in files if file.exists())
    assert database.purge_deleted(path) is True
    assert not any(name.encode() in file.read_bytes() for file in files if file.exists())


def test_a_probe_says_why_a_file_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "in the way").write_text("")
    with pytest.raises(database_errors.UnreachableError):
        database.probe(tmp_path / "in the way" / "rehearsal.sqlite3", 0.1, write=False)
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"no database at all, whatever its name says" * 50)
    with pytest.raises(database_errors.DamagedError):
        database.probe(broken, 0.1, write=False)


def test_a_system_without_fork_can_open_a_database(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("os.register_at_fork")  # as on Windows
    dialect = sqlite._Sqlite()
    connection = dialect.take_connection(path)
    assert connection.execute("SELECT count(*) FROM learners").fetchone() == (1,)
    dialect.give_back(path, connection, failed=False)
    dialect.close_idle(path)
