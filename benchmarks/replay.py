"""How fast the replay is: `python benchmarks/replay.py [seconds]`.

Prints the time to lay out 500 events with 10 series, the size of what the player is sent for 120 minutes with 5
series, and the frames a second of both in headless Chromium over ten seconds of play (software rendering: a laptop's
GPU does better).
"""

from __future__ import annotations

import json
import math
import statistics
import sys
import tempfile
import time
import zlib
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from deck.model import Event, EventRole, Incident, Series
from replay import html_export, payload, track
from replay.model import Track
from scripts import chromium
from services import assets
from services.replays.replays import load_plotly_script

ROLES: tuple[EventRole, ...] = ("symptom", "diagnosis", "mitigation")

FRAMES = """async (milliseconds) => {
  const gaps = [];
  let before = performance.now();
  const end = before + milliseconds;
  while (before < end) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    gaps.push(now - before);
    before = now;
  }
  return gaps;
}"""


def make_incident(events: int, minutes: int, series: int) -> Incident:
    """Return an incident with this many events, evenly spread, and series with a value at every minute."""
    moments = tuple(
        Event(
            at=f"T+{n}",
            minute=n * minutes / events,
            text=f"Event {n}: pool wait grows while the processor idles",
            details=(),
            line=n,
            last=n,
            role="trigger" if n == 0 else ROLES[n % 3],
        )
        for n in range(events)
    )
    measured = tuple(
        Series(
            f"series {k}",
            ("ms", "", "%", "1/s", "threads")[k % 5],
            tuple((float(m), round(500 + 400 * math.sin(m / (7 + k)), 1)) for m in range(minutes + 1)),
            "illustrative",
            1,
        )
        for k in range(series)
    )
    return Incident(
        id="bench", title="Benchmark", section="s", events=moments, lessons=(), line=1, last=1, series=measured
    )


def time_track() -> None:
    """Measure the layout of the largest incident, median of nine."""
    large = make_incident(500, 500, 10)
    times = []
    for _ in range(9):
        before = time.perf_counter()
        payload.pack_track(track.build_track(large))
        times.append(1000 * (time.perf_counter() - before))
    print(f"track of 500 events x 10 series: {statistics.median(times):.1f} ms")


def measure_frames(page: Page, laid: Track, folder: Path, seconds: float) -> None:
    """Print the frames a second while the downloaded page plays."""
    path = folder / "replay.html"
    path.write_text(html_export.render_page(laid, load_plotly_script(), assets.read_text("replay-page.js")), "utf-8")
    page.goto(path.as_uri())
    page.locator(".player[data-ready=true]").wait_for()
    still = page.evaluate(FRAMES, 2000)  # what the browser manages while nothing moves
    page.get_by_role("button", name="Play", exact=True).click()
    gaps = page.evaluate(FRAMES, seconds * 1000)
    late = sum(gap > 34 for gap in gaps)  # ms: two frames of a screen with sixty a second
    print(
        f"{len(laid.moments)} events x {len(laid.curves)} series: {1000 / statistics.mean(gaps):.1f} frames/s playing, "
        f"{1000 / statistics.mean(still):.1f} at rest; p95 {statistics.quantiles(gaps, n=20)[18]:.1f} ms, "
        f"{late} late of {len(gaps)}"
    )


def main(seconds: float = 10) -> None:
    """Print everything."""
    time_track()
    ordinary = track.build_track(make_incident(12, 120, 5))
    payload_json = json.dumps(payload.pack_track(ordinary)).encode()
    print(
        f"payload of 120 minutes x 5 series: {len(payload_json)} bytes of JSON, {len(zlib.compress(payload_json, 9))} on the wire"
    )
    executable = chromium.find_browser()
    if executable is None:
        print(chromium.ADVICE)
        return
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=str(executable), args=list(chromium.FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        for laid in (ordinary, track.build_track(make_incident(500, 500, 10))):
            measure_frames(page, laid, Path(folder), seconds)
        browser.close()


if __name__ == "__main__":
    main(*(float(argument) for argument in sys.argv[1:2]))
