"""Work in the background of the process: it reports how far it is, can be cancelled, and outlives the page that began it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Generic, Literal, TypeVar

from errors import UserError

JobPhase = Literal["waiting", "making", "done", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class JobState:
    """How far a job is: `done` of `total` steps, `seconds` of sound so far, and what went wrong (`error`)."""

    phase: JobPhase = "waiting"
    done: int = 0
    total: int = 0
    seconds: float = 0.0
    error: UserError | None = None

    @property
    def busy(self) -> bool:
        """Tell whether the work is not over."""
        return self.phase in {"waiting", "making"}

    @property
    def share(self) -> float:
        """How much is done, 0 to 1; 1 is kept for work that is over."""
        if self.phase == "done":
            return 1.0
        # The total is an estimate: more may have been done already.
        return min(0.99, self.done / max(1, self.total))


class JobCancelledError(Exception):
    """Ends the work of a job that was cancelled."""


class Job:
    """One piece of work. A subclass does it in `work`; `failure` is what people are told when a bug ends it."""

    failure = UserError("This could not be made.", "The server's log says why.")

    def __init__(self, total: int) -> None:
        self._state = JobState(total=total)
        self._cancelled = threading.Event()
        self._changed = threading.Condition()

    @property
    def state(self) -> JobState:
        """How far the job is now."""
        return self._state

    @property
    def cancelled(self) -> bool:
        """Tell whether somebody asked for it to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the job to stop soon; what it has made stays where it is."""
        self._cancelled.set()

    def wait(self, timeout: float) -> JobState:
        """Return the state once the job is over, or as it is after `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: not self._state.busy, timeout)
        return self._state

    def report(self, done: int, seconds: float = 0.0) -> None:
        """Report how far the work is."""
        self._set(replace(self._state, phase="making", done=done, seconds=seconds))

    def run(self, turns: AbstractContextManager[object] | None = None) -> None:
        """Do the work when it has its turn. Nothing is raised: the state tells how it ended, the log has the trace of a bug."""
        error: UserError | None = None
        phase: JobPhase = "failed"
        try:
            if not self.is_done_elsewhere():
                with turns or nullcontext():
                    self.work()
            phase = "done"
        except JobCancelledError:
            phase = "cancelled"
        except UserError as known:
            error = known
        except OSError as refused:
            error = self.explain(refused)
        except Exception:
            error = self.failure
            logging.getLogger("rehearsal").exception("a background job failed: %s", self.failure)
        # Whatever happens here, the job must end: one that stays busy is waited for, and never begun again.
        try:
            self.clean_up()
            self.count(phase)
        except Exception:
            logging.getLogger("rehearsal").exception("a background job left something behind")
        self._set(replace(self._state, phase=phase, error=error))

    def is_done_elsewhere(self) -> bool:
        """Tell whether another process has done the work; wait, without taking up a turn, while one is at it."""
        return False

    def work(self) -> None:
        """Do it: `report` progress, look at `cancelled` and raise JobCancelledError when it is set."""
        raise NotImplementedError

    def explain(self, error: OSError) -> UserError:
        """Return what a person should know when the disk refuses."""
        return UserError(
            f"The data folder cannot be written: {error.strerror or error}.",
            "See that Rehearsal may write there and that there is room, then try again.",
        )

    def clean_up(self) -> None:
        """Remove what nobody needs once the job is over, however it ended."""

    def count(self, phase: JobPhase) -> None:
        """Count how the job ended, where somebody wants to know."""

    def _set(self, state: JobState) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()


JobType = TypeVar("JobType", bound=Job)


class JobRunner(Generic[JobType]):
    """The jobs of one kind in this process, by key: at most one at a time for a key, `concurrent` at once over all.

    The last `remembered` that are over can be found, so that a page can show what went wrong with them.
    """

    def __init__(self, name: str, *, concurrent: int, remembered: int) -> None:
        self._name = name
        self._remembered = remembered
        self._turns = threading.BoundedSemaphore(concurrent)
        self._lock = threading.Lock()
        self._jobs: dict[Hashable, JobType] = {}

    def start(self, key: Hashable, make: Callable[[], JobType]) -> JobType:
        """Begin the job that `make` returns, or return the one of this key that is under way."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None or not job.state.busy:
                self._jobs.pop(key, None)  # the newest stands last
                job = self._jobs[key] = make()
                idle_keys = [other for other, other_job in self._jobs.items() if not other_job.state.busy]
                for other in idle_keys[: -self._remembered]:
                    del self._jobs[other]
                # A daemon: the end of the server does not wait for it.
                threading.Thread(target=self._run, args=(job,), name=self._name, daemon=True).start()
            return job

    def find(self, key: Hashable) -> JobType | None:
        """Return the job of this key, under way or over, if this process knows one."""
        return self._jobs.get(key)

    def stop_all(self, timeout: float) -> int:
        """Cancel every job and wait, `timeout` seconds at most, until they are over; return how many there were."""
        with self._lock:
            running = [job for job in self._jobs.values() if job.state.busy]
        for job in running:
            job.cancel()
        until = time.monotonic() + timeout
        for job in running:
            job.wait(max(0.0, until - time.monotonic()))
        return len(running)

    def count(self, phase: JobPhase) -> int:
        """Return how many jobs are in this phase."""
        with self._lock:
            return sum(job.state.phase == phase for job in self._jobs.values())

    def _run(self, job: JobType) -> None:
        job.run(self._turns)
