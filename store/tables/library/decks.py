"""Decks, their immutable versions, and the cards that stand in the newest published one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from files import digest
from store.connection import Connection

DeckOrigin = Literal["content", "added"]


@dataclass(frozen=True, slots=True)
class DeckRow:
    """A deck. `file_sha` is its file in content/ as taken over (""), `revision` counts changes of its card list."""

    id: int
    slug: str
    origin: DeckOrigin
    file_sha: str
    cards_sha: str
    revision: int
    created_at: int
    retired_at: int | None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version without its text. `number` counts from 1 within the deck; `created_at` in ms; `id` is unique over all
    decks.
    """

    id: int
    deck: int
    number: int
    sha: str
    author: str
    note: str
    created_at: int
    published: bool


@dataclass(frozen=True, slots=True)
class CardRow:
    """A card as the deck's text defines it. `name` is its id there; `sha` the fingerprint of what is asked and
    answered. `kept_only` cards are asked only of learners who keep them (`store.tables.practice.incident_decisions`).
    """

    name: str
    kind: str
    source: str
    topic: str
    family: str
    follows: str
    prompt: str
    sha: str
    kept_only: bool = False


@dataclass(frozen=True, slots=True)
class StoredCard:
    """A card with its lasting `id`; `retired` when it no longer stands in the deck."""

    id: int
    card: CardRow
    retired: bool


DECK_COLUMNS = (
    "decks.id, decks.slug, decks.origin, decks.file_sha, decks.cards_sha, decks.revision, decks.created_at,"
    " decks.retired_at"
)
_VERSION_COLUMNS = "id, deck, number, sha, author, note, created_at, published"
_CARD_COLUMNS = "id, name, kind, source, topic, family, follows, prompt, sha, kept_only, retired_at IS NOT NULL"

SQL_SAVE_ALIAS = (
    "INSERT INTO aliases (deck, name, card, created_at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (deck, name) DO UPDATE SET card = excluded.card, created_at = excluded.created_at"
)


def compute_sha(text: bytes) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return digest(text)


def find_deck(connection: Connection, slug: str) -> DeckRow | None:
    """Return the deck with this slug, retired or not."""
    row = connection.execute(f"SELECT {DECK_COLUMNS} FROM decks WHERE slug = ?", (slug,)).fetchone()
    return DeckRow(*row) if row else None


def load_slug(connection: Connection, deck: int) -> str:
    """Return the slug of a deck, by its number. Raises LookupError."""
    row = connection.execute("SELECT slug FROM decks WHERE id = ?", (deck,)).fetchone()
    if row is None:
        raise LookupError(deck)
    return str(row[0])


def list_decks(connection: Connection, *, retired: bool = False) -> tuple[DeckRow, ...]:
    """Return the decks by slug; those that were taken away too when `retired`."""
    rows = connection.execute(
        f"SELECT {DECK_COLUMNS} FROM decks WHERE ? = 1 OR retired_at IS NULL ORDER BY slug", (retired,)
    )
    return tuple(DeckRow(*row) for row in rows)


class NewestVersion(NamedTuple):
    """The newest published version of a deck that is in the lists: `deck` and `version` are ids, `sha` is the text's."""

    deck: int
    slug: str
    version: int
    number: int
    sha: str


def list_newest_versions(connection: Connection) -> tuple[NewestVersion, ...]:
    """Return the newest published version of each deck in the lists, by slug. Every rerun asks: one statement."""
    rows = connection.execute(
        "SELECT decks.id, decks.slug, versions.id, versions.number, versions.sha FROM decks JOIN versions ON versions.id ="
        " (SELECT id FROM versions WHERE deck = decks.id AND published = 1 ORDER BY number DESC LIMIT 1)"
        " WHERE decks.retired_at IS NULL ORDER BY decks.slug"
    )
    return tuple(map(NewestVersion._make, rows))


def create_deck(connection: Connection, slug: str, origin: DeckOrigin, now: int) -> DeckRow:
    """Create a deck without a version, or bring back the one that has this slug already."""
    connection.execute(
        "INSERT INTO decks (slug, origin, created_at) VALUES (?, ?, ?)"
        " ON CONFLICT (slug) DO UPDATE SET retired_at = NULL",
        (slug, origin, now),
    )
    row = find_deck(connection, slug)
    if row is None:
        raise LookupError(slug)
    return row


def retire_deck(connection: Connection, deck: int, now: int) -> None:
    """Take a deck away from the lists. Its versions, cards and histories stay."""
    connection.execute("UPDATE decks SET retired_at = ? WHERE id = ?", (now, deck))


