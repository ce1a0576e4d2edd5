"""The library: its decks, each by its newest version; an uploaded file becomes one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import deck as reader
from deck.markdown.ids import slugify_file_name
from deck.model import Deck
from errors import UserError
from services.connections import connect
from services.library import parsed_decks
from services.library.deck_lookup import NoSuchDeckError, require_deck
from services.library.versions import build_card_rows, describe_deck, load_parsed_version, publish_version
from services.workspace import Workspace
from store.connection import Connection, DatabaseName, to_ms, transaction
from store.tables.library import deck_summaries
from store.tables.library import decks as table

# A book of questions has a tenth of this, and the reader takes a few seconds for so much.
MAX_DECK_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DeckSummary:
    """A deck of the library: `id` is its slug, `version` the number of its newest version, the rest are counts."""

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
class AddedDeck:
    """What an upload became."""

    summary: DeckSummary
    deck: Deck


# The list of each database as it was made last, and the versions it was made from.
_lists: dict[DatabaseName, tuple[tuple[table.NewestVersion, ...], tuple[DeckSummary, ...]]] = {}


def list_decks(ws: Workspace) -> tuple[DeckSummary, ...]:
    """Return the decks of the library, by title: the same tuple until a version is published or a deck taken away."""
    with connect(ws) as connection:
        versions = table.list_newest_versions(connection)
        remembered = _lists.get(ws.database)
        if remembered is not None and remembered[0] == versions:
            return remembered[1]
        summaries = [_summarize_deck(connection, version) for version in versions]
    decks = tuple(sorted(summaries, key=lambda card: (card.title.casefold(), card.id)))
    _lists[ws.database] = versions, decks
    return decks


def load_deck(ws: Workspace, deck_id: str) -> Deck:
    """Return the newest version of a deck.

    The same object until there is a newer one. Raises UserError when there is no such deck.
    """
    return load_deck_and_hash(ws, deck_id)[1]


def load_deck_and_hash(ws: Workspace, deck_id: str) -> tuple[str, Deck]:
    """Return the newest version of a deck, behind the hash of its text. Raises UserError when there is no such deck."""
    with connect(ws) as connection:
        version = _require_newest_version(connection, require_deck(connection, deck_id).id)
        return version.sha, load_parsed_version(connection, version)


def add_deck(ws: Workspace, name: str, data: bytes, now: datetime, author: str = "") -> AddedDeck:
    """Publish an uploaded file. A name that is in the library gets a new version: its questions keep their histories.

    Raises UserError when the file is empty, too large or no text.
    """
    check_deck_bytes(data)
    parsed = reader.parse(data)
    rows = build_card_rows(parsed)
    with connect(ws) as connection:
        with transaction(connection):
            row = table.create_deck(connection, slugify_file_name(Path(name).stem), "added", to_ms(now))
            publish_version(connection, row, data, parsed, author, f"Uploaded as {name}", to_ms(now), rows=rows)
        newest = next(one for one in table.list_newest_versions(connection) if one.deck == row.id)
        version = _require_newest_version(connection, row.id)
        return AddedDeck(_summarize_deck(connection, newest), load_parsed_version(connection, version))


def check_deck_bytes(data: bytes) -> None:
    """Raise UserError when this cannot be a deck's text: empty, too large, or no text."""
    if len(data) > MAX_DECK_BYTES:
        raise UserError(
            f"The file is {len(data) / 1024 / 1024:.1f} MB; a deck may have {MAX_DECK_BYTES // 1024 // 1024} MB.",
            "Split it into several decks.",
        )
    if not data.strip():
        raise UserError("The file is empty.", "Choose a markdown file with questions in it.")
    # UTF-16, which begins with a mark of its byte order, is full of zeros.
    if b"\0" in data[:8192] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError("This is not a text file.", "Save it as markdown (.md) and try again.")


def _require_newest_version(connection: Connection, deck: int) -> table.VersionRow:
    """Return the newest published version of a deck, by its number. Raises NoSuchDeckError when it has none."""
    version = table.load_newest_version(connection, deck)
    if version is None:
        raise NoSuchDeckError
    return version


def _summarize_deck(connection: Connection, newest: table.NewestVersion) -> DeckSummary:
    summary = deck_summaries.load_summary(connection, newest.version, parsed_decks.get_reader_version())
    if summary is None:
        # A process with another version of the reader wrote it last. Read it here; the synchronisation stores it.
        summary = describe_deck(load_parsed_version(connection, _require_newest_version(connection, newest.deck)))
    return DeckSummary(id=newest.slug, version=newest.number, **{**summary, "title": summary["title"] or newest.slug})
