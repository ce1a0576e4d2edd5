"""Screenshots of every page, 1280 and 390 px wide, light and dark: `python -m scripts.shots [--base URL] [page …]`.

Without `--base` an app of its own is started on a temporary data folder. The pictures are
`shots/<page>-<width>-<shade>.png`.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from deck.parser import parse
from scripts import chromium
from ui.navigation import ROOT, SCREENS

Shade = Literal["light", "dark"]
WIDTHS = (1280, 390)  # a laptop and a phone
SHADES: tuple[Shade, ...] = ("light", "dark")
# Pixels: what is below is cut off, since a picture of a whole long page shows nothing.
TALLEST = 5000
# A cold start on a busy machine; after that, something is wrong.
START_SECONDS = 60


def find_first_incident() -> str:
    """Return the id of an incident in the largest deck that ships."""
    largest = max((ROOT / "content").glob("*.md"), key=lambda path: path.stat().st_size)
    return parse(largest.read_bytes()).incidents[0].id


def list_addresses() -> dict[str, str]:
    """Return each picture's name and the address it shows: every page, a topic's and an incident's."""
    pages = {screen.name: f"/{screen.name}" for screen in SCREENS if screen.file.is_file()}
    return {**pages, "topic": "/topics?topic=idempotency", "incident": "/incidents?incident=" + find_first_incident()}


@contextmanager
def serve_own_app() -> Iterator[str]:
    """Serve the app on a free port with a temporary folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "REHEARSAL_DATA": data}, stdout=subprocess.DEVNULL
        )
        try:
            _wait(f"http://localhost:{port}/healthz")
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def wait_until_still(page: Page) -> None:
    """Wait until the script has run and fonts, charts and pictures have stopped moving the page."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_function(
        """() => {
            const height = document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 0;
            const now = performance.now();
            if (height !== window.lastHeight) { window.lastHeight = height; window.sameSince = now; }
            return now - window.sameSince > 700;
        }"""
    )


def take_picture(browser: Browser, url: str, place: Path, width: int, shade: Shade) -> None:
    """Take one picture of a whole page."""
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=shade, locale="en-GB")
    page = context.new_page()
    page.on(
        "console",
        lambda message: (
            print(f"  {message.text[:300]}") if message.type == "error" and "404" not in message.text else None
        ),
    )
    page.goto(url)
    wait_until_still(page)
    height = int(page.evaluate("document.querySelector('[data-testid=stMain]')?.scrollHeight ?? 844"))
    # Streamlit scrolls inside the page: a picture of the "full page" would end at the first screenful.
    page.set_viewport_size({"width": width, "height": max(844, min(height, TALLEST))})
    wait_until_still(page)
    page.screenshot(path=place)
    context.close()


def main(arguments: list[str]) -> int:
    """Take the pictures; exit 1 with advice when there is no browser."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="", help="address of a running app")
    parser.add_argument("--out", type=Path, default=ROOT / "shots")
    parser.add_argument("pages", nargs="*", help="names; all when none is given")
    options = parser.parse_args(arguments)
    executable = chromium.find_browser()
    if executable is None:
        print(chromium.ADVICE, file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    if options.base:
        _take_pictures(options.base, options.pages, options.out, executable)
    else:
        with serve_own_app() as base:
            _take_pictures(base, options.pages, options.out, executable)
    return 0


def _take_pictures(base: str, pages: list[str], out: Path, executable: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(executable), args=list(chromium.FLAGS))
        for name, path in list_addresses().items():
            for width in WIDTHS:
                for shade in SHADES:
                    if not pages or name in pages:
                        place = out / f"{name}-{width}-{shade}.png"
                        print(place.relative_to(ROOT) if place.is_relative_to(ROOT) else place)
                        take_picture(browser, base + path, place, width, shade)
        browser.close()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
