"""Work in the background: how it ends, what is told of it, and which jobs are remembered."""

from __future__ import annotations

import threading
from contextlib import nullcontext

import pytest

from errors import UserError
from services.jobs import Job, JobCancelledError, JobRunner, JobState


class Work(Job):
    """Work that ends as told; it notes what was called."""

    def __init__(self, end: BaseException | None = None, *, elsewhere: bool = False) -> None:
        super().__init__(4)
        self.end, self.elsewhere = end, elsewhere
        self.calls: list[str] = []

    def is_done_elsewhere(self) -> bool:
        return self.elsewhere

    def work(self) -> None:
        self.calls.append("work")
        self.report(3, 7.5)
        if self.end:
            raise self.end

    def clean_up(self) -> None:
        self.calls.append("clean up")

    def count(self, phase: str) -> None:
        self.calls.append(phase)


KNOWN = UserError("It is known.", "Do this.")


@pytest.mark.parametrize(
    ("end", "phase", "error"),
    [
        (None, "done", None),
        (JobCancelledError(), "cancelled", None),
        (KNOWN, "failed", "It is known."),
        (OSError(28, "No space left on device"), "failed", "cannot be written: No space left on device"),
        (ValueError("a bug"), "failed", "This could not be made."),
    ],
)
def test_however_a_job_ends_it_is_told_cleaned_up_and_counted(
    end: BaseException | None, phase: str, error: str | None
) -> None:
    job = Work(end)
    assert job.state == JobState("waiting", total=4)
    assert job.state.busy
    job.run()
    assert job.calls == ["work", "clean up", phase]
    assert (job.state.phase, job.state.done, job.state.seconds, job.state.total) == (phase, 3, 7.5, 4)
    assert not job.state.busy
    assert (job.state.error is None) is (error is None)
    assert error is None or error in str(job.state.error)
    assert job.wait(0) == job.state


def test_what_another_process_has_done_is_not_done_again() -> None:
    job = Work(elsewhere=True)
    job.run(nullcontext())
    assert job.calls == ["clean up", "done"]
    assert job.state.phase == "done"


@pytest.mark.parametrize(
    ("state", "share"),
    [
        (JobState("waiting", 0, 4), 0.0),
        (JobState("making", 1, 4), 0.25),
        (JobState("making", 4, 4), 0.99),  # 1 is kept for work that is over
        (JobState("making", 1, 0), 0.99),
        (JobState("failed", 2, 4), 0.5),
        (JobState("done", 2, 4), 1.0),
    ],
)
def test_the_share_that_is_done(state: JobState, share: float) -> None:
    assert state.share == share


class Held(Job):
    """Work that goes on until it is let go."""

    def __init__(self) -> None:
        super().__init__(1)
        self.begun, self.let_go = threading.Event(), threading.Event()

    def work(self) -> None:
        self.begun.set()
        self.let_go.wait(60)
        if self.cancelled:
            raise JobCancelledError


def test_a_key_has_one_job_at_a_time_and_a_new_one_afterwards() -> None:
    runner: JobRunner[Held] = JobRunner("test", concurrent=1, remembered=5)
    first = runner.start("a", Held)
    assert first.begun.wait(60)
    assert runner.start("a", Held) is first
    second = runner.start("b", Held)
    assert (runner.count("waiting"), runner.find("b")) == (2, second)  # nothing was reported yet
    assert not second.begun.is_set()  # one at a time over all keys
    first.let_go.set()
    assert first.wait(60).phase == "done"
    assert second.begun.wait(60)
    second.cancel()
    second.let_go.set()
    assert second.wait(60).phase == "cancelled"
    third = runner.start("a", Held)
    assert third is not first
    third.let_go.set()
    assert third.wait(60).phase == "done"
    assert (runner.count("done"), runner.count("cancelled"), runner.find("c")) == (1, 1, None)


def test_the_jobs_that_ended_last_are_remembered() -> None:
    runner: JobRunner[Work] = JobRunner("test", concurrent=1, remembered=2)
    for key in "abcd":
        runner.start(key, Work).wait(60)
    # The newest is not over when the others are looked through.
    assert [key for key in "abcd" if runner.find(key) is not None] == ["b", "c", "d"]
    runner.start("b", Work).wait(60)  # again: it is the newest now
    runner.start("e", Work).wait(60)
    assert [key for key in "abcde" if runner.find(key) is not None] == ["b", "d", "e"]


def test_a_job_ends_even_when_cleaning_up_fails() -> None:
    class Untidy(Work):
        def clean_up(self) -> None:
            raise OSError(30, "Read-only file system")

    job = Untidy()
    job.run()
    assert job.state.phase == "done"
