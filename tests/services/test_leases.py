"""Leases: held by one, renewed, taken over from the dead and the silent, whatever the clocks say."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import UserError
from services import leases
from services.connections import connect
from services.leases import EXPIRY_SECONDS, Lease, LeaseProgress, LeaseWatch
from services.workspace import Workspace
from store.connection import transaction
from store.tables import leases as table

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NAME = "episode:x"
_real_has_ended = leases.has_ended


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(autouse=True)
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The holders of these tests are on machines that nobody here can look at."""
    monkeypatch.setattr(leases, "has_ended", lambda holder: False)


def hold(ws: Workspace, row: table.LeaseRow, now: datetime = NOW) -> Lease:
    return Lease(ws, row, lambda: LeaseProgress(3, 1.5), lambda: now)


def test_one_of_many_gets_it(workspace: Workspace) -> None:
    with connect(workspace):
        pass
    taken: list[table.LeaseRow] = []

    def take() -> None:
        row = LeaseWatch(workspace, NAME).try_take(NOW)
        if row is not None:
            taken.append(row)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 1


def test_it_is_given_back_and_its_token_grows(workspace: Workspace) -> None:
    tokens = []
    for _ in range(3):
        row = LeaseWatch(workspace, NAME).try_take(NOW)
        assert row is not None and LeaseWatch(workspace, NAME).try_take(NOW) is None
        with hold(workspace, row) as lease:
            tokens.append(lease.token)
    assert tokens == sorted(set(tokens))


def test_who_waits_sees_how_far_it_is(workspace: Workspace) -> None:
    row, watch, told = LeaseWatch(workspace, NAME).try_take(NOW), LeaseWatch(workspace, NAME), []
    assert row is not None
    lease = Lease(workspace, row, lambda: LeaseProgress(3, 1.5), lambda: NOW, told.append)
    assert lease.renew()
    found = watch.find_holder()
    assert found is not None and (found.done, found.seconds) == (3, 1.5)
    watch.follow(found)
    assert lease.renew() and told == [False, True]


@pytest.mark.parametrize("skew", [-60, 0, 60], ids="{} s".format)
def test_a_silent_holder_loses_it_after_its_time_whatever_its_clock_says(workspace: Workspace, skew: int) -> None:
    clock = Clock()
    row = LeaseWatch(workspace, NAME).try_take(NOW + timedelta(seconds=skew))
    watch = LeaseWatch(workspace, NAME, clock)
    assert row is not None and watch.find_holder() is not None
    held = hold(workspace, row, NOW + timedelta(seconds=skew))
    for _ in range(10):  # alive: it may take as long as it likes
        clock.seconds += EXPIRY_SECONDS - 0.1
        assert held.renew() and watch.try_take(NOW) is None
    clock.seconds += EXPIRY_SECONDS - 0.1
    assert watch.try_take(NOW) is None
    clock.seconds += 0.2
    other = watch.try_take(NOW)
    assert other is not None and other.token > row.token
    assert not held.renew() and held.is_lost
    with connect(workspace) as connection, transaction(connection):
        table.release_lease(connection, NAME, row.token, row.holder)  # the old holder gives back what it has lost
    assert LeaseWatch(workspace, NAME).try_take(NOW) is None


def test_of_two_who_see_it_run_out_one_gets_it(workspace: Workspace) -> None:
    clock = Clock()
    assert LeaseWatch(workspace, NAME).try_take(NOW)
    watches = [LeaseWatch(workspace, NAME, clock) for _ in range(3)]
    assert all(watch.find_holder() for watch in watches)
    clock.seconds += EXPIRY_SECONDS
    assert sum(watch.try_take(NOW) is not None for watch in watches) == 1


@pytest.mark.engines("sqlite")
@settings(max_examples=25)  # each begins with a database of its own
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["take", "renew", "release", "wait"])), max_size=40))
def test_never_two_at_once(steps: list[tuple[int, str]]) -> None:
    """Whatever the order of steps, at most one of four processes believes that it may work."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        ws = Workspace(data=Path(folder), content=Path(folder))
        clock = Clock()
        watches = [LeaseWatch(ws, NAME, clock) for _ in range(4)]
        held: dict[int, Lease] = {}
        tokens = [0]
        for who, step in steps:
            if step == "take":
                row = watches[who].try_take(NOW)
                if row is not None:
                    assert row.token > tokens[-1]
                    tokens.append(row.token)
                    held[who] = hold(ws, row)
            elif step == "wait":
                clock.seconds += EXPIRY_SECONDS / 2
            elif who in held and step == "renew":
                held[who].renew()
            elif who in held:
                with connect(ws) as connection, transaction(connection):
                    table.release_lease(connection, NAME, held[who].token, held.pop(who)._row.holder)
            renewed = [one for one in held.values() if one.renew()]
            assert len(renewed) <= 1
            held = {number: one for number, one in held.items() if one in renewed}


def test_the_heartbeat_beats_and_stops(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.01)
    beaten = threading.Event()
    row = LeaseWatch(workspace, NAME).try_take(NOW)
    assert row is not None
    with Lease(workspace, row, lambda: LeaseProgress(0, 0), lambda: NOW, lambda _: beaten.set()):
        assert beaten.wait(20)
    assert not [thread for thread in threading.enumerate() if thread.name == "lease"]
    assert LeaseWatch(workspace, NAME).find_holder() is None


def test_a_database_that_is_busy_does_not_end_the_work(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.01)
    row = LeaseWatch(workspace, NAME).try_take(NOW)
    assert row is not None
    tried = threading.Event()

    def refuse(_ws: Workspace) -> object:
        tried.set()
        raise UserError("The database is busy.")

    with hold(workspace, row) as lease:
        monkeypatch.setattr(leases, "connect", refuse)
        assert tried.wait(20) and not lease.is_lost
        monkeypatch.setattr(leases, "connect", connect)
        assert lease.renew()


def test_old_leases_are_cleared_away(workspace: Workspace) -> None:
    assert LeaseWatch(workspace, NAME).try_take(NOW)
    leases.remove_old_leases(workspace, NOW)
    assert LeaseWatch(workspace, NAME).find_holder() is not None
    leases.remove_old_leases(workspace, NOW + timedelta(days=2))
    assert LeaseWatch(workspace, NAME).find_holder() is None


def test_a_process_of_this_machine_that_is_gone_is_not_waited_for() -> None:
    child = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    mine = leases.get_process_name()
    machine = mine.partition("/")[0]
    ended = _real_has_ended
    assert not ended(f"{mine}/abc") and ended(f"{machine}/{int(child.stdout)}/abc")
    assert not ended(f"another-machine/{int(child.stdout)}/abc") and not ended("") and not ended("x/y/z")
    assert leases.get_process_number(f"{mine}/abc") == os.getpid()
