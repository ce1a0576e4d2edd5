"""What a class is to do, and what is written down of that in people's histories. Times are milliseconds in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from store.connection import Connection
from store.tables.practice.review_log import compute_id_range


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """Something to do: `target` is a topic, an incident or a lab's model, `amount` a number of cards, `due_date` a day
    ("" for none).
    """

    id: int
    class_id: int
    deck: int
    slug: str
    kind: str
    target: str
    amount: int
    due_date: str
    created_at: int


_SELECT = (
    "SELECT a.id, a.class, a.deck, d.slug, a.kind, a.target, a.amount, a.due_date, a.created_at"
    " FROM class_assignments a JOIN decks d ON d.id = a.deck"
)


def add_assignment(connection: Connection, row: AssignmentRow) -> None:
    """Add an assignment; the same one twice is one."""
    connection.execute(
        "INSERT INTO class_assignments (class, deck, kind, target, amount, due_date, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (class, deck, kind, target, amount, due_date) DO NOTHING",
        (row.class_id, row.deck, row.kind, row.target, row.amount, row.due_date, row.created_at),
    )


def delete_assignment(connection: Connection, class_id: int, assignment: int) -> None:
    """Delete an assignment of this class."""
    connection.execute("DELETE FROM class_assignments WHERE class = ? AND id = ?", (class_id, assignment))


def rename_incidents(connection: Connection, deck: int, renamed: Mapping[str, str]) -> None:
    """Have assignments follow incidents that have new ids, old to new. Renames may form chains and circles.

    Where a class already has the same one under the new id, that one stays.
    """
    moving = [(old, new) for old, new in renamed.items() if old != new]
    of_incident = "deck = ? AND kind = 'incident' AND target = ?"
    # All are set aside before the first gets its new id, which may be the old one of another.
    connection.executemany(
        f"UPDATE class_assignments SET target = ? WHERE {of_incident}",
        [(f"~moving~{old}", deck, old) for old, _ in moving],
    )
    for old, new in moving:
        connection.execute(
            f"DELETE FROM class_assignments WHERE {of_incident} AND EXISTS (SELECT 1 FROM class_assignments same"
            " WHERE same.class = class_assignments.class AND same.deck = class_assignments.deck AND same.kind = 'incident'"
            " AND same.target = ? AND same.amount = class_assignments.amount AND same.due_date = class_assignments.due_date)",
            (deck, f"~moving~{old}", new),
        )
        connection.execute(
            f"UPDATE class_assignments SET target = ? WHERE {of_incident}", (new, deck, f"~moving~{old}")
        )


def list_assignments(connection: Connection, class_id: int) -> tuple[AssignmentRow, ...]:
    """Return what a class is to do, the earliest date first, what has none last."""
    # A comparison that is false comes before one that is true, on both engines.
    rows = connection.execute(
        f"{_SELECT} WHERE a.class = ? AND d.retired_at IS NULL ORDER BY a.due_date = '', a.due_date, a.id", (class_id,)
    )
    return tuple(AssignmentRow(*row) for row in rows)


def list_decided_stops(connection: Connection, learner: int, deck: int, incident: str, since: int) -> frozenset[str]:
    """Return the decisions of an incident that somebody took since a moment."""
    rows = connection.execute(
        "SELECT DISTINCT stop FROM choices WHERE learner = ? AND deck = ? AND incident = ? AND at >= ?",
        (learner, deck, incident, since),
    )
    return frozenset(str(stop) for (stop,) in rows)


def count_answers(connection: Connection, learner: int, deck: int, since: int) -> int:
    """Return how many answers that were not taken back somebody gave in a deck since a moment."""
    first, last = compute_id_range(learner)
    row = connection.execute(
        "SELECT count(*) FROM answers WHERE id BETWEEN ? AND ? AND deck = ? AND at >= ?", (first, last, deck, since)
    ).fetchone()
    return int(row[0])


def count_answered_sources(connection: Connection, learner: int, deck: int, sources: frozenset[str], since: int) -> int:
    """Return how many of these questions somebody answered since a moment."""
    first, last = compute_id_range(learner)
    rows = connection.execute(
        "SELECT DISTINCT c.source FROM answers a JOIN cards c ON c.id = a.card"
        " WHERE a.id BETWEEN ? AND ? AND a.deck = ? AND a.at >= ?",
        (first, last, deck, since),
    )
    return sum(str(source) in sources for (source,) in rows)


def find_interview_plans(connection: Connection, learner: int, since: int) -> tuple[str, ...]:
    """Return the plans (JSON) of the mock interviews of their own that somebody finished since a moment."""
    rows = connection.execute(
        "SELECT plan FROM interview_rounds WHERE learner = ? AND origin = 'own' AND finished_at >= ? ORDER BY id",
        (learner, since),
    )
    return tuple(str(plan) for (plan,) in rows)


def note_lab_run(connection: Connection, learner: int, deck: int, model: str, now: int) -> None:
    """Write down that somebody ran a lab from a deck."""
    connection.execute(
        "INSERT INTO lab_runs (learner, deck, model, first_at, last_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (learner, deck, model) DO UPDATE SET last_at = excluded.last_at",
        (learner, deck, model, now, now),
    )


def restore_lab_run(connection: Connection, learner: int, deck: int, model: str, first_at: int, last_at: int) -> None:
    """Write down runs that are known from elsewhere: the earlier first time and the later last one hold."""
    connection.execute(
        "INSERT INTO lab_runs (learner, deck, model, first_at, last_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (learner, deck, model) DO UPDATE SET"
        " first_at = CASE WHEN excluded.first_at < lab_runs.first_at THEN excluded.first_at ELSE lab_runs.first_at END,"
        " last_at = CASE WHEN excluded.last_at > lab_runs.last_at THEN excluded.last_at ELSE lab_runs.last_at END",
        (learner, deck, model, first_at, last_at),
    )


def has_run_lab(connection: Connection, learner: int, deck: int, model: str, since: int) -> bool:
    """Tell whether somebody ran a lab from a deck since a moment."""
    row = connection.execute(
        "SELECT 1 FROM lab_runs WHERE learner = ? AND deck = ? AND model = ? AND last_at >= ?",
        (learner, deck, model, since),
    ).fetchone()
    return row is not None


def list_lab_runs(connection: Connection, learner: int) -> tuple[tuple[str, str, int, int], ...]:
    """Return (deck, model, first time, last time) of the labs that somebody ran."""
    rows = connection.execute(
        "SELECT d.slug, r.model, r.first_at, r.last_at FROM lab_runs r JOIN decks d ON d.id = r.deck"
        " WHERE r.learner = ? ORDER BY d.slug, r.model",
        (learner,),
    )
    return tuple((str(slug), str(model), int(first), int(last)) for slug, model, first, last in rows)
