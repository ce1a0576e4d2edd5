"""Changes that learners suggest to a deck, and what became of them. Times are milliseconds in UTC."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from store.connection import Connection

SuggestionKind = Literal["edit", "wording", "answer"]
SuggestionStatus = Literal["open", "accepted", "declined", "withdrawn"]


@dataclass(frozen=True, slots=True)
class SuggestedChange:
    """What is suggested: that the lines `first` to `last` of a place, which read `before` in version `base`, read `after`."""

    deck: int
    kind: SuggestionKind
    base: int
    first: int
    last: int
    title: str
    before: str
    after: str
    reason: str
    created_at: int


@dataclass(frozen=True, slots=True)
class NewSuggestion(SuggestedChange):
    """A suggestion before it has a number. `key` is the same when it is sent twice."""

    learner: int
    key: str


@dataclass(frozen=True, slots=True)
class SuggestionRow(SuggestedChange):
    """A suggestion. `learner` is None for one who was erased; `version` is the number of the version it came with."""

    id: int
    learner: int | None
    status: SuggestionStatus
    reply: str
    decided_by: int | None
    decided_at: int | None
    version: int | None
    told_at: int | None


# In the order of the fields of `SuggestionRow`.
_COLUMNS = (
    "deck, kind, base, first_line, last_line, title, before_text, after_text, reason, created_at, id, learner, status,"
    " reply, decided_by, decided_at, version, told_at"
)


def add_suggestion(connection: Connection, row: NewSuggestion) -> int:
    """Add a suggestion and return its number; one with this key is there once."""
    connection.execute(
        "INSERT INTO suggestions (learner, deck, idempotency_key, kind, base, first_line, last_line, title, before_text,"
        " after_text, reason, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (idempotency_key) DO NOTHING",
        (
            row.learner,
            row.deck,
            row.key,
            row.kind,
            row.base,
            row.first,
            row.last,
            row.title,
            row.before,
            row.after,
            row.reason,
            row.created_at,
        ),
    )
    # Read back, because an insertion that met its own key returns no number.
    number_row = connection.execute(
        "SELECT id FROM suggestions WHERE idempotency_key = ? AND learner = ?", (row.key, row.learner)
    ).fetchone()
    if number_row is None:
        raise LookupError(row.key)  # another learner's key
    return int(number_row[0])


def list_open(connection: Connection, deck: int) -> tuple[SuggestionRow, ...]:
    """Return the suggestions of a deck that nobody has decided about, the oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM suggestions WHERE deck = ? AND status = 'open' ORDER BY id", (deck,)
    )
    return tuple(SuggestionRow(*row) for row in rows)


def count_open(connection: Connection, learner: int) -> int:
    """Return how many suggestions of a learner wait for a decision."""
    row = connection.execute(
        "SELECT count(*) FROM suggestions WHERE learner = ? AND status = 'open'", (learner,)
    ).fetchone()
    return int(row[0])


def list_own(connection: Connection, learner: int) -> tuple[SuggestionRow, ...]:
    """Return what a learner suggested, the latest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM suggestions WHERE learner = ? ORDER BY id DESC", (learner,))
    return tuple(SuggestionRow(*row) for row in rows)


def list_untold(connection: Connection, learner: int) -> tuple[SuggestionRow, ...]:
    """Return what was decided about a learner's suggestions and was not told yet, the oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM suggestions WHERE learner = ? AND status IN ('accepted', 'declined')"
        " AND told_at IS NULL ORDER BY id",
        (learner,),
    )
    return tuple(SuggestionRow(*row) for row in rows)


def mark_told(connection: Connection, learner: int, numbers: Collection[int], now: int) -> None:
    """Note that a learner was told what became of these of their suggestions."""
    connection.executemany(
        "UPDATE suggestions SET told_at = ? WHERE id = ? AND learner = ? AND status IN ('accepted', 'declined')",
        [(now, number, learner) for number in numbers],
    )


def withdraw(connection: Connection, learner: int, number: int, now: int) -> bool:
    """Take a learner's own suggestion back; False when it is decided, or not theirs."""
    cursor = connection.execute(
        "UPDATE suggestions SET status = 'withdrawn', decided_at = ? WHERE id = ? AND learner = ? AND status = 'open'",
        (now, number, learner),
    )
    return cursor.rowcount == 1


def decide(
    connection: Connection,
    number: int,
    status: SuggestionStatus,
    *,
    mentor: int,
    now: int,
    reply: str = "",
    version: int | None = None,
) -> bool:
    """Note what a mentor decided; False when it was decided before."""
    cursor = connection.execute(
        "UPDATE suggestions SET status = ?, reply = ?, decided_by = ?, decided_at = ?, version = ?"
        " WHERE id = ? AND status = 'open'",
        (status, reply, mentor, now, version, number),
    )
    return cursor.rowcount == 1


def list_of_version(connection: Connection, deck: int, version: int) -> tuple[SuggestionRow, ...]:
    """Return the edits that a version came with, the oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM suggestions WHERE deck = ? AND version = ? AND kind = 'edit' AND status = 'accepted'"
        " ORDER BY id",
        (deck, version),
    )
    return tuple(SuggestionRow(*row) for row in rows)


def count_offers_of_version(connection: Connection, deck: int, version: int) -> dict[SuggestionKind, int]:
    """Return how many wordings and answers a version came with, whoever offered them; those that were none are left out."""
    counts: dict[SuggestionKind, int] = {}
    # Several learners may have offered the same: each has a row, and the version has it once.
    rows = connection.execute(
        "SELECT DISTINCT kind, title, after_text FROM suggestions"
        " WHERE deck = ? AND version = ? AND kind <> 'edit' AND status = 'accepted'",
        (deck, version),
    )
    for kind, _, _ in rows:
        counts[kind] = counts.get(kind, 0) + 1
    return counts


def list_decided_texts(connection: Connection, deck: int, kind: SuggestionKind) -> frozenset[tuple[int, str]]:
    """Return (learner, text) of what was offered and decided about: of this kind, in this deck."""
    rows = connection.execute(
        "SELECT learner, after_text FROM suggestions WHERE deck = ? AND kind = ? AND status <> 'open'"
        " AND learner IS NOT NULL",
        (deck, kind),
    )
    return frozenset((int(learner), str(text)) for learner, text in rows)


def count_waiting(connection: Connection) -> dict[str, int]:
    """Return how many suggestions wait in each deck, by slug; decks without any are left out."""
    rows = connection.execute(
        "SELECT decks.slug, count(*) FROM suggestions JOIN decks ON decks.id = suggestions.deck"
        " WHERE suggestions.status = 'open' AND decks.retired_at IS NULL GROUP BY decks.slug ORDER BY decks.slug"
    )
    return {str(slug): int(number) for slug, number in rows}
