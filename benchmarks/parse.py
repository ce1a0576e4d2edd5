"""How long the reader takes, against bare markdown-it-py on the same text in the same run.

Prints one JSON line a case: {"name", "size" (bytes), "ours_ms", "peer_ms", "ratio"}; the ratio is the median of paired runs.
Run: `python benchmarks/parse.py [--quick]`.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from markdown_it import MarkdownIt

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from deck.parser import parse  # noqa: E402

PEER = MarkdownIt("commonmark").enable("table")


def make_deck_text(size: int) -> str:
    """Shipped decks over and over until `size` bytes, each copy with words of its own so that nothing stands twice."""
    base = "\n\n".join(
        p.read_text(encoding="utf-8").split("---\n", 2)[-1] for p in sorted((ROOT / "content").glob("*.md"))
    )
    copies, length, number = [], 0, 0
    while length < size:
        number += 1
        copy = "\n".join(_mark_line(line, number) for line in base.split("\n"))
        copies.append(copy)
        length += len(copy.encode())
    text = "\n\n".join(copies).encode()[:size].decode(errors="ignore")
    return text[: text.rfind("\n\n")] + "\n"


def _mark_line(line: str, number: int) -> str:
    if line.startswith("#"):
        return line.replace("{#", f"{{#n{number}-") if "{#" in line else f"{line} {number}"
    line = line.replace("{#", f"{{#n{number}-")
    return f"{line} {number}" if line[:1].isalpha() and line[-1:].isalpha() else line


def list_worst_cases() -> Iterator[tuple[str, str]]:
    """Texts that are hard on a markdown parser."""
    yield "nested-quotes", "\n".join(">" * 200 + f" line {i}" for i in range(300))
    yield "nested-lists", "\n".join("  " * (i % 200) + f"- item {i}" for i in range(4000))
    yield "one-line", "word " * 1_000_000
    yield "headings", "\n".join(f"## Heading {i}" for i in range(100_000))
    yield "emphasis", "**a *b " * 8_000
    yield "labels", "\n\n".join(f"**Question:** Why {i}?\n\n**Answer:** Because {i}." for i in range(15_000))
    yield (
        "stamps",
        "# Incident\n\n" + "\n".join(f"- {i // 60 % 24:02d}:{i % 60:02d} something {i}" for i in range(10_000)),
    )
    yield (
        "bold-events",
        "# Incident\n\n" + "\n\n".join(f"**{i // 60 % 24:02d}:{i % 60:02d}** – it goes {i}" for i in range(10_000)),
    )
    yield "damage", "â€œquotedâ€ and donâ€™t â†’ everything " * 4_000


def time_call(call: Callable[[], object]) -> float:
    """Milliseconds of processor time of one call: other processes of a shared machine do not count."""
    gc.collect()
    start = time.process_time()
    call()
    return (time.process_time() - start) * 1000


def compare(name: str, text: str, runs: int) -> None:
    """Time both in turn and print a line."""
    pairs = [(time_call(lambda: parse(text)), time_call(lambda: PEER.parse(text))) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    ours, peer = statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
    row = {
        "name": name,
        "size": len(text.encode()),
        "ours_ms": round(ours, 2),
        "peer_ms": round(peer, 2),
        "ratio": round(ratio, 3),
    }
    print(json.dumps(row), flush=True)


def main() -> None:
    """All cases: made-up decks by size, the decks that ship, and what is hard."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out what takes longer than a few seconds")
    quick = parser.parse_args().quick
    parse(make_deck_text(20_000))
    for size, runs in ((50_000, 9), (500_000, 5), (5_000_000, 3), (10_000_000, 1)):
        if not quick or size <= 500_000:
            compare("deck", make_deck_text(size), runs)
    for path in sorted((ROOT / "content").glob("*.md")):
        compare(path.stem, path.read_text(encoding="utf-8"), 9)
    for name, text in list_worst_cases():
        compare(name, text, 1 if len(text) > 1_000_000 else 3)


if __name__ == "__main__":
    main()
