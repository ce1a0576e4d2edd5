"""What a mentor does with a deck: see its versions, compare and publish them, go back to one, merge two edits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import deck as reader
from deck.editing import id_writer
from deck.markdown.source import decode_text
from deck.model import Deck
from deck.versioning import diff, merge
from errors import UserError
from services.connections import connect
from services.library import audience, card_matching, catalog
from services.library.authors import describe_note, name_author
from services.library.card_matching import HistoryPlan
from services.library.deck_lookup import NoSuchDeckError
from services.library.versions import publish_version
from services.roles import require_mentor
from services.workspace import Workspace
from store.connection import Connection, from_ms, to_ms, transaction
from store.tables.library import deck_audiences
from store.tables.library import decks as table

# A deck of so many questions is taken in within a few seconds (docs/testing.md); what is larger is several decks.
MAX_QUESTIONS = 20_000
_MENTORS_ONLY = "Only mentors publish decks here."


@dataclass(frozen=True, slots=True)
class Version:
    """A published text. `number` counts from 1 within the deck, `published_at` is aware, `size` in bytes."""

    number: int
    author: str
    note: str
    published_at: datetime
    sha: str
    size: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed between two versions: a unified diff, and the same by question."""

    lines: tuple[str, ...]
    changes: tuple[diff.DeckChange, ...]


@dataclass(frozen=True, slots=True)
class ImportedSource:
    """The text of a deck that is to be added. `title` is what messages call it."""

    deck_id: str
    title: str
    source: str
    author: str
    note: str


class ConflictError(UserError):
    """Somebody published since the text was opened. `theirs` is their version; `merged` is the attempt to join both."""

    def __init__(self, theirs: Version, text: str, merged: merge.MergeOutcome) -> None:
        by = f" by {theirs.author}" if theirs.author else ""
        super().__init__(
            f"Version {theirs.number} was published{by} while you were writing.",
            "Nothing was overwritten. Merge the two below, then publish.",
        )
        self.theirs, self.text, self.merged = theirs, text, merged


def list_versions(ws: Workspace, deck_id: str) -> tuple[Version, ...]:
    """Return all versions, newest first; none for a deck that does not exist yet."""
    with connect(ws) as connection:
        row = table.find_deck(connection, deck_id)
        return tuple(to_version(connection, v) for v in table.list_versions(connection, row.id)) if row else ()


def get_newest_number(ws: Workspace, deck_id: str) -> int:
    """Return the number of the newest version, 0 for a deck that does not exist yet."""
    with connect(ws) as connection:
        row = table.find_deck(connection, deck_id)
        version = table.load_newest_version(connection, row.id) if row else None
        return version.number if version else 0


def load_text(ws: Workspace, deck_id: str, number: int) -> str:
    """Return the source of a version as it was published. Raises UserError when there is no such version."""
    with connect(ws) as connection:
        return decode_text(table.load_text(connection, _require_version(connection, deck_id, number)[1].id))[0]


def compare_versions(ws: Workspace, deck_id: str, old: int, new: int) -> Comparison:
    """Return what changed from one version to another, in either direction.

    Raises UserError when there is no such version.
    """
    names = (f"version {old}", f"version {new}")
    return compare_texts(load_text(ws, deck_id, old), load_text(ws, deck_id, new), names)


def compare_texts(old: str, new: str, names: tuple[str, str]) -> Comparison:
    """Return what changed from one text to another."""
    return Comparison(diff.diff_lines(old, new, names), diff.list_changes(reader.parse(old), reader.parse(new)))


def plan_publication(ws: Workspace, learner: int, deck_id: str, parsed: Deck) -> HistoryPlan:
    """Return what publishing this text would do to learners' histories; nothing is changed.

    Raises UserError for a deck that the learner may not write.
    """
    with connect(ws) as connection:
        row = _find_writable(connection, learner, deck_id)
        before = table.load_newest_version(connection, row.id) if row else None
        if row is None or before is None:
            return card_matching.plan_histories(connection, 0, None, parsed)
        return card_matching.plan_histories(
            connection, row.id, reader.parse(table.load_text(connection, before.id)), parsed
        )


def publish_text(
    ws: Workspace,
    learner: int,
    deck_id: str,
    source: str,
    *,
    base: int,
    now: datetime,
    author: str = "",
    note: str = "",
    continuations: Mapping[str, str] | None = None,
    private: bool = False,
) -> Version:
    """Make the text the newest version. `base` is the version it was written from, 0 for a new deck, which is its author's
    alone when `private`.

    `continuations` maps ids of new questions to the old ids whose histories they continue, or to
    `services.library.card_matching.NEW_QUESTION` for none; whatever is missing goes by the default. Where people log in, the
    version names the person, whatever `author` says. A text that is published already is not published twice.

    Raises ConflictError when there is a version newer than `base`, UserError when the text cannot be a deck or the learner
    may not author.
    """
    # Read before the transaction, since a large deck takes seconds.
    refuse_merge_marks(source)
    data = source.encode("utf-8", errors="replace")
    parsed = parse_publishable(data)
    with connect(ws) as connection, transaction(connection):
        require_mentor(connection, learner, _MENTORS_ONLY)
        row = _find_writable(connection, learner, deck_id)
        current = table.load_newest_version(connection, row.id) if row else None
        if current is not None and current.number != base and current.sha != table.compute_sha(data):
            raise _build_conflict(connection, row, current, base, source)
        # Also for a deck that is there: one that had been removed comes back.
        row = table.create_deck(connection, deck_id, row.origin if row else "added", to_ms(now))
        name = name_author(connection, learner, author)
        version = publish_version(connection, row, data, parsed, name, note, to_ms(now), continuations)
        if private and current is None:
            audience.make_private(connection, learner, row.id)
        note_author(connection, version, current, learner)
        return to_version(connection, version)


