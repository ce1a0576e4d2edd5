"""Decks on disk: files of the content folder become versions when they change, and leave the shelf when they are gone."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import deck as reader
from deck.markdown.ids import slugify_file_name
from deck.markdown.source import decode_text
from deck.versioning import merge
from quiz import exercises
from services.connections import connect
from services.library import matching
from services.library.versions import build_card_rows, load_parsed_version, publish_version
from services.workspace import Workspace
from store.connection import Connection, to_ms, transaction
from store.tables import decks as table
from store.tables import memory_states


@dataclass(frozen=True, slots=True)
class _FileState:
    """A file as `sync` last saw it: when both are the same it is not read again."""

    modified_ns: int
    size: int


_lock = threading.Lock()
_seen: dict[tuple[Path, Path], _FileState] = {}
_synced: set[Path] = set()


def sync_content(ws: Workspace, now: datetime) -> None:
    """Take over every `*.md` of the content folder whose text changed, as a new version; retire decks whose file is
    gone.

    A file that did not change since it was last taken over never overwrites a version made in the app. Costs one stat
    a file when nothing changed. The first call of a process also brings the card lists up to date with this program's
    reader.
    """
    files = _assign_slugs(sorted(ws.content.glob("*.md")))
    with _lock:
        changed = {
            slug: path for slug, path in files.items() if _seen.get((ws.database, path)) != _read_file_state(path)
        }
        gone = [key for key in _seen if key[0] == ws.database and key[1] not in files.values()]
        first = ws.database not in _synced
        if not changed and not gone and not first:
            return
        looks = {path: _read_file_state(path) for path in changed.values()}
        with connect(ws) as connection:
            for slug, path in changed.items():
                # A file that cannot be read now must not close every screen; its last version stays on the shelf.
                with contextlib.suppress(OSError):
                    _take_over_file(connection, slug, path, to_ms(now))
            _retire_missing(connection, set(files), to_ms(now))
            if first:
                _refresh_cards(connection, to_ms(now))
        for key in gone:
            del _seen[key]
        _synced.add(ws.database)
        _seen.update({(ws.database, path): look for path, look in looks.items()})


def _take_over_file(connection: Connection, slug: str, path: Path, now: int) -> None:
    data = path.read_bytes()
    sha = table.compute_sha(data)
    row = table.find_deck(connection, slug)
    if row and row.file_sha == sha and row.retired_at is None:
        return
    parsed = reader.parse(data)
    with transaction(connection):
        row = table.create_deck(connection, slug, "content", now)
        # Another process may have taken it over meanwhile.
        if row.file_sha != sha:
            joined, note = _merge_with_published(connection, row, data, path.name)
            if joined != data:
                # Kept beside it, so that the next change of the file has its ancestor.
                table.add_version(
                    connection, row.id, data, parsed.meta.author, f"{path.name} itself", now, published=False
                )
                parsed = reader.parse(joined)
            publish_version(connection, row, joined, parsed, parsed.meta.author, note, now)
            table.record_file_sha(connection, row.id, sha)


def _merge_with_published(connection: Connection, row: table.DeckRow, data: bytes, name: str) -> tuple[bytes, str]:
    """Return the file's text with what was published in the app since it was last taken over, and a note that says
    so.

    Where both changed the same lines the file goes first: the note names the version that is not in it.
    """
    current = table.load_newest_version(connection, row.id)
    known = {v.sha: v for v in reversed(table.list_versions(connection, row.id))}
    ancestor = known.get(row.file_sha)
    if current is None or ancestor is None or current.sha == row.file_sha:
        return data, f"From {name}"
    base, ours, theirs = (
        decode_text(text)[0]
        for text in (table.load_text(connection, ancestor.id), table.load_text(connection, current.id), data)
    )
    merged = merge.merge_texts(base, ours, theirs)
    if merged.conflicts:
        return data, f"From {name}; version {current.number} was written in the app and is not in it"
    return merged.text.encode("utf-8", errors="replace"), f"From {name}, joined with version {current.number}"


def _retire_missing(connection: Connection, present: set[str], now: int) -> None:
    for row in table.list_decks(connection):
        if row.origin == "content" and row.slug not in present:
            table.retire_deck(connection, row.id, now)


def _refresh_cards(connection: Connection, now: int) -> None:
    """Bring card lists up to date: a newer reader may find other cards in the same text."""
    for row in table.list_decks(connection):
        version = table.load_newest_version(connection, row.id)
        if version:
            parsed = load_parsed_version(connection, version)
            rows = build_card_rows(parsed)
            if table.compute_cards_sha(rows) != row.cards_sha:
                with transaction(connection):
                    table.replace_cards(connection, row.id, rows, now)
                    memory_states.adopt_memories(connection, row.id, exercises.FORMS)
                    matching.repair_saved_decisions(connection, row.id, parsed)


def _read_file_state(path: Path) -> _FileState:
    status = path.stat()
    return _FileState(status.st_mtime_ns, status.st_size)


def _assign_slugs(paths: Iterable[Path]) -> dict[str, Path]:
    """Return the files by deck id; names that differ in decoration only are numbered."""
    found: dict[str, Path] = {}
    for path in paths:
        base = slugify_file_name(path.stem)
        name = next(s for s in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if s not in found)
        found[name] = path
    return found
