"""What a mentor does with a deck: see its versions, publish, compare, go back, join two edits."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import deck as reader
from deck import id_writer
from deck.markdown.source import decode
from deck.model import Deck
from deck.versioning import diff, merge
from errors import UserError
from services.connections import opened
from services.library import catalog, matching
from services.library.matching import Plan
from services.workspace import Workspace
from store.connection import from_ms, to_ms, transaction
from store.tables import decks as table

MOST_QUESTIONS = 20_000


@dataclass(frozen=True, slots=True)
class Version:
    """A published text. `number` counts from 1 within the deck, `at` is aware, `size` in bytes."""

    number: int
    author: str
    note: str
    at: datetime
    sha: str
    size: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two versions: a unified diff, and the same by question."""

    lines: tuple[str, ...]
    changes: tuple[diff.Change, ...]


class ConflictError(UserError):
    """Somebody published since the text was opened. `theirs` is their version; `merged` is the attempt to join both."""

    def __init__(self, theirs: Version, text: str, merged: merge.Merged) -> None:
        by = f" by {theirs.author}" if theirs.author else ""
        super().__init__(
            f"Version {theirs.number} was published{by} while you were writing.",
            "Nothing was overwritten. Join the two below, then publish.",
        )
        self.theirs, self.text, self.merged = theirs, text, merged


def may_author(ws: Workspace, learner: int) -> bool:
    """Whether this learner may publish decks and see everybody's results: everyone, since nobody
    signs in."""
    return learner > 0 and ws.data.is_absolute()


def versions(ws: Workspace, deck_id: str) -> tuple[Version, ...]:
    """All versions, newest first; none for a deck that does not exist yet."""
    with opened(ws) as connection:
        row = table.find(connection, deck_id)
        return tuple(_version(connection, v) for v in table.versions(connection, row.id)) if row else ()


def newest(ws: Workspace, deck_id: str) -> int:
    """The number of the newest version, 0 for a deck that does not exist yet."""
    with opened(ws) as connection:
        row = table.find(connection, deck_id)
        version = table.newest(connection, row.id) if row else None
        return version.number if version else 0


def text(ws: Workspace, deck_id: str, number: int) -> str:
    """The source of a version as it was published. Raises UserError when there is no such version."""
    with opened(ws) as connection:
        return decode(table.text(connection, _find(connection, deck_id, number)[1].id))[0]


def deck(ws: Workspace, deck_id: str, number: int) -> Deck:
    """A version, parsed. Raises UserError when there is no such version."""
    with opened(ws) as connection:
        return reader.parse(table.text(connection, _find(connection, deck_id, number)[1].id))


def compare(ws: Workspace, deck_id: str, old: int, new: int) -> Comparison:
    """What changed from one version to another, in either direction. Raises UserError when there is no such version."""
    one, other = text(ws, deck_id, old), text(ws, deck_id, new)
    names = (f"version {old}", f"version {new}")
    return Comparison(diff.lines(one, other, names), diff.changes(reader.parse(one), reader.parse(other)))


def compare_texts(old: str, new: str, names: tuple[str, str]) -> Comparison:
    """The same for two texts at hand."""
    return Comparison(diff.lines(old, new, names), diff.changes(reader.parse(old), reader.parse(new)))


def plan(ws: Workspace, deck_id: str, parsed: Deck) -> Plan:
    """What publishing this text would do to learners' histories; nothing is changed."""
    with opened(ws) as connection:
        row = table.find(connection, deck_id)
        before = table.newest(connection, row.id) if row else None
        if row is None or before is None:
            return matching.plan(connection, 0, None, parsed)
        return matching.plan(connection, row.id, reader.parse(table.text(connection, before.id)), parsed)


def publish(
    ws: Workspace,
    learner: int,
    deck_id: str,
    source: str,
    *,
    base: int,
    now: datetime,
    author: str = "",
    note: str = "",
    chosen: Mapping[str, str] | None = None,
) -> Version:
    """Make the text the newest version. `base` is the version it was written from, 0 for a new deck.

    `chosen` maps ids of new questions to the old ids whose histories they continue, `services.library.matching.NEW` for none;
    whatever is missing goes by the default. Raises ConflictError when there is a version newer than `base`, UserError
    when the text cannot be a deck or the learner may not author. A text that is published already is not published twice.
    """
    _permit(ws, learner)
    _refuse_marks(source)
    data = source.encode("utf-8", errors="replace")
    parsed = checked(data)
    with opened(ws) as connection, transaction(connection):
        row = table.find(connection, deck_id)
        current = table.newest(connection, row.id) if row else None
        if current is not None and current.number != base and current.sha != table.fingerprint(data):
            raise _conflict(connection, row, current, base, source)
        row = table.create(connection, deck_id, row.origin if row else "added", to_ms(now))
        made = catalog.publish(connection, row, data, parsed, author, note, to_ms(now), chosen)
        return _version(connection, made)


def roll_back(ws: Workspace, learner: int, deck_id: str, number: int, now: datetime, author: str = "") -> Version:
    """Publish an old version again, as a new one. Raises UserError when there is no such version."""
    _permit(ws, learner)
    with opened(ws) as connection, transaction(connection):
        row, version = _find(connection, deck_id, number)
        data = table.text(connection, version.id)
        made = catalog.publish(
            connection, row, data, reader.parse(data), author, f"Back to version {number}", to_ms(now)
        )
        return _version(connection, made)


def with_ids(source: str) -> tuple[str, int]:
    """The text with `{#id}` on every question, and how many were written."""
    return id_writer.write_ids(source)


def checked(data: bytes) -> Deck:
    """The deck of a text that is about to be published. Raises UserError for one that is empty, too large or no text."""
    catalog.refuse(data)
    parsed = reader.parse(data)
    asked = len(parsed.questions) + len(parsed.counter_questions)
    if asked > MOST_QUESTIONS:
        raise UserError(f"{asked:,} questions are more than {MOST_QUESTIONS:,}.", "Split the deck into several.")
    return parsed


def _permit(ws: Workspace, learner: int) -> None:
    if not may_author(ws, learner):
        raise UserError("Only mentors publish decks here.", "Ask a mentor of this instance.")


def _refuse_marks(source: str) -> None:
    if merge.has_marks(source):
        line = next(n for n, text in enumerate(source.split("\n"), 1) if text.startswith(merge.OURS))
        raise UserError(
            f"Line {line} still has the marks of a merge.", "Keep the lines you want, delete the others and the marks."
        )


def _conflict(
    connection: sqlite3.Connection, row: table.DeckRow | None, current: table.VersionRow, base: int, source: str
) -> ConflictError:
    theirs = decode(table.text(connection, current.id))[0]
    known = {v.number: v for v in table.versions(connection, row.id)} if row else {}
    ancestor = decode(table.text(connection, known[base].id))[0] if base in known else ""
    names = ("your text", f"version {current.number}")
    return ConflictError(_version(connection, current), theirs, merge.merge(ancestor, source, theirs, names))


def _find(connection: sqlite3.Connection, deck_id: str, number: int) -> tuple[table.DeckRow, table.VersionRow]:
    row = table.find(connection, deck_id)
    found = next((v for v in table.versions(connection, row.id) if v.number == number), None) if row else None
    if row is None or found is None:
        raise UserError(f"There is no version {number} of this deck.", "Choose one from the list.")
    return row, found


def _version(connection: sqlite3.Connection, row: table.VersionRow) -> Version:
    size = len(table.text(connection, row.id))
    return Version(row.number, row.author, row.note, from_ms(row.created_at), row.sha, size)
