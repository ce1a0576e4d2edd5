"""The topology of several machines on loopback: replicas, the proxy of `deploy/nginx.conf`, and learners with enough cards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from server.workers import list_uvicorn_arguments
from services.learners import learners, settings
from services.library.content_sync import sync_content
from services.workspace import ROOT, Workspace

START_SECONDS = 120.0


def write_deck(content: Path, cards: int) -> None:
    """Write a deck of short questions into a new folder."""
    content.mkdir()
    questions = (f"\n**Question:** What is number {n}?\n\n**Answer:** It is {n}.\n" for n in range(cards))
    (content / "numbers.md").write_text("# Numbers\n" + "".join(questions), encoding="utf-8")


def prepare_learners(workspace: Workspace, count: int, new_per_day: int, now: datetime) -> list[int]:
    """Take in the decks and add learners until there are `count`, none of whom meets the day's limit early; return them."""
    sync_content(workspace, now)
    people = [learners.FIRST_LEARNER] + [
        learners.add_learner(workspace, learners.FIRST_LEARNER, f"Person {n}", now) for n in range(1, count)
    ]
    for who in people:
        settings.save_settings(workspace, who, new_per_day=new_per_day)
    return people


def find_nginx() -> str | None:
    """Return the proxy's program, None where it is not installed."""
    return shutil.which("nginx")


@contextmanager
def run_nginx(folder: Path, replicas: Sequence[int], port: int) -> Iterator[None]:
    """Run the proxy of `deploy/nginx.conf` with other addresses: `port` in front of the ports of three replicas."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    for number, replica in enumerate(replicas, start=1):
        text = text.replace(f"replica-{number}:8501", f"127.0.0.1:{replica}")
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}").replace(
        "worker_processes auto", "worker_processes 1"
    )
    paths = "".join(
        f"    {kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    text = f"daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n" + text.replace(
        "http {\n", f"http {{\n{paths}", 1
    )
    if os.geteuid() == 0:  # else nginx gives up its rights and cannot write into the folder
        text = "user root;\n" + text
    configuration = folder / "nginx.conf"
    configuration.write_text(text)
    process = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(configuration)], stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                log = folder / "error.log"
                raise TimeoutError(f"nginx did not start: {log.read_text()[-2000:] if log.exists() else ''}")
            time.sleep(0.02)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
        return True
    return False


def find_free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Replica:
    """One process of the app on a port, as it is started behind a proxy. `prefix` is what runs it, such as faketime."""

    def __init__(self, folder: Path, content: Path, env: dict[str, str], prefix: Sequence[str] = ()) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.port, self.folder, self._prefix = find_free_port(), folder, prefix
        self._env = {**os.environ, **env, "REHEARSAL_DATA": str(folder), "REHEARSAL_CONTENT": str(content)}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers. Raises TimeoutError with the end of its log."""
        command = [*self._prefix, sys.executable, "-m", "uvicorn", *list_uvicorn_arguments("127.0.0.1", self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._env, stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise TimeoutError(f"a replica did not start:\n{self.read_log()[-3000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """End it with all it started, as a power cut would."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=20)

    def read_log(self) -> str:
        """Return what it wrote."""
        return (self.folder / "server.log").read_text(errors="replace")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
