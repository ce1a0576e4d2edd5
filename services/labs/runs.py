"""Runs of models for many learners: made in processes of their own, cached by model, knobs and seed, ended when nobody waits."""

from __future__ import annotations

import atexit
import json
import logging
import os
import subprocess
import sys
import threading
from collections import OrderedDict
from pathlib import Path

from errors import UserError
from simulation.model import Values
from simulation.runner import Run, check_cost, find_model, run_from_dict, values_as_dict

LOGGER = logging.getLogger("rehearsal")
_ROOT = Path(__file__).resolve().parents[2]
# How many simulate at once, beside the server's own process, which serves practice: two are enough for twenty learners who
# think for half a second between two knobs.
_PROCESSES = 2
_KEPT = 256  # runs in memory, about 30 kB each
# Simulations give way to pages and grades, which somebody is waiting for at the same moment.
_LOW_PRIORITY = 5

_Key = tuple[str, str, int]


class RunJob:
    """A run that somebody waits for."""

    def __init__(self, key: _Key, request: str) -> None:
        self.key, self.request = key, request
        self.result: Run | None = None
        self.error: UserError | None = None
        self.is_cancelled = False
        self._done = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the run has ended, or for so many seconds; return whether it has ended."""
        return self._done.wait(seconds)

    def cancel(self) -> None:
        """End the run, and the process that is busy with it."""
        with self._lock:
            self.is_cancelled = True
            if self._process is not None and not self._done.is_set():
                self._process.kill()

    def take(self) -> Run:
        """Return the run.

        :raises UserError: if it could not be made
        """
        if self.error is not None:
            raise self.error
        if self.result is None:
            raise UserError("A newer run replaced this one.")
        return self.result

    def finish(self, result: Run | None = None, error: UserError | None = None) -> None:
        """Tell those who wait that the run has ended."""
        self.result, self.error = result, error
        self._done.set()

    def begin(self, process: subprocess.Popen[str]) -> bool:
        """Record the process that runs it; return False when the run has been cancelled."""
        with self._lock:
            self._process = process
            return not self.is_cancelled

    def release(self) -> bool:
        """Forget the process, which goes on to other runs; return False when it was ended because the run was cancelled."""
        with self._lock:
            self._process = None
            return not self.is_cancelled


class _Workshop:
    """The processes that simulate, and the runs that they made."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.slots = threading.BoundedSemaphore(_PROCESSES)
        self.idle: list[subprocess.Popen[str]] = []
        self.runs: OrderedDict[_Key, Run] = OrderedDict()

    def find(self, key: _Key) -> Run | None:
        """Return a run that is there."""
        with self.lock:
            cached_run = self.runs.get(key)
            if cached_run is not None:
                self.runs.move_to_end(key)
            return cached_run

    def remember(self, key: _Key, run: Run) -> None:
        """Keep a run, and drop the one that was used longest ago."""
        with self.lock:
            self.runs[key] = run
            self.runs.move_to_end(key)
            while len(self.runs) > _KEPT:
                self.runs.popitem(last=False)

    def work(self, job: RunJob) -> None:
        """Have a process make the run. Whatever happens, the job ends: somebody waits for it."""
        try:
            job.finish(self._make(job))
        except UserError as error:
            job.finish(error=error)
        except Exception:
            LOGGER.exception("a run of %s failed", job.key[0])
            job.finish(error=UserError("The run could not be made.", "The server's log says why."))

    def _make(self, job: RunJob) -> Run | None:
        """Return the run, None where it was cancelled. Raises UserError for values that do not go together."""
        with self.slots:
            if job.is_cancelled:
                return None
            with self.lock:
                process = self.idle.pop() if self.idle else None
            if process is None or process.poll() is not None:
                process = _start_process()
            try:
                line = self._ask(process, job)
            except (OSError, ValueError):
                line = ""
            # A process that died, or is being killed, must not wait for the next run. Without its line end the answer was cut.
            if not job.release() or not line.endswith("\n"):
                process.kill()
                process.wait()
                if job.is_cancelled:
                    return None
                raise UserError("The process that simulates has ended.", "Run it again.")
            with self.lock:
                self.idle.append(process)
        answer = json.loads(line)
        if "error" in answer:
            raise UserError(answer["error"], answer["remedy"])
        run = run_from_dict(answer)
        self.remember(job.key, run)
        return run

    def _ask(self, process: subprocess.Popen[str], job: RunJob) -> str:
        if not job.begin(process) or process.stdin is None or process.stdout is None:
            return ""
        process.stdin.write(job.request + "\n")
        process.stdin.flush()
        return process.stdout.readline()

    def close(self) -> None:
        """End the processes."""
        with self.lock:
            idle, self.idle = self.idle, []
        for process in idle:
            process.kill()


_workshop = _Workshop()
atexit.register(_workshop.close)


def _start_process() -> subprocess.Popen[str]:
    """Start a process that simulates, at a lower priority than the server where the system can."""
    command = [sys.executable, "-m", "simulation.run_worker"]
    if sys.platform != "win32":
        command = ["nice", "-n", str(_LOW_PRIORITY), *command]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    return subprocess.Popen(
        command, cwd=_ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )


def start_run(model_name: str, values: Values, seed: int) -> RunJob:
    """Begin a run, or find it made. The caller waits for it, or cancels it.

    :raises UserError: if the run would take too long, with the number that makes it so
    """
    model = find_model(model_name)
    check_cost(model, values)
    knobs = values_as_dict(model, values)
    text = json.dumps(knobs, sort_keys=True)
    # By the model's name, not by what it was asked for: aliases share their runs.
    key = (model.name, text, seed)
    job = RunJob(key, json.dumps({"model": model.name, "knobs": knobs, "seed": seed}))
    cached_run = _workshop.find(key)
    if cached_run is not None:
        job.finish(cached_run)
        return job
    threading.Thread(target=_workshop.work, args=(job,), daemon=True).start()
    return job


def make_run(model_name: str, values: Values, seed: int) -> Run:
    """Return a run, from the cache or from another process.

    :raises UserError: if the run would take too long, or the values do not go together
    """
    job = start_run(model_name, values, seed)
    job.wait()
    return job.take()
