"""`python -m server` as an operator starts it: two processes, a proxy, a browser that loses one after the other."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from services.workspace import ROOT
from tests.browser.conftest import fill_new_field, settled, wait_for
from tests.conftest import START_SECONDS, free_port

TEXT = """# Pools

### Q: Why is a pool of ten dangerous? {#q-pool}

**A:** It hides the wait.

- [ ] names the waiting time in the queue
- [ ] says that the pool is too small

### Q: What does a queue hide? {#q-queue}

**A:** The waiting.
"""


def list_workers(supervisor: int) -> dict[int, int]:
    """The workers that run now, by their port."""
    found = {}
    for child in Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split():
        with suppress(OSError):
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode().split("\0")
            if "app:app" in words:
                found[int(words[words.index("--port") + 1])] = int(child)
    return found


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_until_answers(*addresses: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not all(map(answers, addresses)):
        assert time.monotonic() < deadline, addresses
        time.sleep(0.05)


@contextmanager
def serve_workers(tmp_path: Path, count: int) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address, and the process that watches over the workers."""
    content = tmp_path / "content"
    content.mkdir()
    (content / "pools.md").write_text(TEXT, encoding="utf-8")
    port = free_port()
    with (tmp_path / "workers.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "--workers", str(count), "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "REHEARSAL_DATA": str(tmp_path / "data"), "REHEARSAL_CONTENT": str(content)},
            stdout=log,
            stderr=log,
        )
        workers: dict[int, int] = {}
        try:
            url = f"http://localhost:{port}"
            wait_until_answers(f"{url}/readyz")
            workers = list_workers(process.pid)
            wait_until_answers(*(f"http://127.0.0.1:{worker}/readyz" for worker in workers))
            yield url, process
        finally:
            process.terminate()
            try:
                process.wait(timeout=START_SECONDS)
            finally:
                for pid in workers.values():
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the processes are found in /proc, which is not there")
def test_a_browser_that_loses_its_process_stands_at_its_card_with_what_was_typed(page: Page, tmp_path: Path) -> None:
    with serve_workers(tmp_path, 2) as (url, process):
        page.goto(f"{url}/practice")
        settled(page)
        page.get_by_role("button", name="Type the answer").click()
        field = page.get_by_role("textbox", name="Your answer")
        fill_new_field(page, field, "It waits in the queue, unseen")
        database = sqlite3.connect(tmp_path / "data" / "rehearsal.sqlite3")

        def count_tabs() -> int:
            return int(database.execute("SELECT count(*) FROM open_tabs").fetchone()[0])

        before = count_tabs()
        # One of the two serves this browser; when it is gone the other goes on in its place, under another name of the session.
        for port, pid in list_workers(process.pid).items():
            os.kill(pid, signal.SIGKILL)
            wait_until_answers(f"http://127.0.0.1:{port}/readyz")  # another has taken its place
        wait_for(page, lambda: count_tabs() > before)
        settled(page)
        expect(page.get_by_text("Why is a pool of ten dangerous?")).to_be_visible()
        expect(field).to_have_value("It waits in the queue, unseen")
        page.get_by_role("button", name="Show the answer").click()
        expect(page.get_by_text("It hides the wait.")).to_be_visible()
        expect(page.get_by_text("of 2 points said")).to_be_visible()
        page.get_by_role("button", name="Good").click()
        expect(page.get_by_text("What does a queue hide?")).to_be_visible()
        assert database.execute("SELECT event, rating FROM log").fetchall() == [("grade", 3)]
        database.close()
        workers = list_workers(process.pid)
        assert len(workers) == 2
        process.terminate()
        assert process.wait(timeout=START_SECONDS) == 0
        for pid in workers.values():
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
    assert not answers(f"{url}/healthz")
