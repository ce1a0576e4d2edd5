"""The log of what happened: append-only. Undo is a row too, and restores what its row remembers from before.

A row's number is learner * 2^42 + a tick: the row's time in ms, or one more than the learner's last tick where that is
later (a clock that was set back, an import). So a learner's rows stand together in the order in which they were
written, and whatever happened since a moment has a number from there on (`span`): no index is needed for either.
"""

from __future__ import annotations

import json
from typing import Any, Literal, NamedTuple

from store.connection import Connection
from store.database_errors import ConstraintError
from store.tables.practice.memory_states import Flags, MemoryRow

LogEvent = Literal["grade", "cram", "bury", "suspend", "resume", "undo"]
# Each key point and whether the answer made it, as the learner left the verdict; None: nobody decided.
Points = tuple[tuple[str, bool | None], ...]


class LogEntry(NamedTuple):
    """One thing that happened. `at` in ms, `duration` in ms from shown to graded, `confidence` in percent.

    `was` is the memory before; `touched` the flags before, of this card and of the siblings that were changed with
    it; `was_last` the number of the row that told of this card last (None: unknown). `points` are the key points that a
    typed answer was judged on, as their text was then, with the verdicts that the learner left; None for an answer that
    was not typed.
    """

    learner: int
    deck: int
    card: int
    event: LogEvent
    at: int
    key: str
    session: str
    rating: int | None = None
    duration: int | None = None
    confidence: int | None = None
    undoes: int | None = None
    weights: int | None = None
    model: str = ""
    was: MemoryRow | None = None
    touched: tuple[tuple[int, Flags], ...] = ()
    was_last: int | None = None
    points: Points | None = None


class LoggedEntry(NamedTuple):
    """A row of the log with its number."""

    id: int
    entry: LogEntry


_COLUMNS = (
    "learner, deck, card, event, at, key, session, rating, duration, confidence, undoes, weights, model,"
    " was_phase, was_step, was_stability, was_difficulty, was_due, was_last_review, was_reps, was_lapses, touched,"
    " was_last_event, points"
)
_PLACEHOLDERS = ", ".join("?" * 24)
# The columns of a memory before the first grade: there is none.
_NO_MEMORY = (None,) * 8
# Bits of a row's number that hold its time: milliseconds up to the year 2109. Those above them hold the learner.
_TICKS = 42
_LATEST_MS = (1 << 41) - 1  # ms; the year 2039, so that later ticks have room
# The learner's rows lie below `last`, so that their newest one is a single look into the key.
_SQL_APPEND = (
    f"INSERT INTO log (id, {_COLUMNS}) VALUES ((SELECT CASE WHEN newest.id >= ? THEN newest.id + 1 ELSE ? END"
    f" FROM (SELECT coalesce(max(id), 0) AS id FROM log WHERE id <= ?) AS newest), {_PLACEHOLDERS})"
    " ON CONFLICT (key) DO NOTHING RETURNING id"
)
_SQL_UNDOABLE = "event IN ('grade', 'cram', 'bury', 'suspend', 'resume')"


def append_entry(connection: Connection, entry: LogEntry) -> int:
    """Write one row; call it inside the transaction that makes the change it tells of. Return the row's number.

    Raises ConstraintError when its key was used before.
    """
    number = append_once(connection, entry)
    if number is None:
        # Which engine it is makes no difference here: no page has a sentence for this error.
        raise ConstraintError(f"the log has a row with the key {entry.key}", "sqlite")
    return number


def append_once(connection: Connection, entry: LogEntry) -> int | None:
    """Write one row and return its number; None, and nothing is written, when its key was used before."""
    least, last = compute_id_range(entry.learner, entry.at)
    row = connection.execute(_SQL_APPEND, (least, least, last, *to_row(entry))).fetchone()
    return None if row is None else int(row[0])


def compute_id_range(learner: int, since: int = 0) -> tuple[int, int]:
    """Return the first and the last number of a learner's rows that have a time from `since` ms on.

    Older ones that were written late may stand there too.
    """
    return (learner << _TICKS) + min(max(since, 0), _LATEST_MS), ((learner + 1) << _TICKS) - 1


def find_by_key(connection: Connection, key: str) -> LoggedEntry | None:
    """Return the row with this idempotency key."""
    row = connection.execute(f"SELECT id, {_COLUMNS} FROM log WHERE key = ?", (key,)).fetchone()
    return _to_logged_entry(row) if row else None


def find_last_undoable(connection: Connection, learner: int, session: str) -> LoggedEntry | None:
    """Return the newest thing of the session that can be undone and was not."""
    # By the log's order, not by time: a clock that was set back must not change what "the last" is.
    row = connection.execute(
        f"SELECT id, {_COLUMNS} FROM not_undone WHERE id BETWEEN ? AND ? AND session = ? AND {_SQL_UNDOABLE}"
        " ORDER BY id DESC LIMIT 1",
        (*compute_id_range(learner), session),
    ).fetchone()
    return _to_logged_entry(row) if row else None


def has_changed_since(connection: Connection, logged: LoggedEntry) -> bool:
    """Tell whether something else happened to the card after this row, in whatever session."""
    sql = "SELECT 1 FROM states WHERE learner = ? AND card = ? AND last_event > ?"
    return connection.execute(sql, (logged.entry.learner, logged.entry.card, logged.id)).fetchone() is not None


