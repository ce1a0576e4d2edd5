"""A learner's states: one row for each card of the decks they practise, and the heads of the day's queue."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from store.connection import Connection


class MemoryRow(NamedTuple):
    """What FSRS knows. `phase` 0 new, 1 learning, 2 review, 3 relearning; a new card has None where it has no value.

    `due` and `last_review` are in ms, `stability` in days.
    """

    phase: int
    step: int | None
    stability: float | None
    difficulty: float | None
    due: int | None
    last_review: int | None
    reps: int
    lapses: int


class Flags(NamedTuple):
    """What else decides whether a card may be asked. Times in ms, 0 for never; `waiting` for the question before
    it."""

    suspended: bool
    leech: bool
    buried_until: int
    spaced_until: int
    called_at: int
    waiting: bool


class StateRow(NamedTuple):
    """One learner's card. `stamp` grows with every change; `sha` is the fingerprint of the card's text; `last_event` is the
    number of the log's newest row about it that was not undone (0: none that matters).
    """

    card: int
    name: str
    kind: str
    source: str
    topic: str
    family: str
    follows: str
    sha: str
    prompt: str
    retired: bool
    stamp: int
    last_event: int
    memory: MemoryRow
    flags: Flags


@dataclass(frozen=True, slots=True)
class ReviewedCard:
    """A card that was asked at least once, in whatever deck, in it or not: `stability` in days, times in ms."""

    card: int
    phase: int
    stability: float
    difficulty: float
    due: int
    last_review: int
    reps: int


# Kinds of card that nobody meets before they ask for them; `quiz.exercises.ON_BY_DEFAULT` has the rest.
OPTIONAL_KINDS = ("gap", "pick", "tests")

# A card that is asked only of those who keep it, and is not kept by learner `?`.
_NOT_SAVED = (
    "(kept_only = 1 AND NOT EXISTS (SELECT 1 FROM misses m"
    " WHERE m.learner = ? AND m.deck = cards.deck AND m.stop = cards.source))"
)

_MEMORY_COLUMNS = "s.phase, s.step, s.stability, s.difficulty, s.due, s.last_review, s.reps, s.lapses"
_FLAG_COLUMNS = "s.suspended, s.leech, s.buried_until, s.spaced_until, s.called_at, s.waiting"
_CARD_COLUMNS = (
    "c.id, c.name, c.kind, c.source, c.topic, c.family, c.follows, c.sha, c.prompt, s.retired, s.stamp, s.last_event"
)
_SELECT = f"SELECT {_CARD_COLUMNS}, {_MEMORY_COLUMNS}, {_FLAG_COLUMNS} FROM states s JOIN cards c ON c.id = s.card"
_SQL_ONE = f"{_SELECT} WHERE s.learner = ? AND s.card = ?"
# CROSS JOIN fixes the order of the loops: without statistics SQLite would begin with all of the learner's states.
_SQL_FAMILY = (
    f"SELECT {_CARD_COLUMNS}, {_MEMORY_COLUMNS}, {_FLAG_COLUMNS} FROM cards c INDEXED BY cards_of_family CROSS JOIN states s"
    " WHERE s.learner = ? AND s.card = c.id AND c.deck = ? AND c.family = ? AND s.retired = 0"
)


def is_enrolled(connection: Connection, learner: int, deck: int, revision: int) -> bool:
    """Tell whether the learner has states for this card list of the deck."""
    sql = "SELECT 1 FROM enrolments WHERE learner = ? AND deck = ? AND revision = ?"
    return connection.execute(sql, (learner, deck, revision)).fetchone() is not None


def has_begun(connection: Connection, learner: int, deck: int) -> bool:
    """Tell whether the learner has answered a card of the deck."""
    sql = "SELECT 1 FROM states WHERE learner = ? AND deck = ? AND phase > 0 LIMIT 1"
    return connection.execute(sql, (learner, deck)).fetchone() is not None


def count_learners_by_source(connection: Connection, deck: int) -> dict[str, int]:
    """Return how many learners have answered a card of each source of a deck."""
    rows = connection.execute(
        "SELECT c.source, count(DISTINCT s.learner) FROM states s JOIN cards c ON c.id = s.card"
        " WHERE s.deck = ? AND s.phase > 0 GROUP BY c.source",
        (deck,),
    )
    return {str(source): int(learners) for source, learners in rows}


def enrol_learner(connection: Connection, learner: int, deck: int, revision: int) -> None:
    """Give the learner a state for every card of the deck; call it inside a transaction. Memories that exist stay.

    Cards of a kind that the learner's `kinds` do not name are retired for them, and come back when it does; so are those
    that are asked only of who keeps them. A new follow-up waits unless the question before it is known already or is not asked.
    """
    own_kinds = connection.execute(
        "SELECT value FROM preferences WHERE learner = ? AND name = 'kinds'", (learner,)
    ).fetchone()
    # `shuffle` mixes cards that fall due on one day, the same way on every machine: multiplicative hashing (Knuth, The Art of
    # Computer Programming 3, 6.4; 2654435761 is 2^32 by the golden ratio) sends neighbours in the text far apart.
    off = "kind NOT IN (SELECT value FROM json_each(?))" if own_kinds else "kind IN (SELECT value FROM json_each(?))"
    connection.execute(
        "INSERT INTO states (learner, card, deck, retired, position, shuffle)"
        f" SELECT CAST(? AS BIGINT), id, deck, CASE WHEN retired_at IS NOT NULL OR {off} OR {_NOT_SAVED} THEN 1 ELSE 0 END,"
        " position, (id * 2654435761) % 2147483647"
        " FROM cards WHERE deck = ?"
        " ON CONFLICT (learner, card) DO UPDATE SET retired = excluded.retired, position = excluded.position"
        " WHERE states.retired <> excluded.retired OR states.position <> excluded.position",
        (learner, own_kinds[0] if own_kinds else json.dumps(OPTIONAL_KINDS), learner, deck),
    )
    # Afterwards, because whether a card waits depends on the `retired` of another one.
    connection.execute(
        "UPDATE states SET waiting = CASE WHEN EXISTS ("
        "   SELECT 1 FROM cards c JOIN cards p ON p.deck = c.deck AND p.name = c.follows"
        "   JOIN states t ON t.learner = states.learner AND t.card = p.id"
        "   WHERE c.id = states.card AND c.follows <> '' AND t.retired = 0 AND t.phase <> 2"
        ") THEN 1 ELSE 0 END WHERE learner = ? AND deck = ? AND phase = 0",
        (learner, deck),
    )
    connection.execute(
        "INSERT INTO enrolments (learner, deck, revision) VALUES (?, ?, ?)"
        " ON CONFLICT (learner, deck) DO UPDATE SET revision = excluded.revision",
        (learner, deck, revision),
    )


def reset_enrolments(connection: Connection, learner: int) -> None:
    """Have the learner's states brought up to date with the card lists again, because their `kinds` changed."""
    connection.execute("DELETE FROM enrolments WHERE learner = ?", (learner,))


