"""Cards that get other names because an author edited the text they are named after."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from store.connection import Connection
from store.tables.library import decks


@dataclass(frozen=True, slots=True)
class RetiredCard:
    """A card that left its deck with its history. `source` names the question it came from."""

    name: str
    source: str
    prompt: str


def list_retired(connection: Connection, deck: int) -> tuple[RetiredCard, ...]:
    """Return the cards that left the deck, the latest first."""
    rows = connection.execute(
        "SELECT name, source, prompt FROM cards WHERE deck = ? AND retired_at IS NOT NULL"
        " ORDER BY retired_at DESC, id DESC",
        (deck,),
    )
    return tuple(RetiredCard(*row) for row in rows)


def rename_sources(
    connection: Connection,
    deck: int,
    renamed: Mapping[str, str],
    fresh: Collection[str],
    now: int,
    concerned: Callable[[str], bool] = lambda kind: True,
) -> None:
    """Give the cards of each source in `renamed` (old id to new id) the new one's name; call it inside a transaction.

    `concerned` says of a kind of card whether these sources are its: a question and a decision may share an id.

    Cards keep their numbers, and with them every learner's history; old names stay as aliases. Renames may form
    chains and circles. `fresh` are ids that begin anew: whatever had one keeps its history under a name that no text
    has, and so does a card that is in the way of a rename.
    """
    every = connection.execute("SELECT id, name, source, kind FROM cards WHERE deck = ?", (deck,))
    rows = [(number, name, source) for number, name, source, kind in every if concerned(kind)]
    moving = {old: new for old, new in renamed.items() if old != new}
    arriving = set(moving.values()) | set(fresh)
    aside = {source for _, _, source in rows if source in arriving and source not in moving}
    steps = {**moving, **{source: f"{source}~was~{now}" for source in aside}}
    changed = [
        (number, name, steps[source], steps[source] + name[len(source) :])
        for number, name, source in rows
        if source in steps and name.startswith(source)
    ]
    # Names are unique in a deck: all are set aside before the first gets its new one, which may be the old one of another.
    connection.executemany(
        "UPDATE cards SET name = '~moving~' || CAST(id AS TEXT) WHERE id = ?", [(n,) for n, *_ in changed]
    )
    connection.executemany(
        "UPDATE cards SET name = ?, source = ? WHERE id = ?", [(new, source, n) for n, _, source, new in changed]
    )
    # A name that a card has now must not lead to another card as well; old names do from here on, unless one is in use again.
    names_in_use = [(deck, new) for _, _, _, new in changed] + [(deck, name) for name in fresh]
    connection.executemany("DELETE FROM aliases WHERE deck = ? AND name = ?", names_in_use)
    now_used = {new for _, _, _, new in changed} | set(fresh)
    connection.executemany(
        decks.SQL_SAVE_ALIAS,
        [(deck, old, n, now) for n, old, _, _ in changed if old not in now_used],
    )
