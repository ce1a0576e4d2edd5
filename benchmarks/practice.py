"""Grade, commit, next question: ours against Anki's own backend, at 100,000 cards and 1,000,000 rows of review log.

The next question is its text, ready to be drawn: ours from the parsed deck, theirs from the note and its template.
Both sides hold the same notes, the same memories and the same number of due cards, and commit to the same disk with
SQLite's WAL and `synchronous=FULL`. The two take turns of a hundred grades. Half of the time is the disk's: beside other
work on it the ratio drifts towards 1. The peer runs in an environment of its own, which this program makes (`anki` from
the registry is AGPL: it is no dependency of ours). Prints one JSON line a percentile: {"name", "ours_ms", "peer_ms",
"ratio"}; the ratio is ours to theirs. Run: `python benchmarks/practice.py [--cards N] [--log N] [--grades N]`.

`--database postgresql` measures the same on a PostgreSQL server too, which is started for it with the server's own settings (each
commit is on disk); `--database postgresql://…` on an empty database of a server that runs. The lines then have
"postgresql_ms".
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
import venv
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from deck.model import Deck, Meta, Question, Section  # noqa: E402
from quiz import exercises  # noqa: E402
from quiz.scheduler import Rating  # noqa: E402
from services.connections import connect  # noqa: E402
from services.practice import practice  # noqa: E402
from services.practice.practice import Learner  # noqa: E402
from services.workspace import Workspace  # noqa: E402
from store.connection import close_idle, to_ms, transaction  # noqa: E402
from store.tables.library import decks as table  # noqa: E402
from store.tables.practice import memory_states as states  # noqa: E402
from store.tables.practice import review_log  # noqa: E402

PEER = Path(__file__).parent / "baselines" / "practice_anki.py"
PEER_HOME = Path(tempfile.gettempdir()) / "rehearsal-anki"
WHO = Learner(1, "UTC", "benchmark")
BLOCK = 100


def compute_percentile(times: list[float], part: float) -> float:
    """Return the value below which `part` of the times lie, not a number when nothing was timed."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))] if times else float("nan")


def make_memories(cards: int, due: int) -> Iterator[tuple[int, float, float, int, int]]:
    """For each card: whether it is due today, stability (days), difficulty, days since the last review, reviews."""
    rng = random.Random(1)
    for number in range(cards):
        stability = rng.uniform(5, 400)
        elapsed = max(1, round(stability)) if number < due else rng.randint(0, max(0, round(stability) - 1))
        yield int(number < due), stability, rng.uniform(1, 10), elapsed, rng.randint(1, 20)


def make_key(ms: int) -> str:
    """Return a key for one answer, as the practice page makes it."""
    return f"{ms:012x}{uuid.uuid4().hex}"


def build_database(ws: Workspace, cards: int, rows: int, due: int, now: datetime) -> None:
    """Our database, filled by SQL."""
    memories = list(make_memories(cards, due))
    at = to_ms(now)
    morning = to_ms(now.replace(hour=4, minute=0))
    with connect(ws) as connection, transaction(connection):
        connection.execute("INSERT INTO preferences VALUES (1, 'reviews_per_day', '9999')")
        deck = table.create_deck(connection, "big", "added", at)
        names = [f"card-{n}" for n in range(cards)]
        table.replace_cards(
            connection,
            deck.id,
            [
                table.CardRow(
                    name=n, kind="recall", source=n, topic="t", family=n, follows="", prompt=f"What is {n}?", sha=n
                )
                for n in names
            ],
            at,
        )
        states.enrol_learner(connection, 1, deck.id, 1)
        connection.executemany(
            "UPDATE states SET phase = 2, stability = ?, difficulty = ?, due = ?, last_review = ?, reps = ? WHERE card = ?",
            [
                (s, d, morning if is_due else morning + 86_400_000 * (1 + int(s) - e), at - 86_400_000 * e, reps, n)
                for n, (is_due, s, d, e, reps) in enumerate(memories, 1)
            ],
        )
        connection.executemany(
            "INSERT INTO log (id, learner, deck, card, event, rating, at, duration, key, session, model, was_phase,"
            " was_stability, was_difficulty, was_due, was_last_review, was_reps, was_lapses)"
            " VALUES (?, 1, 1, ?, 'grade', 3, ?, 5000, ?, 'old', 'FSRS-6', 2, 10.0, 5.0, ?, ?, 3, 0)",
            (
                (review_log.compute_id_range(1, moment)[0], 1 + n % cards, moment, make_key(moment), at, at)
                for n, moment in enumerate(range(at - 86_400_000 - rows * 60_000, at - 86_400_000, 60_000))
            ),
        )


@contextmanager
def open_server_database(wish: str) -> Iterator[str]:
    """Yield the address of an empty PostgreSQL database: the one that is named, or one of a server started here."""
    if wish != "postgresql":
        yield wish
        return
    # Only here: the server of the tests is a tool of development.
    from tests.databases import DURABLE, Server

    server = Server(DURABLE)
    try:
        server.run_sql("CREATE DATABASE benchmark")
        yield server.get_address("benchmark")
    finally:
        server.remove()


