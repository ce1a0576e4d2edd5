"""Cards that get other names because an author edited the text they are named after."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retired:
    """A card that left its deck with its history. `source` names the question it came from."""

    name: str
    source: str
    kind: str
    prompt: str


def retired(connection: sqlite3.Connection, deck: int) -> tuple[Retired, ...]:
    """The cards that left the deck, the latest first."""
    rows = connection.execute(
        "SELECT name, source, kind, prompt FROM cards WHERE deck = ? AND retired_at IS NOT NULL"
        " ORDER BY retired_at DESC, id DESC",
        (deck,),
    )
    return tuple(Retired(*row) for row in rows)


def rename_sources(
    connection: sqlite3.Connection, deck: int, renamed: Mapping[str, str], apart: Collection[str], now: int
) -> None:
    """Give the cards of each source in `renamed` (old id to new id) the new one's name; call it inside a transaction.

    Cards keep their numbers, and with them every learner's history; old names stay as aliases. Renames may form chains
    and circles. `apart` are sources whose id goes on as a new question: their cards keep their history under another name.
    A retired card in the way of a rename, or a live one that is replaced, is set aside likewise.
    """
    rows = connection.execute("SELECT id, name, source FROM cards WHERE deck = ?", (deck,)).fetchall()
    moving = {
        number: (name, renamed[source] + name[len(source) :])
        for number, name, source in rows
        if source in renamed and name.startswith(source) and renamed[source] != source
    }
    wanted = {new for _, new in moving.values()}
    for number, name, source in rows:
        if number not in moving and (source in apart or name in wanted):
            _name(connection, number, f"{name}~was~{number}")
    for number in moving:
        _name(connection, number, f"~moving~{number}")
    for number, (old, new) in moving.items():
        _name(connection, number, new)
        connection.execute("DELETE FROM aliases WHERE deck = ? AND name = ?", (deck, new))
    for number, (old, _) in moving.items():
        # A name that another card took over in this very change is no alias any more.
        if old not in wanted:
            connection.execute(
                "INSERT OR REPLACE INTO aliases (deck, name, card, created_at) VALUES (?, ?, ?, ?)",
                (deck, old, number, now),
            )


def _name(connection: sqlite3.Connection, number: int, name: str) -> None:
    connection.execute("UPDATE cards SET name = ? WHERE id = ?", (name, number))
