"""Worker processes: two a core, started when they are needed, ended when they are idle.

A worker that hangs or dies costs the sentence it was at one retry in a fresh worker, and nothing else.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from errors import UserError
from speech.model import VoiceInfo

ROOT = Path(__file__).resolve().parents[2]
LONGEST_DATA_PATH = 150  # espeak-ng fails on a data path of about 160 characters
# Fresh workers tried after the first: a crash that depends on the text comes again.
RETRIES = 1
T = TypeVar("T")
# Windows would open a console for each worker.
CREATE_NO_WINDOW = 0x08000000 if sys.platform == "win32" else 0


class SynthesisError(Exception):
    """A sentence that could not be synthesised, after its retry."""


class _Worker:
    """One worker process. Not safe for threads: its pool lends it to one at a time."""

    def __init__(self, command: Sequence[str], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=environment,
            creationflags=CREATE_NO_WINDOW,
        )
        self._answers: queue.Queue[bytes] = queue.Queue()
        self._count = 0
        self.idle_since = 0.0
        threading.Thread(target=self._read, name="speech-answers", daemon=True).start()

    def _read(self) -> None:
        """Pass on answers; an empty one says that the process has ended.

        A pipe has no time-out on every system, a queue has.
        """
        stdout = self._process.stdout
        assert stdout is not None  # noqa: S101 (Popen was given PIPE)
        for line in stdout:
            self._answers.put(line)
        self._answers.put(b"")

    def ask(self, request: dict[str, Any], timeout: float) -> dict[str, Any]:
        """Send one request and return its answer.

        Raises TimeoutError or EOFError; the worker is of no use after that.
        """
        self._count += 1
        stdin = self._process.stdin
        assert stdin is not None  # noqa: S101
        try:
            stdin.write(json.dumps({"id": self._count, **request}).encode() + b"\n")
            stdin.flush()
            line = self._answers.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError(f"no answer within {timeout:g} s") from None
        except OSError as error:
            raise EOFError("the worker has ended") from error
        if not line:
            raise EOFError("the worker has ended")
        reply: dict[str, Any] = json.loads(line)
        if reply.get("id") != self._count:
            raise EOFError("the worker answered another question")
        return reply

    def end(self) -> None:
        """Kill the process and reap it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue


_TIMEOUT_SECONDS = 20.0  # for an answer: room for an engine that has to load a model first
# Seconds for each character: an engine only seven times as fast as speech (15 characters a second) is in time.
_TIMEOUT_PER_CHARACTER = 0.01
_IDLE_SECONDS = 20.0  # without work, until a worker is ended: each is a process that holds memory
_MOST_DOUBLED = 8  # workers up to which there are two for each core


def _count_workers(cores: int) -> int:
    """Return two workers a core up to eight, then one a core.

    A worker waits half its time for its engine to say that the sentence is over; a second one a core speaks
    meanwhile. On two cores that is a quarter more words a second (`benchmarks/speech.py`).
    """
    return min(2 * cores, max(cores, _MOST_DOUBLED))