def adopt_memories(connection: Connection, deck: int, kinds: Sequence[str]) -> None:
    """Give cards that were never asked the memory of a retired card of these kinds with the same source, the latest one.

    Such a card was another way to ask the same, and what a learner knew by it they know.
    """
    # The learner's latest memory of another way to ask what the card asks.
    former = (
        "FROM cards own JOIN cards c ON c.deck = own.deck AND c.source = own.name AND c.retired_at IS NOT NULL"
        " AND c.kind IN (SELECT value FROM json_each(:kinds)) JOIN states f ON f.card = c.id"
        " WHERE own.id = states.card AND f.learner = states.learner AND f.reps > 0 ORDER BY f.last_review DESC, f.card LIMIT 1"
    )
    memory = "phase, step, stability, difficulty, due, last_review, reps, lapses"
    former_values = ", ".join(f"f.{column}" for column in memory.split(", "))
    connection.execute(
        f"UPDATE states SET ({memory}, stamp) = (SELECT {former_values}, states.stamp + 1 {former})"
        f" WHERE deck = :deck AND phase = 0 AND retired = 0 AND EXISTS (SELECT 1 {former})",
        {"deck": deck, "kinds": json.dumps(list(kinds))},
    )


def ask_next(connection: Connection, learner: int, card: int, now: int) -> None:
    """Let a card that stands in the deck be asked next, whatever held it back but the learner's suspending it."""
    connection.execute(
        f"UPDATE states SET retired = (SELECT CASE WHEN retired_at IS NOT NULL OR {_NOT_SAVED} THEN 1 ELSE 0 END"
        " FROM cards WHERE id = card),"
        " called_at = ?, waiting = 0, buried_until = 0, spaced_until = 0 WHERE learner = ? AND card = ?",
        (learner, now, learner, card),
    )


def load_state(connection: Connection, learner: int, card: int) -> StateRow | None:
    """Return one card as it stands now; None when the learner has none of this number."""
    row = connection.execute(_SQL_ONE, (learner, card)).fetchone()
    return _to_state(row) if row else None


def list_siblings(connection: Connection, learner: int, deck: int, name: str) -> tuple[StateRow, ...]:
    """Return all cards of a family that are still in the deck."""
    return tuple(_to_state(row) for row in connection.execute(_SQL_FAMILY, (learner, deck, name)))


