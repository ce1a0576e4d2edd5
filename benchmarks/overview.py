"""What the pages that look back cost with a log of a million rows: Progress, Insight, Today, and the feed's poll.

`python benchmarks/overview.py [--log 1000000]`: the shipped decks, one learner with all the rows over ten
years on all decks, confidence and points on some. Prints one JSON line a page: {"name", "first_ms", "again_ms",
"budget_ms"}: the first look, and the next one with one more grade since. Exit status 1 when either is above the budget.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from quiz.scheduler import Rating  # noqa: E402
from services.connections import connect  # noqa: E402
from services.library import analytics, catalog, content_sync  # noqa: E402
from services.listening import feeds  # noqa: E402
from services.operations import maintenance  # noqa: E402
from services.practice import practice  # noqa: E402
from services.practice.planning import deadline_plan, statistics, today  # noqa: E402
from services.practice.practice import Learner  # noqa: E402
from services.workspace import Workspace  # noqa: E402
from store.connection import to_ms, transaction  # noqa: E402
from store.tables.practice import memory_states, review_log  # noqa: E402

WHO = Learner(1, "UTC", "benchmark")
YEARS = 10
BUDGET_MS = 300.0  # what a page may take before somebody wonders whether it works


def fill_log(ws: Workspace, rows: int, now: datetime) -> None:
    """Give the first learner a log of so many rows, spread over ten years and all cards."""
    rng = random.Random(5)
    at = to_ms(now)
    days = 365 * YEARS
    a_day = -(-rows // days)  # answers a day, in two hours
    with connect(ws) as connection, transaction(connection):
        for (deck,) in connection.execute("SELECT id FROM decks").fetchall():
            memory_states.enrol_learner(connection, 1, deck, 1)
        cards = connection.execute("SELECT id, deck FROM cards WHERE retired_at IS NULL").fetchall()
        points = json.dumps([["names the bottleneck", 1], ["says how to measure it", 0]])

        def make_rows() -> Iterator[tuple[object, ...]]:
            for n in range(rows):
                day, place = divmod(n, a_day)
                moment = at - (days - day) * 86_400_000 + place * 7_200_000 // a_day - 7_300_000
                card, deck = cards[n % len(cards)]
                confidence = rng.choice((None, None, None, 25, 50, 75, 95))
                scored = points if n % 50 == 0 else None
                rating, key = rng.choice((1, 2, 3, 3, 3, 3, 4)), f"{n:012x}{uuid.uuid4().hex}"
                number = review_log.compute_id_range(1, moment)[0]
                yield number, deck, card, rating, moment, key, moment - 864_000_000, confidence, scored

        connection.executemany(
            "INSERT INTO log (id, learner, deck, card, event, rating, at, duration, key, session, model, was_phase,"
            " was_stability, was_difficulty, was_due, was_last_review, was_reps, was_lapses, confidence, points)"
            " VALUES (?, 1, ?, ?, 'grade', ?, ?, 5000, ?, 'old', 'FSRS-6', 2, 10.0, 5.0, 0, ?, 3, 0, ?, ?)",
            make_rows(),
        )
        connection.execute(
            "UPDATE states SET phase = 2, stability = 20.0, difficulty = 5.0, last_review = ?, due = ?, reps = 9",
            (at - 5 * 86_400_000, at + 5 * 86_400_000),
        )


def time_ms(call: Callable[[], object]) -> float:
    """Return how long one call takes."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def main() -> int:
    """Measure and print; return 1 when a page is above its budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--log", type=int, default=1_000_000)
    options = parser.parse_args()
    now = datetime.now(UTC)
    is_over_budget = False
    with tempfile.TemporaryDirectory(prefix="rehearsal-overview-") as folder:
        ws = Workspace(Path(folder), ROOT / "content")
        content_sync.sync_content(ws, now)
        deck = max(catalog.list_decks(ws), key=lambda one: one.questions).id
        fill_log(ws, options.log, now)
        feed = feeds.subscribe(ws, 1, now)
        fold = time_ms(lambda: maintenance.fold_logs(ws))
        print(json.dumps({"name": "counting the log once, after an upgrade", "first_ms": round(fold, 1)}), flush=True)
        plan = time_ms(lambda: feeds.render_feed(ws, feed, deck, "http://localhost", now))
        print(json.dumps({"name": "planning a feed once, for a version", "first_ms": round(plan, 1)}), flush=True)

        def grade_once() -> None:
            card = practice.load_next_card(ws, WHO, deck, now).shown
            if card is not None:
                practice.grade_card(ws, WHO, card, Rating.GOOD, now, uuid.uuid4().hex)

        pages: dict[str, Callable[[], object]] = {
            "progress": lambda: statistics.load_statistics(ws, WHO, deck, now),
            "progress: plan": lambda: deadline_plan.plan_deadline(ws, WHO, deck, now),
            "progress: whether it changed": lambda: statistics.fingerprint_statistics(ws, WHO, deck, now),
            "insight: questions": lambda: analytics.measure_questions(ws, 1, deck),
            "insight: learners": lambda: analytics.list_learner_activity(ws, 1, deck),
            "today": lambda: today.load_today(ws, WHO, deck, now),
            "feed": lambda: feeds.render_feed(ws, feed, deck, "http://localhost", now),
        }
        for name, call in pages.items():
            first = time_ms(call)
            grade_once()
            again = time_ms(call)
            is_over_budget |= max(first, again) > BUDGET_MS
            line = {"name": name, "first_ms": round(first, 1), "again_ms": round(again, 1), "budget_ms": BUDGET_MS}
            print(json.dumps(line), flush=True)
    return int(is_over_budget)


if __name__ == "__main__":
    sys.exit(main())