class Pool:
    """Lends workers of one engine to threads. `command` replaces the worker's command line (tests)."""

    def __init__(
        self,
        engine: str,
        *,
        size: int | None = None,
        timeout: float = _TIMEOUT_SECONDS,
        idle: float = _IDLE_SECONDS,
        command: Sequence[str] | None = None,
    ) -> None:
        self.size = size or _count_workers(os.cpu_count() or 1)
        self._command = list(command or (sys.executable, "-m", "speech.engines.worker", engine))
        self._timeout = timeout
        self._idle = idle
        self._lock = threading.Lock()
        self._free: list[_Worker] = []
        self._threads = ThreadPoolExecutor(self.size, thread_name_prefix="speech")
        self._short: tempfile.TemporaryDirectory[str] | None = None
        self._reaper: threading.Timer | None = None
        self._closed = False
        self.started = 0

    def submit_task(self, task: Callable[[], T]) -> Future[T]:
        """Run a task (that speaks) on one of the pool's threads, one for each worker."""
        return self._threads.submit(task)

    def synthesize(self, text: str, voice: str, rate: int, path: Path) -> None:
        """Write `text` to `path` as WAV. Raises SynthesisError after a failed retry, UserError where none can help."""
        request = {"op": "speak", "text": text, "voice": voice, "rate": rate, "path": str(path)}
        self._ask_with_retry(request, self._timeout + len(text) * _TIMEOUT_PER_CHARACTER)

    def transcribe(self, text: str, voice: str) -> str:
        """Return the phonemes that would be spoken, "" where the engine cannot tell. Raises `SynthesisError`."""
        request = {"op": "transcribe", "text": text, "voice": voice}
        return str(self._ask_with_retry(request, self._timeout)["phonemes"])

    def list_voices(self) -> list[VoiceInfo]:
        """Return the engine's voices. Raises `UserError` when it does not start."""
        reply = self._ask_with_retry({"op": "voices"}, self._timeout)
        return [VoiceInfo(v["id"], v["name"], tuple(v["languages"])) for v in reply["voices"]]

    def _ask_with_retry(self, request: dict[str, Any], timeout: float) -> dict[str, Any]:
        """Ask one worker, then, when that fails, a fresh one."""
        reason = ""
        for _ in range(1 + RETRIES):
            worker = self._borrow_worker()
            try:
                reply = worker.ask(request, timeout)
            except (TimeoutError, EOFError) as error:
                worker.end()
                reason = str(error)
                continue
            except BaseException:
                worker.end()
                raise
            self._return_worker(worker)
            if reply["ok"]:
                return reply
            if reply["disk"]:
                raise UserError(
                    f"The sound could not be written: {reply['error']}.",
                    "Make room on the disk of the data folder (or let Rehearsal write there), then try again.",
                )
            if reply["final"]:
                raise UserError(str(reply["error"]), "Choose another voice in Voice settings.")
            reason = str(reply["error"])
        raise SynthesisError(reason)

    def _borrow_worker(self) -> _Worker:
        with self._lock:
            if self._free:
                return self._free.pop()
            self.started += 1
            environment = self._build_environment()
        return _Worker(self._command, environment)

    def _return_worker(self, worker: _Worker) -> None:
        worker.idle_since = time.monotonic()
        with self._lock:
            if not self._closed:
                self._free.append(worker)
                self._schedule_reaper()
                return
        worker.end()

    def _schedule_reaper(self) -> None:
        """Schedule the end of idle workers (the lock is held)."""
        if self._reaper is None:
            self._reaper = threading.Timer(self._idle, self._end_idle_workers)
            self._reaper.daemon = True
            self._reaper.start()

    def _end_idle_workers(self) -> None:
        limit = time.monotonic() - self._idle
        with self._lock:
            self._reaper = None
            old = [worker for worker in self._free if worker.idle_since <= limit]
            self._free = [worker for worker in self._free if worker.idle_since > limit]
            if self._free and not self._closed:
                self._schedule_reaper()
        for worker in old:
            worker.end()

    def _build_environment(self) -> dict[str, str]:
        """Return the workers' environment.

        A long path to espeak-ng's data is shortened by a link in a private temporary folder.
        """
        paths = (str(ROOT), os.environ.get("PYTHONPATH", ""))
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
        if "ESPEAK_DATA_PATH" in environment or find_spec("espeakng_loader") is None:
            return environment
        data = str(import_module("espeakng_loader").get_data_path())
        if len(data) > LONGEST_DATA_PATH:
            if self._short is None:
                self._short = tempfile.TemporaryDirectory(prefix="espeak-")
                (Path(self._short.name) / "espeak-ng-data").symlink_to(data, target_is_directory=True)
            data = str(Path(self._short.name) / "espeak-ng-data")
        environment["ESPEAK_DATA_PATH"] = data
        return environment

    def close(self) -> None:
        """End all workers; what is waiting is dropped."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        with self._lock:
            self._closed = True
            free, self._free = self._free, []
            if self._reaper is not None:
                self._reaper.cancel()
            if self._short is not None:
                self._short.cleanup()
        for worker in free:
            worker.end()