def publish_imported(
    ws: Workspace, learner: int, sources: Sequence[ImportedSource], now: datetime
) -> tuple[Version, ...]:
    """Make each text the newest version of its deck, all of them or none.

    Raises UserError when one cannot be a deck or the learner may not author; of several, it names the one.
    """
    # Read before the transaction, since a large deck takes seconds.
    texts = []
    for imported in sources:
        with _naming_deck(imported, len(sources)):
            refuse_merge_marks(imported.source)
            data = imported.source.encode("utf-8", errors="replace")
            texts.append((imported, data, parse_publishable(data)))
    versions = []
    with connect(ws) as connection, transaction(connection):
        require_mentor(connection, learner, _MENTORS_ONLY)
        for imported, data, parsed in texts:
            with _naming_deck(imported, len(sources)):
                row = _find_writable(connection, learner, imported.deck_id)
                current = table.load_newest_version(connection, row.id) if row else None
                row = table.create_deck(connection, imported.deck_id, row.origin if row else "added", to_ms(now))
                name = name_author(connection, learner, imported.author)
                version = publish_version(connection, row, data, parsed, name, imported.note, to_ms(now))
                note_author(connection, version, current, learner)
                versions.append(to_version(connection, version))
    return tuple(versions)


@contextmanager
def _naming_deck(imported: ImportedSource, count: int) -> Iterator[None]:
    """Have an error say which of several decks it is about, and that none was added."""
    try:
        yield
    except UserError as error:
        if count == 1:
            raise
        message = f"“{imported.title}” cannot be added, so none of the {count} decks was. {error}"
        raise UserError(message, error.remedy) from error


def roll_back(ws: Workspace, learner: int, deck_id: str, number: int, now: datetime, author: str = "") -> Version:
    """Publish an old version again, as a new one. Raises UserError when there is no such version."""
    with connect(ws) as connection, transaction(connection):
        require_mentor(connection, learner, _MENTORS_ONLY)
        _find_writable(connection, learner, deck_id)
        row, version = _require_version(connection, deck_id, number)
        current = table.load_newest_version(connection, row.id)
        data = table.load_text(connection, version.id)
        name = name_author(connection, learner, author)
        restored = publish_version(
            connection, row, data, reader.parse(data), name, f"Back to version {number}", to_ms(now)
        )
        note_author(connection, restored, current, learner)
        return to_version(connection, restored)


def add_ids(source: str) -> tuple[str, int]:
    """Return the text with `{#id}` on every question, and how many were written."""
    return id_writer.write_ids(source)


def parse_publishable(data: bytes) -> Deck:
    """Return the deck of a text that is about to be published.

    Raises UserError for one that is empty, too large or no text.
    """
    catalog.check_deck_bytes(data)
    parsed = reader.parse(data)
    question_count = len(parsed.questions) + len(parsed.counter_questions)
    if question_count > MAX_QUESTIONS:
        raise UserError(
            f"This deck has {question_count:,} questions; the most a deck can have is {MAX_QUESTIONS:,}.",
            "Split the deck into several.",
        )
    return parsed


def _find_writable(connection: Connection, learner: int, deck_id: str) -> table.DeckRow | None:
    """Return the deck of this name, None where there is none. Raises UserError for one that the learner may not write."""
    row = table.find_deck(connection, deck_id)
    if row is not None:
        try:
            audience.require_editable(connection, learner, row.id)
        except NoSuchDeckError:
            raise UserError("This name is taken by a deck of somebody else.", "Choose another name.") from None
    return row


def note_author(
    connection: Connection, version: table.VersionRow, before: table.VersionRow | None, learner: int
) -> None:
    """Record whose words a version is, unless that is recorded already."""
    if before is None or version.id != before.id:
        deck_audiences.note_author(connection, version.id, learner)


def refuse_merge_marks(source: str) -> None:
    """Raise UserError for a text in which the marks of a merge are left."""
    if merge.has_conflict_marks(source):
        line = next(n for n, text in enumerate(source.split("\n"), 1) if text.startswith(merge.OURS_MARK))
        raise UserError(
            f"Line {line} still has the marks of a merge.", "Keep the lines you want, delete the others and the marks."
        )


def _build_conflict(
    connection: Connection, row: table.DeckRow | None, current: table.VersionRow, base: int, source: str
) -> ConflictError:
    theirs = decode_text(table.load_text(connection, current.id))[0]
    versions = {v.number: v for v in table.list_versions(connection, row.id)} if row else {}
    ancestor = decode_text(table.load_text(connection, versions[base].id))[0] if base in versions else ""
    names = ("your text", f"version {current.number}")
    return ConflictError(to_version(connection, current), theirs, merge.merge_texts(ancestor, source, theirs, names))


def _require_version(connection: Connection, deck_id: str, number: int) -> tuple[table.DeckRow, table.VersionRow]:
    row = table.find_deck(connection, deck_id)
    version = next((v for v in table.list_versions(connection, row.id) if v.number == number), None) if row else None
    if row is None or version is None:
        raise UserError(f"There is no version {number} of this deck.", "Choose one from the list.")
    return row, version


def to_version(connection: Connection, row: table.VersionRow) -> Version:
    """Return a version as people see it."""
    size = len(table.load_text(connection, row.id))
    return Version(row.number, row.author, describe_note(connection, row), from_ms(row.created_at), row.sha, size)