def record_file_sha(connection: Connection, deck: int, file_sha: str) -> None:
    """Remember the state of the deck's file in content/, so that it is taken over once."""
    connection.execute("UPDATE decks SET file_sha = ? WHERE id = ?", (file_sha, deck))


def add_version(
    connection: Connection, deck: int, text: bytes, author: str, note: str, now: int, *, published: bool = True
) -> VersionRow:
    """Add a version of a deck, numbered after its last."""
    (number,) = connection.execute(
        "SELECT coalesce(max(number), 0) + 1 FROM versions WHERE deck = ?", (deck,)
    ).fetchone()
    connection.execute(
        "INSERT INTO versions (deck, number, text, sha, author, note, created_at, published)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (deck, number, text, compute_sha(text), author, note, now, int(published)),
    )
    row = connection.execute(
        f"SELECT {_VERSION_COLUMNS} FROM versions WHERE deck = ? AND number = ?", (deck, number)
    ).fetchone()
    return _to_version(row)


def load_newest_version(connection: Connection, deck: int) -> VersionRow | None:
    """Return the newest published version."""
    sql = f"SELECT {_VERSION_COLUMNS} FROM versions WHERE deck = ? AND published = 1 ORDER BY number DESC LIMIT 1"
    row = connection.execute(sql, (deck,)).fetchone()
    return _to_version(row) if row else None


def list_versions(connection: Connection, deck: int) -> tuple[VersionRow, ...]:
    """Return all versions, newest first."""
    rows = connection.execute(f"SELECT {_VERSION_COLUMNS} FROM versions WHERE deck = ? ORDER BY number DESC", (deck,))
    return tuple(_to_version(row) for row in rows)


def load_text(connection: Connection, version: int) -> bytes:
    """Return the text of a version, by its `id`. Raises LookupError."""
    row = connection.execute("SELECT text FROM versions WHERE id = ?", (version,)).fetchone()
    if row is None:
        raise LookupError(version)
    return bytes(row[0])


def load_version_text(connection: Connection, slug: str, number: int) -> bytes:
    """Return the text of a version of a deck, by its number. Raises LookupError."""
    row = connection.execute(
        "SELECT v.text FROM versions v JOIN decks d ON d.id = v.deck WHERE d.slug = ? AND v.number = ?", (slug, number)
    ).fetchone()
    if row is None:
        raise LookupError(slug, number)
    return bytes(row[0])


def list_cards(connection: Connection, deck: int) -> tuple[StoredCard, ...]:
    """Return every card the deck has or had, in the order of the text; retired ones last."""
    rows = connection.execute(
        f"SELECT {_CARD_COLUMNS} FROM cards WHERE deck = ? ORDER BY CASE WHEN retired_at IS NULL THEN 0 ELSE 1 END, position, id",
        (deck,),
    )
    return tuple(StoredCard(row[0], _to_card(row[1:10]), bool(row[10])) for row in rows)


def find_card_id(connection: Connection, deck: int, name: str) -> int | None:
    """Return the lasting id of the card with this name, or of the one that once had it."""
    # A new card may have a name that another one had: then it is the new one that is meant.
    sql = (
        "SELECT id, 0 AS former FROM cards WHERE deck = ? AND name = ?"
        " UNION ALL SELECT card, 1 FROM aliases WHERE deck = ? AND name = ? ORDER BY former LIMIT 1"
    )
    row = connection.execute(sql, (deck, name, deck, name)).fetchone()
    return int(row[0]) if row else None


def load_card(connection: Connection, card: int) -> StoredCard:
    """Return the card of this number, in the deck or not. Raises LookupError."""
    row = connection.execute(f"SELECT {_CARD_COLUMNS} FROM cards WHERE id = ?", (card,)).fetchone()
    if row is None:
        raise LookupError(card)
    return StoredCard(row[0], _to_card(row[1:10]), bool(row[10]))


def load_card_source(connection: Connection, card: int) -> str:
    """Return what the card of this number comes from now."""
    return str(connection.execute("SELECT source FROM cards WHERE id = ?", (card,)).fetchone()[0])


def compute_cards_sha(rows: Sequence[CardRow]) -> str:
    """Return a value that changes whenever a card list does."""
    return compute_sha(repr(rows).encode())


