"""Anki's side of `practice.py`, run in an environment of its own: `practice_anki.py COLLECTION MEMORIES ROWS`.

Answers each line on stdin with a JSON line: "" when it is ready, a number with the milliseconds of that many steps.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from pathlib import Path

from anki.collection import AddNoteRequest, Card, Collection
from anki.scheduler.v3 import CardAnswer


def build(path: Path, memories: list[list[float]], rows: int) -> None:
    """Return a collection with these memories: notes through Anki, states and log by SQL."""
    collection = Collection(str(path))
    kind = collection.models.by_name("Basic")
    deck = collection.decks.id("Default")
    config = collection.decks.config_dict_for_deck_id(deck)
    config["rev"]["perDay"] = 9999
    collection.decks.update_config(config)
    collection.set_config("fsrs", True)
    for start in range(0, len(memories), 5000):
        requests = []
        for number in range(start, min(start + 5000, len(memories))):
            note = collection.new_note(kind)
            note["Front"], note["Back"] = f"What is card-{number}?", f"card-{number}"
            requests.append(AddNoteRequest(note=note, deck_id=deck))
        collection.add_notes(requests)
    today = collection.sched.today
    collection.close()
    connection = sqlite3.connect(path)
    numbers = [row[0] for row in connection.execute("SELECT id FROM cards ORDER BY id")]
    now = int(time.time())
    connection.executemany(
        "UPDATE cards SET type = 2, queue = 2, due = ?, ivl = ?, factor = 2500, reps = ?, data = ? WHERE id = ?",
        [
            (
                today if is_due else today + 1 + int(s) - int(e),
                max(1, round(s)),
                reps,
                json.dumps(
                    {"s": round(s, 4), "d": round(d, 3), "dr": 0.9, "decay": 0.1542, "lrt": now - 86400 * int(e)}
                ),
                number,
            )
            for number, (is_due, s, d, e, reps) in zip(numbers, memories, strict=True)
        ],
    )
    first = now * 1000 - 86_400_000 - rows * 60_000
    connection.executemany(
        "INSERT INTO revlog VALUES (?, ?, 0, 3, 10, 5, 2500, 5000, 1)",
        ((first + n * 60_000, numbers[n % len(numbers)]) for n in range(rows)),
    )
    connection.commit()
    connection.close()


def main() -> None:
    """Build, then answer."""
    path = Path(sys.argv[1])
    build(path, json.loads(Path(sys.argv[2]).read_text()), int(sys.argv[3]))
    collection = Collection(str(path))
    if collection.db.scalar("PRAGMA synchronous") != 2:
        sys.exit("the peer does not commit synchronously")
    queued = collection.sched.get_queued_cards(fetch_limit=1)
    for line in sys.stdin:
        if line.strip() == "quit":
            break
        times = []
        for _ in range(int(line or 0) if line.strip() else 0):
            start = time.perf_counter()
            top = queued.cards[0]
            card = Card(collection, backend_card=top.card)
            card.start_timer()
            collection.sched.answer_card(
                collection.sched.build_answer(card=card, states=top.states, rating=CardAnswer.GOOD)
            )
            queued = collection.sched.get_queued_cards(fetch_limit=1)
            Card(collection, backend_card=queued.cards[0].card).question()
            times.append((time.perf_counter() - start) * 1000)
        print(json.dumps(times), flush=True)
    collection.close()


if __name__ == "__main__":
    main()
