"""Which browsers are logged in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from store.connection import Connection
from store.tables.learners import accounts, login_sessions
from store.tables.learners.login_sessions import LoginSessionRow
from tests.store.rows import add_learner

FIRST = LoginSessionRow(b"first", 1, "Firefox", created_at=100, used_at=200, expires_at=1000)


@pytest.fixture(autouse=True)
def people(connection: Connection) -> None:
    add_learner(connection, 2)
    for number in (1, 2):
        accounts.add_account(
            connection, accounts.AccountRow(number, "https://id.example", f"{number}", "", "learner", 0, 0)
        )


def test_a_session_ends_at_the_moment_at_which_it_expires(connection: Connection) -> None:
    login_sessions.add_session(connection, FIRST)
    assert login_sessions.find_session(connection, b"first", 999) == FIRST
    assert login_sessions.find_session(connection, b"first", 1000) is None
    assert login_sessions.find_session(connection, b"second", 0) is None
    assert login_sessions.list_sessions(connection, 1, 1000) == login_sessions.list_all_sessions(connection, 1000) == ()
    login_sessions.extend_session(connection, b"first", 900, 2000)
    assert login_sessions.find_session(connection, b"first", 1500) == replace(FIRST, used_at=900, expires_at=2000)
    login_sessions.extend_session(connection, b"second", 900, 2000)  # one that is gone stays gone
    assert len(login_sessions.list_all_sessions(connection, 0)) == 1


def test_the_session_that_was_used_last_comes_first(connection: Connection) -> None:
    rows = [replace(FIRST, id_hash=name, used_at=at) for name, at in ((b"a", 300), (b"b", 500), (b"c", 400))]
    others = replace(FIRST, id_hash=b"d", learner=2, used_at=450)
    for row in (*rows, others):
        login_sessions.add_session(connection, row)
    assert [row.id_hash for row in login_sessions.list_sessions(connection, 1, 0)] == [b"b", b"c", b"a"]
    assert [row.id_hash for row in login_sessions.list_all_sessions(connection, 0)] == [b"b", b"d", b"c", b"a"]

    login_sessions.delete_session(connection, b"b")
    assert login_sessions.delete_sessions(connection, 1) == 2
    assert [row.id_hash for row in login_sessions.list_all_sessions(connection, 0)] == [b"d"]


def test_a_new_session_sweeps_out_those_that_have_expired(connection: Connection) -> None:
    for name, expires_at in ((b"gone", 500), (b"there", 501)):
        login_sessions.add_session(connection, replace(FIRST, id_hash=name, expires_at=expires_at))
    login_sessions.add_session(connection, replace(FIRST, created_at=500))
    assert {row.id_hash for row in login_sessions.list_all_sessions(connection, 0)} == {b"there", b"first"}


def test_a_log_in_comes_back_once(connection: Connection) -> None:
    assert login_sessions.use_state(connection, b"state", 100, 500) is True
    assert login_sessions.use_state(connection, b"state", 200, 500) is False
    assert login_sessions.use_state(connection, b"other", 200, 500) is True
    assert login_sessions.use_state(connection, b"state", 499, 900) is False
    assert login_sessions.use_state(connection, b"state", 500, 900) is True  # its cookie has expired


def test_the_first_key_of_a_name_stays(connection: Connection) -> None:
    assert login_sessions.load_key(connection, "cookie") is None
    login_sessions.add_key(connection, "cookie", b"one")
    login_sessions.add_key(connection, "cookie", b"two")
    login_sessions.add_key(connection, "other", b"three")
    assert login_sessions.load_key(connection, "cookie") == b"one"
    assert login_sessions.load_key(connection, "other") == b"three"
