"""Start servers from one warm process: `python -m tests.prefork`, spoken to by `ServerFactory`.

An app started from nothing spends 2.2 of its 2.6 s of CPU on imports. This process makes them once and forks for each server,
which then runs the command line of Streamlit as `python -m streamlit` does, in a session, an environment and a log of its own.
Orders come as lines of JSON on standard input, each answered by one line; at the end of the input all servers are killed.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
# What `app.py` imports, but not `app.py` itself nor the screens: those read the settings or declare things to Streamlit.
ROOMS = (
    "server.startup",
    "server.routes.feed",
    "server.routes.served_files",
    "server.routes.offline",
    "server.routes.tabletop",
    "server.login.routes",
)
LIBRARIES = ("streamlit.web.cli", "streamlit.web.bootstrap", "streamlit.starlette", "uvicorn", "uvloop")
POLL_SECONDS = 0.02


class ForkedProcess:
    """A server that was forked, with what `subprocess.Popen` would offer of it."""

    def __init__(self, factory: ServerFactory, pid: int) -> None:
        self._factory = factory
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit status, negative for a signal, or None while it runs."""
        if self.returncode is None:
            self.returncode = self._factory.order({"poll": self.pid})
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; raises `subprocess.TimeoutExpired`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("server", timeout or 0)
            time.sleep(POLL_SECONDS)
        return status

    def kill(self) -> None:
        """Send SIGKILL, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)


class ServerFactory:
    """The warm process, and the orders it takes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.prefork"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def order(self, what: dict[str, Any]) -> Any:
        """Give an order and return its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            self._process.stdin.write(json.dumps(what) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError("the process that starts servers has ended")
        return json.loads(answer)

    def start(self, arguments: list[str], env: dict[str, str], log: Path) -> ForkedProcess:
        """Run `streamlit` with these arguments."""
        return ForkedProcess(self, self.order({"start": arguments, "env": env, "log": str(log)}))


@functools.cache
def get_factory() -> ServerFactory:
    """Return this test process's own. It ends with it: its input ends then."""
    return ServerFactory()


def _become_server(arguments: list[str], env: dict[str, str], log: str) -> None:
    os.setsid()
    for number, path, flags in ((0, os.devnull, os.O_RDONLY), (1, log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)):
        descriptor = os.open(path, flags, 0o644)
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.dup2(1, 2)
    os.environ.clear()
    os.environ.update(env)
    importlib.import_module("services.configuration").forget_configuration()
    sys.argv = ["streamlit", *arguments]
    if arguments[0] == "uvicorn":
        sys.path.insert(0, str(ROOT))
        importlib.import_module("uvicorn.main").main(arguments[1:], prog_name="uvicorn")
        return
    cli = importlib.import_module("streamlit.web.cli")
    cli.main(prog_name="streamlit")


def main() -> None:
    """Import, then take orders."""
    startup = importlib.import_module("server.startup")
    for name in (*LIBRARIES, *ROOMS, *startup.WARM_IMPORTS):
        importlib.import_module(name)
    importlib.import_module("deck.timeline.timestamps").get_stamp_pattern()  # compiled when it is needed first
    gc.collect()
    gc.freeze()  # a collection in a fork would copy every page
    running: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if "poll" in order:
            pid, status = os.waitpid(order["poll"], os.WNOHANG)
            running.discard(pid)
            answer = os.waitstatus_to_exitcode(status) if pid else None
        else:
            answer = os.fork()
            if answer == 0:
                _become_server(order["start"], order["env"], order["log"])
                return
            running.add(answer)
        print(json.dumps(answer), flush=True)
    for pid in running:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
