"""At the end of the server jobs are given up, and nobody waits longer than was said."""

from __future__ import annotations

import threading
import time

from services.jobs import Job, JobCancelledError, JobRunner


class Patient(Job):
    def __init__(self, *, stubborn: bool) -> None:
        super().__init__(1)
        self.begun, self.end, self.stubborn = threading.Event(), threading.Event(), stubborn

    def work(self) -> None:
        self.begun.set()
        while not self.end.wait(0.01):
            if self.cancelled and not self.stubborn:
                raise JobCancelledError


def test_what_can_stop_is_stopped_and_the_rest_is_left() -> None:
    runner: JobRunner[Patient] = JobRunner("test", concurrent=2, remembered=5)
    willing = runner.start("a", lambda: Patient(stubborn=False))
    stubborn = runner.start("b", lambda: Patient(stubborn=True))
    assert willing.begun.wait(10) and stubborn.begun.wait(10)
    began = time.monotonic()
    assert runner.stop_all(0.5) == 2
    assert time.monotonic() - began < 8
    assert willing.state.phase == "cancelled" and stubborn.state.busy
    stubborn.end.set()
    assert not stubborn.wait(10).busy
    assert runner.stop_all(0.5) == 0
