"""The library: decks on disk and uploaded ones become versions in the store; pages read the newest."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import deck as reader
from deck import decisions, merge
from deck.errors import UserError
from deck.identity import file_slug
from deck.model import CounterQuestion, Decision, Deck, Question
from deck.source import decode
from quiz import kinds
from quiz.kinds import decision
from services import identity
from services.opened import opened
from services.workspace import Workspace
from store import decks as table
from store.database import Connection, to_ms, transaction

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


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as `sync` last saw it: when both are the same it is not read again."""

    modified_ns: int
    size: int


_lock = threading.Lock()
_seen: dict[tuple[Path, Path], _Seen] = {}
_synced: set[Path] = set()


def sync(ws: Workspace, now: datetime) -> None:
    """Take over every `*.md` of the content folder whose text changed, as a new version; retire decks whose file is
    gone.

    A file that did not change since it was last taken over never overwrites a version made in the app. Costs one stat
    a file when nothing changed. The first call of a process also brings the card lists up to date with this program's
    reader.
    """
    files = _slugs(sorted(ws.content.glob("*.md")))
    with _lock:
        changed = {slug: path for slug, path in files.items() if _seen.get((ws.database, path)) != _look(path)}
        gone = [key for key in _seen if key[0] == ws.database and key[1] not in files.values()]
        first = ws.database not in _synced
        if not changed and not gone and not first:
            return
        looks = {path: _look(path) for path in changed.values()}
        with opened(ws) as connection:
            for slug, path in changed.items():
                # A file that cannot be read now must not close every screen; its last version stays on the shelf.
                with contextlib.suppress(OSError):
                    _take_over(connection, slug, path, to_ms(now))
            _retire_missing(connection, set(files), to_ms(now))
            if first:
                _refresh_cards(connection, to_ms(now))
        for key in gone:
            del _seen[key]
        _synced.add(ws.database)
        _seen.update({(ws.database, path): look for path, look in looks.items()})


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
        return _parsed(connection, version)


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
        return Added(card, _parsed(connection, version))


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


def card_rows(parsed: Deck) -> tuple[table.CardRow, ...]:
    """The cards of a deck as the store keeps them."""
    blocks = {b.id: b for b in parsed.blocks if isinstance(b, Question | CounterQuestion)}
    prints = {name: _fingerprint(block) for name, block in blocks.items()}
    decided = {d.id: _options(d) for incident in parsed.incidents for d in decisions.of(parsed, incident)}
    return tuple(
        table.CardRow(
            c.id,
            c.kind,
            c.source,
            c.topic,
            c.family,
            c.follows,
            "" if c.kind == decision.NAME else blocks[c.source].prompt if c.source in blocks else "",
            (decided if c.kind == decision.NAME else prints).get(c.source, ""),
            c.kept_only,
        )
        for c in kinds.cards(parsed)
    )


def _fingerprint(block: Question | CounterQuestion) -> str:
    """What is asked and answered, without where it stands: an edit elsewhere in the deck does not make a shown card
    stale.
    """
    said = [block.prompt, block.answer, *block.key_points]
    said += (
        [block.eli8, *(f"{c.right}{c.text}{c.why}" for c in block.choices)]
        if isinstance(block, Question)
        else [block.tests]
    )
    return table.fingerprint("\x1f".join(said).encode())[:16]


def _options(asked: Decision) -> str:
    """What is asked and offered at a decision."""
    said = [asked.prompt, *(f"{c.right}{c.text}{c.why}" for c in asked.choices)]
    return table.fingerprint("\x1f".join(said).encode("utf-8", "replace"))[:16]


def publish(
    connection: Connection,
    row: table.DeckRow,
    data: bytes,
    parsed: Deck,
    author: str,
    note: str,
    now: int,
    chosen: Mapping[str, str] | None = None,
) -> table.VersionRow:
    """A new version and its cards, unless the newest has this text already. Call it inside a transaction.

    Edited questions keep their histories as `services.identity` says; `chosen` are the author's answers.
    """
    version = table.newest(connection, row.id)
    before = _parsed(connection, version) if version else None
    if version is None or version.sha != table.fingerprint(data):
        version = table.add_version(connection, row.id, data, author, note, now)
    identity.publish(connection, row, before, parsed, card_rows(parsed), now, chosen)
    return version