def tidy_server_database(address: str) -> None:
    """Clear away what filling left behind, as the server itself does a minute later (autovacuum).

    Every card was new at first: until then each grade steps over a hundred thousand dead rows of the index of new cards.
    """
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


class Ours:
    """The app's own calls, as the practice page makes them."""

    def __init__(self, ws: Workspace, cards: int, now: datetime) -> None:
        self.ws, self.now, self.asked = ws, now, ""
        blocks = [
            Question(
                id=f"card-{n}",
                kind="recall",
                topic="t",
                prompt=f"What is card-{n}?",
                answer=f"card-{n}",
                eli8="",
                line=n,
                last=n,
            )
            for n in range(cards)
        ]
        self.deck = Deck(Meta(), "Big", (Section("t", "Topic", 2, 1),), tuple(blocks))
        self.shown = practice.load_next_card(ws, WHO, "big", now).shown

    def step(self) -> float:
        """Milliseconds for one grade and the next card."""
        if self.shown is None:
            raise RuntimeError("the benchmark ran out of cards")
        self.now += timedelta(seconds=5)
        key = make_key(to_ms(self.now))  # the page has it since the card was shown
        start = time.perf_counter()
        _, screen = practice.answer_card(self.ws, WHO, self.shown, Rating.GOOD, self.now, key)
        self.shown = screen.shown
        if self.shown is not None:
            self.asked = exercises.make_exercise(self.deck, self.shown.card, self.shown.seed).prompt
        return (time.perf_counter() - start) * 1000


class Peer:
    """Anki in its own process: told to take a number of steps, it answers with their milliseconds."""

    def __init__(self, folder: Path, cards: int, rows: int, due: int) -> None:
        python = PEER_HOME / "bin" / "python"
        if not python.exists():
            venv.create(PEER_HOME, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "-q", "anki"], check=True)
        notes = folder / "memories.json"
        notes.write_text(json.dumps(list(make_memories(cards, due))))
        command = [python, PEER, folder / "peer.anki2", notes, str(rows)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._ask("")

    def _ask(self, line: str) -> list[float]:
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("no pipes")
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        answer: list[float] = json.loads(self.process.stdout.readline())
        return answer

    def steps(self, count: int) -> list[float]:
        """Milliseconds for each of `count` grades with the next card."""
        return self._ask(str(count))

    def close(self) -> None:
        """Let it end."""
        self.process.communicate("quit\n", timeout=60)


def main() -> None:
    """Build both, grade in alternating blocks so that both meet the same machine, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--log", type=int, default=1_000_000)
    parser.add_argument("--grades", type=int, default=1_000, help=f"in blocks of {BLOCK}: at least that many")
    parser.add_argument("--database", default="", help="postgresql, or the address of an empty PostgreSQL database")
    options = parser.parse_args()
    if options.grades < BLOCK:
        parser.error(f"--grades is at least {BLOCK}")
    due = options.grades + 2 * BLOCK
    now = datetime.now(UTC).replace(hour=12)
    with ExitStack() as stack:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="rehearsal-benchmark-"))
        places = [Workspace(Path(name), Path(name))]
        if options.database:
            address = stack.enter_context(open_server_database(options.database))
            places.append(Workspace(Path(name) / "server", Path(name), address))
        for ws in places:
            build_database(ws, options.cards, options.log, due, now)
        if options.database:
            tidy_server_database(address)
        # SQLite's copy, and PostgreSQL's where it is measured.
        sides = [Ours(ws, options.cards, now) for ws in places]
        peer = Peer(Path(name), options.cards, options.log, due)
        # What was built above is no garbage of a grade's.
        gc.collect()
        gc.freeze()  # as server/startup.py does
        times: list[list[float]] = [[] for _ in sides]
        theirs: list[float] = []
        for side in sides:
            [side.step() for _ in range(20)]
        peer.steps(20)
        for _ in range(options.grades // BLOCK):
            for side, side_times in zip(sides, times, strict=True):
                side_times += [side.step() for _ in range(BLOCK)]
            theirs += peer.steps(BLOCK)
        peer.close()
        for ws in places:
            close_idle(ws.database)
    print(f"sqlite {sqlite3.sqlite_version}, {options.cards} cards, {options.log} log rows, {due} due", file=sys.stderr)
    for label, part in (("median", 0.5), ("p99", 0.99)):
        a, b = compute_percentile(times[0], part), compute_percentile(theirs, part)
        line = {"name": f"grade, commit, next card: {label}", "ours_ms": round(a, 3), "peer_ms": round(b, 3)}
        server = {"postgresql_ms": round(compute_percentile(times[1], part), 3)} if options.database else {}
        print(json.dumps({**line, "ratio": round(a / b, 2), **server}))


if __name__ == "__main__":
    main()
