"""Sessions: how long they last, and what ends them."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import pytest

from errors import UserError
from services.learners import accounts, login_sessions
from services.learners.login_sessions import TOUCH_EVERY
from services.workspace import Workspace


@pytest.fixture(autouse=True)
def login(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REHEARSAL_OIDC_ISSUER", "https://login.example.org")
    monkeypatch.setenv("REHEARSAL_OIDC_CLIENT_ID", "rehearsal")
    monkeypatch.setenv("REHEARSAL_OIDC_CLIENT_SECRET", "secret")


def log_in(ws: Workspace, now: datetime, subject: str, state: str, **rest: str) -> str:
    identity = accounts.Identity(issuer="https://login.example.org", subject=subject, name=subject, email="", role=None)
    return login_sessions.log_in(ws, identity, state, "a browser", now, **rest)


def test_a_session_lasts_as_long_as_it_is_used(workspace: Workspace, now: datetime) -> None:
    session_id = log_in(workspace, now, "ada", "1")
    moment = now
    month = timedelta(days=30)
    while moment + timedelta(days=6) < now + month:
        moment += timedelta(days=6)
        here = login_sessions.find_logged_in(workspace, session_id, moment)
        assert here is not None, moment
        login_sessions.touch(workspace, here, moment)
    assert login_sessions.find_logged_in(workspace, session_id, now + month - timedelta(seconds=1)) is not None
    assert login_sessions.find_logged_in(workspace, session_id, now + month) is None


def test_a_session_that_is_not_used_ends(workspace: Workspace, now: datetime) -> None:
    session_id = log_in(workspace, now, "ada", "1")
    week = timedelta(days=7)
    assert login_sessions.find_logged_in(workspace, session_id, now + week - timedelta(seconds=1))
    assert login_sessions.find_logged_in(workspace, session_id, now + week) is None


def test_a_use_is_written_down_now_and_then(workspace: Workspace, now: datetime) -> None:
    here = login_sessions.find_logged_in(workspace, log_in(workspace, now, "ada", "1"), now)
    assert here is not None
    assert not login_sessions.needs_touch(here, now + TOUCH_EVERY / 2)
    assert login_sessions.needs_touch(here, now + TOUCH_EVERY)


def test_a_session_that_ended_is_not_revived_by_a_use(workspace: Workspace, now: datetime) -> None:
    session_id = log_in(workspace, now, "ada", "1")
    here = login_sessions.find_logged_in(workspace, session_id, now)
    assert here is not None
    login_sessions.log_out(workspace, session_id)
    login_sessions.touch(workspace, here, now + TOUCH_EVERY)
    assert login_sessions.find_logged_in(workspace, session_id, now) is None
    assert login_sessions.list_living(workspace, {here.session}, now) == set()


def test_everywhere_is_every_browser_of_one_person(workspace: Workspace, now: datetime) -> None:
    mine = [log_in(workspace, now, "ada", state) for state in "123"]
    other = log_in(workspace, now, "bob", "4")
    here = login_sessions.find_logged_in(workspace, mine[0], now)
    assert here is not None and len(login_sessions.list_sessions(workspace, here.learner, now)) == 3
    assert login_sessions.log_out_everywhere(workspace, here.learner) == 3
    assert [bool(login_sessions.find_logged_in(workspace, one, now)) for one in (*mine, other)] == [False] * 3 + [True]


def test_somebody_elses_session_is_not_to_be_ended(workspace: Workspace, now: datetime) -> None:
    first, second = (
        login_sessions.find_logged_in(workspace, log_in(workspace, now, who, who), now) for who in ("ada", "bob")
    )
    assert first is not None and second is not None
    name = login_sessions.list_sessions(workspace, first.learner, now)[0].name
    with pytest.raises(UserError):
        login_sessions.end_session(workspace, second.learner, name, now)
    with pytest.raises(UserError):
        login_sessions.log_out_other(workspace, second.learner, first.learner)
    assert login_sessions.log_out_other(workspace, first.learner, second.learner) == 1  # ada administers
    login_sessions.end_session(workspace, first.learner, name, now)
    assert login_sessions.list_sessions(workspace, first.learner, now) == ()


def test_a_log_in_counts_once(workspace: Workspace, now: datetime) -> None:
    former = log_in(workspace, now, "ada", "1")
    with pytest.raises(UserError, match="used before"):
        log_in(workspace, now, "ada", "1")
    log_in(workspace, now, "bob", "2", former=former)
    assert login_sessions.find_logged_in(workspace, former, now) is None


def test_every_process_signs_with_one_key(workspace: Workspace) -> None:
    key = login_sessions.load_signing_key(workspace)
    assert len(key) == 32 and login_sessions.load_signing_key(workspace) == key


def test_the_check_costs_less_than_a_millisecond(workspace: Workspace, now: datetime) -> None:
    session_id = log_in(workspace, now, "ada", "1")
    for number in range(300):
        log_in(workspace, now, f"other {number % 20}", f"state {number}")
    spent = []
    for _ in range(300):
        began = time.thread_time_ns()  # this thread's own time, whatever else the machine does
        login_sessions.find_logged_in(workspace, session_id, now)
        spent.append(time.thread_time_ns() - began)
    assert sorted(spent)[len(spent) // 2] < 1_000_000
