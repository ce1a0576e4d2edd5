"""The library: the decks on the shelf, each by its newest version; an uploaded file becomes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import deck as reader
from deck.model import Deck
from deck.versioning.ids import file_slug
from errors import UserError
from services.connections import opened
from services.library.sync import sync
from services.library.versions import card_rows, parsed_version, publish
from services.workspace import Workspace
from store.connection import Connection, to_ms, transaction
from store.tables import decks as table

__all__ = ["LARGEST", "Added", "DeckCard", "add", "card_rows", "deck", "decks", "publish", "refuse", "slug_of", "sync"]

LARGEST = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DeckCard:
    """A deck on the shelf: `id` is its slug, `version` the number of its newest version, the rest are counts."""

    id: str
    title: str
    level: str
    description: str
    version: int
    questions: int
    counter_questions: int
    incidents: int
    scripts: int
    problems: int


@dataclass(frozen=True, slots=True)
class Added:
    """What an upload became."""

    card: DeckCard
    deck: Deck


def decks(ws: Workspace) -> tuple[DeckCard, ...]:
    """The shelf, by title."""
    with opened(ws) as connection:
        found = [_deck_card(connection, row) for row in table.all_decks(connection)]
    return tuple(sorted((card for card in found if card), key=lambda card: (card.title.casefold(), card.id)))


def deck(ws: Workspace, deck_id: str) -> Deck:
    """The newest version of a deck; the same object until there is a newer one. Raises UserError when there is no
    such deck.
    """
    with opened(ws) as connection:
        row = table.find(connection, deck_id)
        version = table.newest(connection, row.id) if row else None
        if version is None:
            raise UserError("There is no such deck.", "Choose another one in the sidebar.")
        return parsed_version(connection, version)


def add(ws: Workspace, name: str, data: bytes, now: datetime, author: str = "") -> Added:
    """Publish an uploaded file. A name that is on the shelf gets a new version: its questions keep their histories.

    Raises UserError when the file is empty, too large or no text.
    """
    refuse(data)
    parsed = reader.parse(data)
    with opened(ws) as connection:
        with transaction(connection):
            row = table.create(connection, slug_of(Path(name).stem), "added", to_ms(now))
            publish(connection, row, data, parsed, author, f"Uploaded as {name}", to_ms(now))
        row = _found(connection, row.slug)
        version = table.newest(connection, row.id)
        card = _deck_card(connection, row)
        if version is None or card is None:
            raise LookupError(row.slug)
        return Added(card, parsed_version(connection, version))


def refuse(data: bytes) -> None:
    """Raise UserError when this cannot be a deck's text: empty, too large, or no text."""
    if len(data) > LARGEST:
        raise UserError(
            f"The file is {len(data) / 1024 / 1024:.1f} MB; a deck may have {LARGEST // 1024 // 1024} MB.",
            "Split it into several decks.",
        )
    if not data.strip():
        raise UserError("The file is empty.", "Choose a markdown file with questions in it.")
    if b"\0" in data[:8192] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError("This is not a text file.", "Save it as markdown (.md) and try again.")


def slug_of(stem: str) -> str:
    """The id of a deck from its file's name: lower-case ASCII letters, digits and hyphens; "deck" when none is left."""
    return file_slug(stem)


def _found(connection: Connection, slug: str) -> table.DeckRow:
    row = table.find(connection, slug)
    if row is None:
        raise UserError("There is no such deck.", "Choose another one in the sidebar.")
    return row


def _deck_card(connection: Connection, row: table.DeckRow) -> DeckCard | None:
    version = table.newest(connection, row.id)
    if version is None:
        return None
    parsed = parsed_version(connection, version)
    return DeckCard(
        id=row.slug,
        title=parsed.title or row.slug,
        level=parsed.meta.level,
        description=parsed.meta.description,
        version=version.number,
        questions=len(parsed.questions),
        counter_questions=len(parsed.counter_questions),
        incidents=len(parsed.incidents),
        scripts=len(parsed.scripts),
        problems=len(parsed.problems),
    )
