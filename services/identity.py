"""On publish: which question continues which, and what that does to the cards learners have histories with."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from deck.identity_match import Item, Match, Matching, match
from deck.model import Deck
from store import decks as table
from store import renames

NEW = ""  # the author's answer for "this is a new question"


@dataclass(frozen=True, slots=True)
class Plan:
    """What publishing a text would do to histories.

    `ask` are the pairs an author should look at: near texts, and ids that were given to another text. `returning` pairs
    questions that had left the deck with the ones that bring them back; `removed` will be retired, `added` begin anew.
    """

    matching: Matching
    ask: tuple[Match, ...]
    returning: tuple[Match, ...]
    added: tuple[Item, ...]
    removed: tuple[Item, ...]


def plan(connection: sqlite3.Connection, deck_row: int, old: Deck | None, new: Deck) -> Plan:
    """Match a new text with the newest published one, and what is new in it with what once left the deck."""
    found = match(old if old is not None else (), new, _retired(connection, deck_row))
    asked = tuple(m for m in (*found.matches, *found.returning) if not m.sure)
    return Plan(found, asked, found.returning, found.added, found.removed)


def apply(
    connection: sqlite3.Connection, deck_row: int, planned: Plan, chosen: Mapping[str, str] | None, now: int
) -> None:
    """Rename cards as planned; call it in the transaction that publishes, before the new card list is set.

    `chosen` maps a new question's id to the old one's id whose history it continues, or to `NEW`; what is not in it goes
    by the default.
    """
    renamed: dict[str, str] = {}
    fresh: set[str] = set()
    chosen = chosen or {}
    for pair in (*planned.matching.matches, *planned.returning):
        default = pair.old.id if pair.keep else NEW
        if chosen.get(pair.new.id, default) == pair.old.id:
            renamed[pair.old.id] = pair.new.id
        else:
            fresh.add(pair.new.id)
    renames.rename_sources(connection, deck_row, renamed, fresh - set(renamed.values()), now)


def _retired(connection: sqlite3.Connection, deck_row: int) -> tuple[Item, ...]:
    """Retired questions as items, the latest first."""
    found: dict[str, Item] = {}
    for card in renames.retired(connection, deck_row):
        if card.prompt and card.name == card.source:
            found.setdefault(card.source, Item(card.source, "question", card.prompt, "", "", len(found), False))
    return tuple(found.values())


def publish(
    connection: sqlite3.Connection,
    row: table.DeckRow,
    old: Deck | None,
    new: Deck,
    cards: tuple[table.CardRow, ...],
    now: int,
    chosen: Mapping[str, str] | None = None,
) -> Plan:
    """Match, rename, and set the deck's cards. Call it inside a transaction."""
    planned = plan(connection, row.id, old, new)
    apply(connection, row.id, planned, chosen, now)
    table.set_cards(connection, row.id, cards, now)
    return planned
