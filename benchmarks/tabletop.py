"""How long a vote takes to everybody's screen: eight browsers in one table-top room, each with its stream.

Starts the real app on a deck of its own, lets eight players vote and change their votes, and takes the time from the click to
the moment at which each screen has drawn the room with that vote. Prints one JSON line: {"browsers", "votes", "p50_ms", "p95_ms",
"worst_ms"}; exit status 1 above 500 ms at p95, which a busy machine can cause by itself.
Run: `python benchmarks/tabletop.py [--votes 40]`. Needs Chromium and playwright, as the browser tests do.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from scripts import chromium  # noqa: E402
from services.library import catalog  # noqa: E402
from services.tabletop import rooms  # noqa: E402
from services.workspace import Workspace  # noqa: E402

BROWSERS = 8
BUDGET_MS = 500.0
DECK = """# House

## Incident: The slow broker {#inc-broker}

**00:00** – *Trigger:* Lag grows by a thousand a second.

**Decision:** The lag grows. What do you do first? {#dec-lag}

- [ ] Add twelve partitions to the topic at once
- [x] Pause the batch consumers and measure again

**00:31** – *Recovery:* Lag is back to nought.
"""
# Keep the moment at which each version of the room was drawn.
WATCH = """board => {
  window.drawn = [];
  const note = () => requestAnimationFrame(() => window.drawn.push([Number(board.dataset.version), Date.now()]));
  new MutationObserver(note).observe(board, { attributes: true, attributeFilter: ["data-version"] });
}"""
# Choose the other option and send it; return the moment of the click.
VOTE = """board => {
  const other = board.querySelector("input[name=vote]:not(:checked)");
  other.click();
  const begin = Date.now();
  board.querySelector("form .primary[type=submit]").click();
  return begin;
}"""


@contextmanager
def start_app(data: Path) -> Iterator[str]:
    """Run the app on a free port until the block ends; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "REHEARSAL_DATA": str(data), "REHEARSAL_CONTENT": str(data / "content")}
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port", str(port)]
    with (data / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    address = f"http://localhost:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/healthz", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def measure_votes(pages: list[Page], code: str, ws: Workspace, votes: int) -> list[float]:
    """Let the players vote in turn; return the milliseconds from each click to each screen."""
    boards = [page.locator(".tabletop").first for page in pages]
    for page, board in zip(pages, boards, strict=True):
        page.locator("input[name=vote]").first.wait_for()
        board.evaluate(WATCH)
    times: list[float] = []
    for number in range(votes):
        # Each vote raises the version by one: the first drawing with that number or a later one shows it.
        version = rooms.load_room(ws, code).row.version + 1
        # The last player never votes: a full vote would be closed.
        begin = boards[number % (len(boards) - 1)].evaluate(VOTE)
        for page in pages:
            page.wait_for_function("version => window.drawn.some(([one]) => one >= version)", arg=version)
            drawn_at = page.evaluate("version => window.drawn.find(([one]) => one >= version)[1]", version)
            times.append(float(drawn_at - begin))
    return times


def main() -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--votes", type=int, default=40)
    votes = parser.parse_args().votes
    executable = chromium.find_browser()
    if executable is None:
        print(chromium.ADVICE, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "content").mkdir()
        ws = Workspace(data=data, content=data / "content")
        now = datetime.now(UTC)
        deck = catalog.add_deck(ws, "house.md", DECK.encode(), now).summary.id
        code, mentor = rooms.open_room(ws, deck, "inc-broker", now, vote_seconds=600, speed=8)
        seats = [rooms.join_room(ws, code, 1, f"Player {number}", now) for number in range(BROWSERS)]
        with start_app(data) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(executable), args=list(chromium.FLAGS))
            pages = [browser.new_context().new_page() for _ in seats]
            for page, seat in zip(pages, seats, strict=True):
                page.goto(f"{address}/tabletop?room={code}&seat={seat}")
                page.locator(".tabletop").first.wait_for()
            rooms.command_room(ws, code, mentor, "start", 0, datetime.now(UTC))
            times = measure_votes(pages, code, ws, votes)
            browser.close()
    p95 = statistics.quantiles(times, n=20)[-1]
    print(
        json.dumps(
            {
                "browsers": BROWSERS,
                "votes": votes,
                "p50_ms": round(statistics.median(times)),
                "p95_ms": round(p95),
                "worst_ms": round(max(times)),
            }
        )
    )
    return int(p95 > BUDGET_MS)


if __name__ == "__main__":
    raise SystemExit(main())