def _take_over(connection: Connection, slug: str, path: Path, now: int) -> None:
    data = path.read_bytes()
    sha = table.fingerprint(data)
    row = table.find(connection, slug)
    if row and row.file_sha == sha and row.retired_at is None:
        return
    parsed = reader.parse(data)
    with transaction(connection):
        row = table.create(connection, slug, "content", now)
        # Another process may have taken it over meanwhile.
        if row.file_sha != sha:
            joined, note = _joined(connection, row, data, path.name)
            if joined != data:
                # Kept beside it, so that the next change of the file has its ancestor.
                table.add_version(
                    connection, row.id, data, parsed.meta.author, f"{path.name} itself", now, published=False
                )
                parsed = reader.parse(joined)
            publish(connection, row, joined, parsed, parsed.meta.author, note, now)
            table.taken_over(connection, row.id, sha)


def _joined(connection: Connection, row: table.DeckRow, data: bytes, name: str) -> tuple[bytes, str]:
    """The file's text with what was published in the app since it was last taken over, and a note that says so.

    Where both changed the same lines the file goes first: the note names the version that is not in it.
    """
    current = table.newest(connection, row.id)
    known = {v.sha: v for v in reversed(table.versions(connection, row.id))}
    ancestor = known.get(row.file_sha)
    if current is None or ancestor is None or current.sha == row.file_sha:
        return data, f"From {name}"
    base, ours, theirs = (
        decode(text)[0] for text in (table.text(connection, ancestor.id), table.text(connection, current.id), data)
    )
    merged = merge.merge(base, ours, theirs)
    if merged.conflicts:
        return data, f"From {name}; version {current.number} was written in the app and is not in it"
    return merged.text.encode("utf-8", errors="replace"), f"From {name}, joined with version {current.number}"


def _retire_missing(connection: Connection, present: set[str], now: int) -> None:
    for row in table.all_decks(connection):
        if row.origin == "content" and row.slug not in present:
            table.retire(connection, row.id, now)


def _refresh_cards(connection: Connection, now: int) -> None:
    """A newer reader may find other cards in the same text."""
    for row in table.all_decks(connection):
        version = table.newest(connection, row.id)
        if version:
            parsed = _parsed(connection, version)
            rows = card_rows(parsed)
            if table.cards_fingerprint(rows) != row.cards_sha:
                with transaction(connection):
                    table.set_cards(connection, row.id, rows, now)
                    identity.settle(connection, row.id, parsed)


def _found(connection: Connection, slug: str) -> table.DeckRow:
    row = table.find(connection, slug)
    if row is None:
        raise UserError("There is no such deck.", "Choose another one in the sidebar.")
    return row


def _deck_card(connection: Connection, row: table.DeckRow) -> DeckCard | None:
    version = table.newest(connection, row.id)
    if version is None:
        return None
    parsed = _parsed(connection, version)
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


def _parsed(connection: Connection, version: table.VersionRow) -> Deck:
    """The deck of a version. A text is parsed once a process, whichever deck it belongs to."""
    with _lock_for_parsing:
        known = _cache.get(version.sha)
        if known is None:
            known = reader.parse(table.text(connection, version.id))
            while len(_cache) >= _CACHED:
                del _cache[next(iter(_cache))]
        else:
            del _cache[version.sha]  # put back below: the least recently used goes first
        _cache[version.sha] = known
        return known


_CACHED = 64
_cache: dict[str, Deck] = {}
_lock_for_parsing = threading.RLock()


def _look(path: Path) -> _Seen:
    status = path.stat()
    return _Seen(status.st_mtime_ns, status.st_size)


def _slugs(paths: Iterable[Path]) -> dict[str, Path]:
    """Each file's deck id; names that differ in decoration only are numbered."""
    found: dict[str, Path] = {}
    for path in paths:
        base = slug_of(path.stem)
        name = next(s for s in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if s not in found)
        found[name] = path
    return found
