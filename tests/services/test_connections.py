"""What stands in the way of the database is told in a sentence; what is a mistake in the program is not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from errors import UserError
from services.connections import connect, repeat_if_lost
from services.workspace import Workspace
from store import connection as database
from store import database_errors
from store.connection import transaction
from store.dialects import sqlite

pytestmark = pytest.mark.engines("sqlite")  # what can be wrong with a file


def learner(ws: Workspace, name: str) -> None:
    with connect(ws) as connection, transaction(connection):
        connection.execute("INSERT INTO learners (name, created_at) VALUES (?, 0)", (name,))


def learners(ws: Workspace) -> int:
    with connect(ws) as connection:
        return int(connection.execute("SELECT count(*) FROM learners").fetchone()[0])


def test_a_full_disk(workspace: Workspace) -> None:
    with connect(workspace) as connection:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(UserError, match="disk is full") as caught:
        learner(workspace, "x" * 100_000)
    assert "Nothing was changed" in caught.value.remedy
    learner(workspace, "short")  # a new connection, to which the limit does not belong
    assert learners(workspace) == 2


def test_a_database_that_may_only_be_read(workspace: Workspace) -> None:
    with connect(workspace) as connection:
        connection.execute("PRAGMA query_only = ON")
    with pytest.raises(UserError, match="read-only"):
        learner(workspace, "Ada")


def test_a_database_that_stays_locked_can_be_read_and_is_not_written(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.01)
    learner(workspace, "Ada")
    other = sqlite3.connect(workspace.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(UserError, match="busy"):
        learner(workspace, "Bob")
    assert learners(workspace) == 2
    other.close()
    learner(workspace, "Bob")
    assert learners(workspace) == 3


def test_a_database_that_was_damaged(workspace: Workspace) -> None:
    learner(workspace, "Ada")
    database.close_idle(workspace.database)
    data = bytearray(workspace.database.read_bytes())
    data[4096:] = b"\x55" * (len(data) - 4096)
    workspace.database.write_bytes(data)
    with pytest.raises(UserError, match="damaged") as caught:
        learners(workspace)
    assert "restore" in caught.value.remedy


@pytest.mark.parametrize(
    "code", [sqlite3.SQLITE_READONLY_DBMOVED, sqlite3.SQLITE_BUSY_SNAPSHOT, sqlite3.SQLITE_IOERR_WRITE]
)
def test_the_finer_codes_are_known_by_their_kind(workspace: Workspace, code: int) -> None:
    error = sqlite3.OperationalError("something")
    error.sqlite_errorcode = code
    with pytest.raises(UserError), connect(workspace):
        raise error


def test_a_mistake_in_a_statement_stays_one(workspace: Workspace) -> None:
    with pytest.raises(sqlite3.OperationalError, match="nowhere"), connect(workspace) as connection:
        connection.execute("SELECT * FROM nowhere")


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError, match="cannot be made"):
        learners(Workspace(tmp_path / "file" / "data", tmp_path))


@pytest.mark.parametrize(
    ("cause", "attempts"),
    [
        (None, 1),
        (database_errors.UnreachableError("cut", "postgresql"), 2),
        (database_errors.RefusedError("refused", "postgresql"), 2),
        (database_errors.BusyError("busy", "postgresql"), 1),
        (database_errors.UnreachableError("no file", "sqlite"), 1),
    ],
)
def test_what_counts_once_is_tried_again_only_when_a_servers_line_was_cut(
    cause: database_errors.StoreError | None, attempts: int
) -> None:
    tried = []

    def fail() -> None:
        tried.append(1)
        raise UserError("It did not work.") from cause

    with pytest.raises(UserError, match="did not work"):
        repeat_if_lost(fail)
    assert len(tried) == attempts
    assert repeat_if_lost(lambda: "done") == "done"