def replace_cards(
    connection: Connection,
    deck: int,
    rows: Sequence[CardRow],
    now: int,
    renamed: Mapping[str, str] | None = None,
) -> bool:
    """Make `rows` the deck's cards; call it inside a transaction. False when they are so already.

    `renamed` maps an old name to the new one where an author said that it is the same card: it keeps its id, and with
    it every learner's history. Cards that are gone are retired, not deleted; one that comes back is found by its name
    or by a former one.
    """
    cards_sha = compute_cards_sha(rows)
    (current_sha,) = connection.execute("SELECT cards_sha FROM decks WHERE id = ?", (deck,)).fetchone()
    if cards_sha == current_sha and not renamed:
        return False
    # Names first: a row of the new list finds its card, and the card's history, by the name alone.
    for old, new in (renamed or {}).items():
        _rename_card(connection, deck, old, new, now)
    _restore_former_names(connection, deck, [row.name for row in rows], now)
    # All are retired, then those in the list come back: what is left is gone from the text.
    connection.execute("UPDATE cards SET retired_at = ? WHERE deck = ? AND retired_at IS NULL", (now, deck))
    connection.executemany(
        "INSERT INTO cards (deck, name, kind, source, topic, family, follows, position, prompt, sha, kept_only)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (deck, name) DO UPDATE SET kind = excluded.kind,"
        " source = excluded.source, topic = excluded.topic, family = excluded.family, follows = excluded.follows,"
        " position = excluded.position, prompt = excluded.prompt, sha = excluded.sha, kept_only = excluded.kept_only,"
        " retired_at = NULL",
        [
            (deck, *_list_text_columns(row), place, row.prompt, row.sha, int(row.kept_only))
            for place, row in enumerate(rows)
        ],
    )
    connection.execute("UPDATE decks SET cards_sha = ?, revision = revision + 1 WHERE id = ?", (cards_sha, deck))
    return True


def add_retired_card(connection: Connection, deck: int, row: CardRow, now: int) -> int:
    """Add a card that waits, with its history, for a text that has it, and return its number."""
    inserted = connection.execute(
        "INSERT INTO cards"
        " (deck, name, kind, source, topic, family, follows, position, prompt, sha, kept_only, retired_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?) RETURNING id",
        (deck, *_list_text_columns(row), row.prompt, row.sha, int(row.kept_only), now),
    ).fetchone()
    return int(inserted[0])


def load_revision(connection: Connection, deck: int) -> int:
    """Return how often the deck's card list changed."""
    return int(connection.execute("SELECT revision FROM decks WHERE id = ?", (deck,)).fetchone()[0])


def _rename_card(connection: Connection, deck: int, old: str, new: str, now: int) -> None:
    """Give the card `old` the name `new` and keep the old one as an alias. A card that has the new name already keeps
    it.
    """
    same_name = connection.execute("SELECT 1 FROM cards WHERE deck = ? AND name = ?", (deck, new)).fetchone()
    if same_name or old == new:
        return
    row = connection.execute("SELECT id FROM cards WHERE deck = ? AND name = ?", (deck, old)).fetchone()
    if row is None:
        return
    connection.execute("UPDATE cards SET name = ? WHERE id = ?", (new, row[0]))
    # The new name may be a former one of some card; it leads to this one from now on.
    connection.execute("DELETE FROM aliases WHERE deck = ? AND name = ?", (deck, new))
    connection.execute(SQL_SAVE_ALIAS, (deck, old, row[0], now))


def _restore_former_names(connection: Connection, deck: int, names: Sequence[str], now: int) -> None:
    """Give a name that comes back to the card that had it, when the one it was renamed to is gone (a rename rolled
    back).
    """
    present = set(names)
    for former, current in connection.execute(
        "SELECT a.name, c.name FROM aliases a JOIN cards c ON c.id = a.card"
        " WHERE a.deck = ? ORDER BY a.created_at DESC, a.name",
        (deck,),
    ).fetchall():
        if former in present and current not in present:
            _rename_card(connection, deck, current, former, now)


def _to_card(row: Sequence[Any]) -> CardRow:
    name, kind, source, topic, family, follows, prompt, sha, kept_only = row
    return CardRow(
        name=name,
        kind=kind,
        source=source,
        topic=topic,
        family=family,
        follows=follows,
        prompt=prompt,
        sha=sha,
        kept_only=bool(kept_only),
    )


def _list_text_columns(row: CardRow) -> tuple[str, ...]:
    return row.name, row.kind, row.source, row.topic, row.family, row.follows


def _to_version(row: tuple[int, int, int, str, str, str, int, int]) -> VersionRow:
    return VersionRow(*row[:7], published=bool(row[7]))
