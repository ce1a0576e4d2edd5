"""How quickly a page reruns, and how much a first visit transfers: this server against stock `streamlit run`.

`python benchmarks/server.py` prints one line a measure. Reruns are timed over the websocket, on the client, from the request to
the end of the script. The transfer of a first visit is what a fresh Chromium reports as received for `/settings`.
"""

from __future__ import annotations

import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import websockets
from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from scripts import chromium  # noqa: E402
from ui.navigation import ROOT  # noqa: E402

RERUNS = 60
VISITS = 4
# Our configuration turns this off, and the stock server reads it too.
STOCK = {"STREAMLIT_RUNNER_POST_SCRIPT_GC": "true"}


@contextmanager
def start_server(script: str, env: dict[str, str]) -> Iterator[int]:
    """Run a server on a free port until the block ends; yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as data:
        everything = {**os.environ, **env, "REHEARSAL_DATA": data, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
        process = subprocess.Popen(
            command, cwd=ROOT, env=everything, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=20)


async def measure_reruns(port: int, page: str) -> list[float]:
    """Milliseconds of each rerun of a page."""
    took = []
    async with websockets.connect(
        f"ws://localhost:{port}/_stcore/stream",
        subprotocols=["streamlit"],
        max_size=None,
        proxy=None,  # type: ignore[list-item]
    ) as socket_:
        for turn in range(RERUNS + 5):  # the first five fill the caches and are not counted
            message = BackMsg()
            message.rerun_script.page_name = page
            message.rerun_script.query_string = ""
            started = time.perf_counter()
            await socket_.send(message.SerializeToString())
            while True:
                answer = ForwardMsg()
                answer.ParseFromString(await socket_.recv())  # type: ignore[arg-type]
                if answer.WhichOneof("type") == "script_finished":
                    break
            if turn >= 5:
                took.append((time.perf_counter() - started) * 1000)
            await asyncio.sleep(0.01)  # for the server to finish what comes after the script
    return took


def measure_first_visit(port: int, path: str) -> tuple[int, float]:
    """Bytes received by a fresh browser, and seconds until the page is drawn."""
    total = 0

    def count(event: dict[str, float]) -> None:
        nonlocal total
        total += int(event["encodedDataLength"])

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium.find_browser()), args=list(chromium.FLAGS))
        page = browser.new_page()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", count)
        started = time.perf_counter()
        page.goto(f"http://localhost:{port}{path}")
        page.locator("[data-testid=stApp][data-test-script-state=notRunning] h1").first.wait_for()
        seconds = time.perf_counter() - started
        page.wait_for_load_state("networkidle")
        browser.close()
    return total, seconds


def main() -> None:
    """Measure both."""
    for name, script, env in (("stock", "ui/main.py", STOCK), ("ours", "app.py", {})):
        with start_server(str(Path(script)), env) as port:
            for page in ("settings", "topics", "author"):
                took = asyncio.run(measure_reruns(port, page))
                nineties = statistics.quantiles(took, n=20)[18]
                print(f"{name}: rerun of /{page} p50 {statistics.median(took):.1f} ms, p95 {nineties:.1f} ms")
            visits = [measure_first_visit(port, "/settings") for _ in range(VISITS)]
            print(
                f"{name}: a new visitor's /settings {visits[0][0] / 1e6:.2f} MB, "
                f"drawn after {', '.join(f'{seconds:.2f}' for _, seconds in visits)} s"
            )


if __name__ == "__main__":
    main()
