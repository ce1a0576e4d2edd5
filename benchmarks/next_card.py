"""How long a learner waits at the keyboard: from the key to the answer, and from the grade to the next card, in a real browser.

Starts the real app on a deck of its own, reveals and grades with the keys, and takes the time from each press until the new
buttons are drawn. Prints one JSON line: {"cards", "reveal_p50_ms", "reveal_p95_ms", "grade_p50_ms", "grade_p95_ms"}.
Run: `python benchmarks/next_card.py [--cards 30]`. Needs Chromium and playwright, as the browser tests do.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)

from benchmarks.tabletop import start_app  # noqa: E402
from scripts import chromium  # noqa: E402
from services.learners import settings  # noqa: E402
from services.workspace import Workspace  # noqa: E402

WARM_UP = 3  # the first cards fill the browser's and the server's caches
GRADE, REVEAL = "[class*=st-key-grade-4-] button", "[class*=st-key-reveal-] button"
# Press a key; keep in `window.took` the milliseconds until one button is there and another is not.
PRESS = """([key, there, gone]) => {
  window.took = 0;
  const begin = performance.now();
  const look = () => {
    if (document.querySelector(there) && !document.querySelector(gone)) window.took = performance.now() - begin;
    else requestAnimationFrame(look);
  };
  document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  look();
}"""


def make_deck(cards: int) -> str:
    """Return a deck of so many questions."""
    questions = (f"**Question:** What is number {n}? {{#q-{n}}}\n\n**Answer:** It is {n}.\n" for n in range(cards))
    return "\n".join(("# Numbers", "", "## All {#all}", "", *questions))


def measure_press(page: Page, key: str, appearing: str, vanishing: str) -> float:
    """Press a key and return the milliseconds until one selector's button is there and the other's is gone."""
    page.evaluate(PRESS, [key, appearing, vanishing])
    return float(page.wait_for_function("() => window.took").json_value())


def main() -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--cards", type=int, default=30)
    cards = parser.parse_args().cards
    executable = chromium.find_browser()
    if executable is None:
        print(chromium.ADVICE, file=sys.stderr)
        return 2
    reveals, grades = [], []
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "content").mkdir()
        (data / "content" / "numbers.md").write_text(make_deck(cards + WARM_UP + 1), encoding="utf-8")
        with start_app(data) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(executable), args=list(chromium.FLAGS))
            page = browser.new_page()
            page.goto(f"{address}/practice")
            page.locator(REVEAL).wait_for()
            ws = Workspace(data=data, content=data / "content")
            # The first visit made the learner; the day's limit must not end the run.
            settings.save_settings(ws, 1, new_per_day=cards + WARM_UP + 1)
            page.goto(f"{address}/practice")
            page.locator(REVEAL).wait_for()
            for _ in range(cards + WARM_UP):
                reveals.append(measure_press(page, " ", GRADE, REVEAL))
                grades.append(measure_press(page, "4", REVEAL, GRADE))
            browser.close()
    results: dict[str, int] = {"cards": cards}
    for name, times in (("reveal", reveals[WARM_UP:]), ("grade", grades[WARM_UP:])):
        results[f"{name}_p50_ms"] = round(statistics.median(times))
        results[f"{name}_p95_ms"] = round(statistics.quantiles(times, n=20)[-1])
    print(json.dumps(results))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
