"""Fixtures for every room: an empty workspace, a fixed moment, and the real app on a free port."""

from __future__ import annotations

import asyncio
import functools
import gc
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import settings

from server.workers import list_uvicorn_arguments
from services.configuration import forget_configuration
from services.workspace import ROOT, Workspace
from tests.prefork import ForkedProcess, get_factory

# How long a server may take to start or to stop before a test gives up on it. Two processes that start beside five browsers on
# two cores have taken more than a minute.
START_SECONDS = 180.0
T = TypeVar("T")
# A loaded machine must not decide a property test, and each run tries the same cases. `tests/deck` has profiles of its own.
settings.register_profile("suite", deadline=None, derandomize=True, database=None)
settings.load_profile("suite")


def _reread_configuration_after(change: Callable[..., None]) -> Callable[..., None]:
    """Return a method of MonkeyPatch after which the settings, read once a process, are read again."""

    @functools.wraps(change)
    def wrapped(self: pytest.MonkeyPatch, *arguments: Any, **options: Any) -> None:
        change(self, *arguments, **options)
        forget_configuration()

    return wrapped


for _name in ("setenv", "delenv", "undo"):
    setattr(pytest.MonkeyPatch, _name, _reread_configuration_after(getattr(pytest.MonkeyPatch, _name)))


def run_async(work: Coroutine[None, None, T]) -> T:
    """Run a coroutine in a thread of its own: a browser test before it may have left this thread's event loop running."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def pytest_sessionfinish() -> None:
    """Stop the PostgreSQL server, where tests of this process started one."""
    if "tests.databases" in sys.modules:
        sys.modules["tests.databases"].remove_server()


# Tests that drive a browser, or several processes that are killed on purpose. See docs/decisions/repeated-tests.md.
REPEATED = ("tests/browser/", "tests/server/test_launcher.py", "tests/server/test_replicas.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give a test of `REPEATED` a second try; `make stress` gives none."""
    if os.environ.get("TEST_TRIES") == "1":
        return
    for item in items:
        if item.nodeid.startswith(REPEATED):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """Leave what stands after collection out of every later garbage collection: twelve thousand tests and their values."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that failed at their first try, with the reason, and say what running tests of store and services on
    PostgreSQL as well costs.
    """
    for report in terminalreporter.stats.get("rerun", ()):
        crash = getattr(report.longrepr, "reprcrash", None)
        reason = str(crash.message if crash else report.longrepr).partition("\n")[0]
        terminalreporter.write_line(f"REPEATED {report.nodeid} ({report.when}): {reason}")
    reports = [
        report
        for outcome_reports in terminalreporter.stats.values()
        for report in outcome_reports
        if isinstance(report, pytest.TestReport) and "postgresql" in report.nodeid
    ]
    if reports:
        seconds = sum(report.duration for report in reports)
        terminalreporter.write_line(f"PostgreSQL: {len({r.nodeid for r in reports})} tests, {seconds:.0f} s")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty data folder and an empty content folder."""
    place = Workspace(data=tmp_path / "data", content=tmp_path / "content")
    place.data.mkdir()
    place.content.mkdir()
    return place


@pytest.fixture
def now() -> datetime:
    """A Monday noon, UTC."""
    return datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Server:
    """A running app: `url` has no slash at its end, `data` is its private folder, `log` what it wrote on stderr."""

    url: str
    data: Path
    process: subprocess.Popen[bytes] | ForkedProcess
    log: Path

    def kill(self) -> None:
        """As a power cut would: SIGKILL, no goodbye."""
        self.process.kill()
        self.process.wait(timeout=20)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _wait(server: Server) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _healthy(server.url):
        if server.process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the app did not start:\n{server.log.read_text()[-4000:]}")
        time.sleep(0.05)


@contextmanager
def serve(
    data: Path,
    content: Path | None = None,
    env: dict[str, str] | None = None,
    port: int | None = None,
    *,
    is_cold: bool = False,
    is_replica: bool = False,
) -> Iterator[Server]:
    """Run the real app on a port, a free one by default, until the block ends; it is stopped whatever happens.

    It is forked from a process that has done the imports; `is_cold` starts it from nothing, as `make run` does;
    `is_replica` starts it as what stands behind a proxy is started.
    """
    data.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    environment = {**os.environ, "REHEARSAL_DATA": str(data), **(env or {})}
    if content is not None:
        environment["REHEARSAL_CONTENT"] = str(content)
    log = data.parent / f"{data.name}-{port}.log"
    arguments = ["run", str(ROOT / "app.py"), "--server.port", str(port)]
    if is_replica:
        arguments = ["uvicorn", *list_uvicorn_arguments("127.0.0.1", port)]
    process: subprocess.Popen[bytes] | ForkedProcess
    if is_cold:
        command = [sys.executable, "-m", "streamlit", *arguments]
        with log.open("wb") as stream:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=stream, stderr=stream, start_new_session=True
            )
    else:
        process = get_factory().start(arguments, environment, log)
    server = Server(f"http://localhost:{port}", data, process, log)
    try:
        _wait(server)
        yield server
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=10)


@pytest.fixture(scope="session")
def running_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real app on the shipped content, one for the whole session: for tests that do not mind what others did."""
    with serve(tmp_path_factory.mktemp("app") / "data") as server:
        yield server


@pytest.fixture(scope="session")
def app_server(running_app: Server) -> str:
    """The base URL of `running_app`."""
    return running_app.url


@pytest.fixture
def serve_app(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start an app of this test's own: `serve_app()`, `serve_app(content=folder)`, `serve_app(data=the_same_again)`."""
    open_servers = []

    def start(data: Path | None = None, content: Path | None = None, env: dict[str, str] | None = None) -> Server:
        manager = serve(data or tmp_path / "served", content, env)
        server = manager.__enter__()
        open_servers.append(manager)
        return server

    yield start
    for manager in reversed(open_servers):
        manager.__exit__(None, None, None)


@pytest.fixture(scope="session")
def s3_url() -> Iterator[str]:
    """The address of an S3 server on this machine, one for the whole session."""
    from tests.objects import s3_server

    with s3_server.serve_s3() as url:
        yield url


@pytest.fixture
def s3_environment(s3_url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Settings that name a prefix of this test's own on that server; they are set in this process too."""
    settings = {
        "REHEARSAL_OBJECTS": f"s3://rehearsal/{uuid.uuid4().hex}",
        "REHEARSAL_OBJECTS_ENDPOINT": s3_url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    return settings
