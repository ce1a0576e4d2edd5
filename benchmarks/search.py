"""How long a search takes over 10 MB of decks, against a plain FTS5 query on the same text.

`python benchmarks/search.py [MEGABYTES]` prints, for each query, the best of seven in milliseconds, and the ratio.
`--database postgresql` measures the index on a PostgreSQL server as well, which is started for it; `--database postgresql://…` on
an empty database of a server that runs.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import deck as reader  # noqa: E402
from benchmarks.practice import open_server_database  # noqa: E402
from deck.model import Deck  # noqa: E402
from services.search.entries import list_entries  # noqa: E402
from services.search.index import SearchIndex  # noqa: E402
from services.search.server_index import ServerIndex  # noqa: E402
from services.workspace import Workspace  # noqa: E402
from store.connection import close_idle, session  # noqa: E402

BUDGET_MS = 50
QUERIES = (
    ("connection pool", '"connection" AND "pool"'),
    ("acks=all", '"acks all"'),
    ("@ControllerAdvice", '"controlleradvice"'),
    ("HTTP/2", '"http 2"'),
    ("idempotancy", '"idempotency"'),
    ("conection pol", '"connection" AND "pool"'),
    ("what is the", '"what" AND "is" AND "the"'),
    ("lock zebra", '"lock" OR "zebra"'),
)


def measure(call: Callable[[], object]) -> float:
    """Return the best of seven runs in milliseconds, after one that warms the caches."""
    call()
    times = []
    for _ in range(7):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return min(times) * 1000


def fill_index(index: SearchIndex | ServerIndex, decks: list[Deck], copies: int, what: str) -> None:
    """Index the decks several times, and say how long it took."""
    started = time.perf_counter()
    index.replace_decks((f"deck-{n}-{i}", 1, deck) for n in range(copies) for i, deck in enumerate(decks))
    print(f"built {what}, in {time.perf_counter() - started:.1f} s")


def build_plain(path: Path, texts: list[str]) -> sqlite3.Connection:
    """Return a bare FTS5 table of the same texts."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIRTUAL TABLE plain USING fts5(body)")
    connection.executemany("INSERT INTO plain VALUES (?)", ((text,) for text in texts))
    connection.commit()
    return connection


def main() -> int:
    """Build the indexes from the shipped decks, repeated, and time every query on each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("megabytes", type=float, nargs="?", default=10.0)
    parser.add_argument("--database", default="", help="postgresql, or the address of an empty PostgreSQL database")
    options = parser.parse_args()
    decks = [reader.parse(path.read_bytes()) for path in sorted((ROOT / "content").glob("*.md"))]
    size = sum(len(deck.text) for deck in decks) / 1e6
    copies = max(1, round(options.megabytes / size))
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        index = SearchIndex(Path(folder) / "search.sqlite3")
        fill_index(index, decks, copies, f"{copies * size:.1f} MB, SQLite")
        server = None
        if options.database:
            address = stack.enter_context(open_server_database(options.database))
            stack.callback(close_idle, address)
            server = ServerIndex(Workspace(data=Path(folder), content=Path(folder), address=address))
            fill_index(server, decks, copies, f"{copies * size:.1f} MB, PostgreSQL")
            with session(address) as connection:
                connection.execute("ANALYZE")  # as the server itself does a minute later
        texts = [f"{e.title} {e.body}" for deck in decks for e in list_entries(deck)] * copies
        plain = build_plain(Path(folder) / "plain.sqlite3", texts)
        sql = "SELECT rowid, snippet(plain, 0, '', '', '…', 24) FROM plain WHERE plain MATCH ? ORDER BY rank LIMIT 30"
        slowest = 0.0
        for query, match in QUERIES:
            ours = measure(lambda query=query: index.search(query))
            theirs = measure(lambda match=match: plain.execute(sql, (match,)).fetchall())
            line = f"{query:20} {ours:7.1f} ms   plain FTS5 {theirs:7.1f} ms   ratio {ours / theirs:.2f}"
            slowest = max(slowest, ours)
            if server is not None:
                on_server = measure(lambda query=query: server.search(query))
                line += f"   PostgreSQL {on_server:7.1f} ms"
                slowest = max(slowest, on_server)
            print(line)
    print(f"slowest {slowest:.1f} ms, budget {BUDGET_MS} ms")
    return 0 if slowest < BUDGET_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