def list_states(connection: Connection, learner: int, deck: int, *, retired: bool = False) -> tuple[StateRow, ...]:
    """Return every card of the deck that is still in it, in the order of the text; also those that left it when
    `retired`.
    """
    sql = f"{_SELECT} WHERE s.learner = ? AND s.deck = ? AND (? = 1 OR s.retired = 0) ORDER BY s.position"
    return tuple(_to_state(row) for row in connection.execute(sql, (learner, deck, retired)))


def make_flags(*, suspended: bool = False, leech: bool = False) -> Flags:
    """Return the flags of a card that nothing holds."""
    return _to_flags(suspended, leech, 0, 0, 0, False)


def save_state(connection: Connection, learner: int, card: int, memory: MemoryRow, flags: Flags, last: int) -> None:
    """Replace a card's memory and flags; `last` is the number of the row of the log that tells of it now."""
    connection.execute(
        "UPDATE states SET phase = ?, step = ?, stability = ?, difficulty = ?, due = ?, last_review = ?, reps = ?,"
        " lapses = ?, suspended = ?, leech = ?, buried_until = ?, spaced_until = ?, called_at = ?, waiting = ?,"
        " stamp = stamp + 1, last_event = ? WHERE learner = ? AND card = ?",
        (*memory, *flags, last, learner, card),
    )


def save_flags(connection: Connection, learner: int, changes: Iterable[tuple[int, Flags]]) -> None:
    """Replace the flags of several cards; their memories, and whether an answer to them is fresh, stay."""
    connection.executemany(
        "UPDATE states SET suspended = ?, leech = ?, buried_until = ?, spaced_until = ?, called_at = ?, waiting = ?"
        " WHERE learner = ? AND card = ?",
        [(*flags, learner, card) for card, flags in changes],
    )


def list_reviewed(connection: Connection, learner: int) -> tuple[ReviewedCard, ...]:
    """Return every memory of the learner, to be worked out anew."""
    rows = connection.execute(
        "SELECT card, phase, stability, difficulty, due, last_review, reps FROM states"
        " WHERE learner = ? AND phase > 0 ORDER BY card",
        (learner,),
    )
    return tuple(ReviewedCard(*row) for row in rows)


def save_memories(connection: Connection, learner: int, changed: Iterable[ReviewedCard]) -> None:
    """Save stability, difficulty and due date of memories that were worked out anew.

    Stamps stay: that an answer to a card shown before is stale is known by the settings it was shown with.
    """
    connection.executemany(
        "UPDATE states SET stability = ?, difficulty = ?, due = ? WHERE learner = ? AND card = ?",
        [(row.stability, row.difficulty, row.due, learner, row.card) for row in changed],
    )


def update_last_events(connection: Connection, learner: int, ids: tuple[int, int], since: int) -> None:
    """Find the newest row of the log again for each card that a row from number `since` on tells of.

    `ids` are the first and the last number of the learner's rows.
    """
    values = {"learner": learner, "first": ids[0], "last": ids[1], "since": since}
    touched = "SELECT card FROM log WHERE id BETWEEN :since AND :last"
    # First as if nothing were left of what was told about them, then what is: all of it may have been undone.
    connection.execute(f"UPDATE states SET last_event = 0 WHERE learner = :learner AND card IN ({touched})", values)
    connection.execute(
        "UPDATE states SET last_event = newest.id FROM ("
        "   SELECT card, max(id) AS id FROM not_undone WHERE id BETWEEN :first AND :last"
        f"   AND event IN ('grade', 'bury', 'suspend', 'resume') AND card IN ({touched}) GROUP BY card"
        ") AS newest WHERE states.learner = :learner AND states.card = newest.card",
        values,
    )


def _to_state(row: Any) -> StateRow:
    card, name, kind, source, topic, family, follows, sha, prompt, retired, stamp, last = row[:12]
    memory, flags = MemoryRow(*row[12:20]), _to_flags(*row[20:])
    return StateRow(
        card=card,
        name=name,
        kind=kind,
        source=source,
        topic=topic,
        family=family,
        follows=follows,
        sha=sha,
        prompt=prompt,
        retired=retired == 1,
        stamp=stamp,
        last_event=last,
        memory=memory,
        flags=flags,
    )


@lru_cache(maxsize=1024)
def _to_flags(suspended: int, leech: int, buried: int, spaced: int, called: int, waiting: int) -> Flags:
    """Return the flags; most cards have the same, so they are made once."""
    return Flags(suspended == 1, leech == 1, buried, spaced, called, waiting == 1)
