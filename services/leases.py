"""Leases on work that one process of several does for all: taken, kept alive by a heartbeat, taken over from the dead.

Clocks are never compared. A holder keeps raising a number in the database, its beat. Whoever waits takes the lease over when
that number has not changed for `EXPIRY_SECONDS` of their own monotonic clock, so that a replica whose clock is wrong neither
loses a lease nor steals one. What a former holder still writes carries an old token and changes nothing. Every change is one
statement that names what it expects, and needs no lock that others would wait for.
"""

from __future__ import annotations

import logging
import os
import platform
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from errors import UserError
from services.connections import connect
from services.workspace import Workspace
from store.connection import to_ms
from store.tables import leases as table
from store.tables.leases import LeaseRow

# Five missed beats: a pause of the garbage collector or a slow commit is no death, and nobody waits for long after one.
BEAT_SECONDS = 3.0
EXPIRY_SECONDS = 15.0
KEEP_DAYS = 1
LOGGER = logging.getLogger("rehearsal")


class LeaseProgress(NamedTuple):
    """How far the work is: steps that are done, and seconds of sound."""

    done: int
    seconds: float


class Lease:
    """A lease that this process holds, until the block ends or it is lost. A thread of its own renews it.

    `get_progress` tells how far the work is; `on_beat` is called after each renewal, with whether somebody follows.
    """

    def __init__(
        self,
        ws: Workspace,
        row: LeaseRow,
        get_progress: Callable[[], LeaseProgress],
        get_now: Callable[[], datetime],
        on_beat: Callable[[bool], None] = lambda _followed: None,
    ) -> None:
        self.token = row.token
        self.is_lost = False
        self._ws = ws
        self._row = row
        self._get_progress = get_progress
        self._get_now = get_now
        self._on_beat = on_beat
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="lease", daemon=True)

    def __enter__(self) -> Lease:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        # A database that cannot be written is no reason to fail now: the lease runs out by itself.
        with suppress(UserError), connect(self._ws) as connection:
            table.release_lease(connection, self._row.name, self._row.token, self._row.holder)

    def renew(self) -> bool:
        """Raise the beat; return False when the lease is lost. Raises UserError when the database cannot be written."""
        progress = self._get_progress()
        with connect(self._ws) as connection:
            followed = table.renew_lease(
                connection,
                self._row.name,
                self._row.token,
                self._row.holder,
                progress.done,
                progress.seconds,
                to_ms(self._get_now()),
            )
        if followed is None:
            self.is_lost = True
            return False
        self._on_beat(followed)
        return True

    def _keep(self) -> None:
        while not self._ended.wait(BEAT_SECONDS):
            try:
                if not self.renew():
                    LOGGER.warning("the lease %s was taken over: this process was silent for too long", self._row.name)
                    return
            except UserError as error:
                LOGGER.warning("the lease %s was not renewed: %s", self._row.name, error)


class LeaseWatch:
    """One process's view of a lease that it wants: it looks, waits while somebody else is alive, and takes it."""

    def __init__(self, ws: Workspace, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = name
        self._ws = ws
        self._clock = clock
        self._holder = f"{get_process_name()}/{uuid.uuid4().hex}"
        self._seen: tuple[int, int] | None = None
        self._seen_at = 0.0

    def find_holder(self) -> LeaseRow | None:
        """Return the lease while somebody else holds it and is alive, else None: then it can be taken."""
        with connect(self._ws) as connection:
            row = table.find_lease(connection, self.name)
        return row if row is not None and self._is_alive(row) else None

    def follow(self, row: LeaseRow) -> None:
        """Tell the holder of the lease that somebody waits for its work."""
        with connect(self._ws) as connection:
            table.follow_lease(connection, row.name, row.token)

    def try_take(self, now: datetime) -> LeaseRow | None:
        """Take the lease unless somebody else holds it and is alive, or is faster."""
        with connect(self._ws) as connection:
            row = table.find_lease(connection, self.name)
            if row is not None and self._is_alive(row):
                return None
            token = table.take_lease(connection, self.name, row, self._holder, to_ms(now))
        if token is None:
            return None
        return LeaseRow(name=self.name, holder=self._holder, token=token, beat=0, done=0, seconds=0.0)

    def _is_alive(self, row: LeaseRow) -> bool:
        """Tell whether the holder of a lease may be at work: its beat changed within the time that it has."""
        if not row.holder or has_ended(row.holder):
            return False
        # The wait begins when this process first sees a beat, however old it is: no clock but its own is asked.
        state = (row.token, row.beat)
        if state != self._seen:
            self._seen, self._seen_at = state, self._clock()
        return self._clock() - self._seen_at < EXPIRY_SECONDS


def remove_old_leases(ws: Workspace, now: datetime) -> None:
    """Remove the leases that nobody has renewed for a day."""
    with connect(ws) as connection:
        table.delete_old_leases(connection, to_ms(now - timedelta(days=KEEP_DAYS)))


def get_process_name() -> str:
    """Return a name that no other living process has: its machine (since when, and in which process space) and its number."""
    return f"{_get_machine_name()}/{os.getpid()}"


def has_ended(holder: str) -> bool:
    """Tell whether a holder was a process of this machine that is gone: after a crash nobody need wait for its lease."""
    number = get_process_number(holder)
    # On Windows signal 0 is Ctrl-C, and no harmless question.
    if holder.partition("/")[0] != _get_machine_name() or not number or os.name == "nt":
        return False
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is there, and somebody else's
        return False
    return False


def get_process_number(holder: str) -> int:
    """Return the process number at the start of a holder's name; 0 where it has none."""
    number = holder.partition("/")[2].partition("/")[0]
    return int(number) if number.isdigit() else 0


def _get_machine_name() -> str:
    """Return a name that two processes share when each can see whether the other is alive.

    It names a machine since its start, and on Linux the space of process numbers too, since two containers may have one name.
    """
    parts = [platform.node()]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
    with suppress(OSError):
        parts.append(str(Path("/proc/self/ns/pid").readlink()))
    return ":".join(parts).replace("/", "_")