def count_done(connection: Connection, learner: int, deck: int, since: int) -> tuple[int, int]:
    """Return (new cards, reviews) graded since `since` ms and not undone. A card in learning counts for neither."""
    new, reviews = connection.execute(
        "SELECT count(*) FILTER (WHERE was_phase = 0), count(*) FILTER (WHERE was_phase = 2) FROM answers"
        " WHERE id BETWEEN ? AND ? AND at >= ? AND deck = ? AND event = 'grade' AND was_phase IN (0, 2)",
        (*compute_id_range(learner, since), since, deck),
    ).fetchone()
    return new, reviews


def count_answers(connection: Connection, learner: int, since: int) -> tuple[int, int, int]:
    """Return (answers, milliseconds spent, Again) over all decks since `since` ms, cram included, undone ones not."""
    answers, milliseconds, again = connection.execute(
        "SELECT count(*), coalesce(sum(duration), 0), count(*) FILTER (WHERE rating = 1) FROM answers"
        " WHERE id BETWEEN ? AND ? AND at >= ?",
        (*compute_id_range(learner, since), since),
    ).fetchone()
    return answers, milliseconds, again


def list_missed_sources(connection: Connection, learner: int, deck: int, since: int, until: int) -> tuple[str, ...]:
    """Return the questions of a deck graded Again from `since` to before `until` ms and not undone, each once, in order."""
    first, _ = compute_id_range(learner, since)
    rows = connection.execute(
        "SELECT c.source FROM answers a JOIN cards c ON c.id = a.card"
        " WHERE a.id BETWEEN ? AND ? AND a.at >= ? AND a.at < ? AND a.deck = ? AND a.event = 'grade' AND a.rating = 1"
        " GROUP BY c.source ORDER BY min(a.id)",
        (first, compute_id_range(learner)[1], since, until, deck),
    )
    return tuple(str(source) for (source,) in rows)


def list_graded_entries(connection: Connection, learner: int, *, cram: bool = False) -> tuple[LoggedEntry, ...]:
    """Return every grade that was not undone, in order; those of cramming too when `cram`."""
    rows = connection.execute(
        f"SELECT id, {_COLUMNS} FROM answers WHERE id BETWEEN ? AND ? AND event IN ('grade', ?) ORDER BY at, id",
        (*compute_id_range(learner), "cram" if cram else "grade"),
    )
    return tuple(_to_logged_entry(row) for row in rows)


def list_card_grades(connection: Connection, learner: int, card: int) -> tuple[tuple[int, int], ...]:
    """Return (ms, rating) of every grade of a card that was not undone, in order of time."""
    rows = connection.execute(
        "SELECT at, rating FROM answers WHERE id BETWEEN ? AND ? AND card = ? AND event = 'grade' ORDER BY at, id",
        (*compute_id_range(learner), card),
    )
    return tuple((int(at), int(rating)) for at, rating in rows)


def load_last_points(connection: Connection, learner: int, card: int) -> Points | None:
    """Return the key points of the last thing that happened to a card, None where that was no typed answer."""
    # `last_event` passes over what was undone.
    row = connection.execute(
        "SELECT l.points FROM states s JOIN log l ON l.id = s.last_event WHERE s.learner = ? AND s.card = ?",
        (learner, card),
    ).fetchone()
    return unpack_points(row[0]) if row and row[0] is not None else None


def list_entries(connection: Connection, learner: int) -> tuple[LoggedEntry, ...]:
    """Return every row of a learner, undone ones and undos too, in order."""
    rows = connection.execute(
        f"SELECT id, {_COLUMNS} FROM log WHERE id BETWEEN ? AND ? ORDER BY id", compute_id_range(learner)
    )
    return tuple(_to_logged_entry(row) for row in rows)


def to_row(entry: LogEntry) -> tuple[object, ...]:
    """Return the row as it is written, in the order of the columns."""
    was, touched, was_last, points = entry[13:]
    scored = (
        None
        if points is None
        else json.dumps([(p, None if hit is None else int(hit)) for p, hit in points], ensure_ascii=False)
    )
    return (*entry[:13], *(was or _NO_MEMORY), _pack_flags(touched), was_last, scored)


def _pack_flags(touched: tuple[tuple[int, Flags], ...]) -> str | None:
    if not touched:
        return None
    rows = (
        f"[{card},{f.suspended:d},{f.leech:d},{f.buried_until},{f.spaced_until},{f.called_at},{f.waiting:d}]"
        for card, f in touched
    )
    return f"[{','.join(rows)}]"


def _unpack_flags(text: str | None) -> tuple[tuple[int, Flags], ...]:
    if text is None:
        return ()
    return tuple(
        (int(card), Flags(bool(suspended), bool(leech), buried, spaced, called, bool(waiting)))
        for card, suspended, leech, buried, spaced, called, waiting in json.loads(text)
    )


def _to_logged_entry(row: Any) -> LoggedEntry:
    memory, (touched, last, points) = row[14:22], row[22:]
    was = None if memory[0] is None else MemoryRow(*memory)
    scored = None if points is None else unpack_points(points)
    return LoggedEntry(row[0], LogEntry._make((*row[1:14], was, _unpack_flags(touched), last, scored)))


def unpack_points(text: str) -> Points:
    """Return what a typed answer was scored on, from the row that holds it."""
    return tuple((str(point), None if is_said is None else bool(is_said)) for point, is_said in json.loads(text))
