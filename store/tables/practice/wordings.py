"""Learners' own wordings of key points. Times are milliseconds in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from store.connection import Connection

WordingDecision = Literal["open", "accepted", "declined"]


@dataclass(frozen=True, slots=True)
class WordingRow:
    """How a learner put a key point. `question` is the id of the question, `point` the point's text as it was then; mentors
    see it when it is `offered`.
    """

    question: str
    point: str
    wording: str
    said_at: int
    decision: WordingDecision = "open"
    offered: bool = True


@dataclass(frozen=True, slots=True)
class OfferedRow:
    """A wording as mentors see it: by whom it was said is left out, `learners` is how many said just this."""

    question: str
    point: str
    wording: str
    learners: int


def save_wording(connection: Connection, learner: int, deck: int, row: WordingRow) -> None:
    """Keep a wording. One that is kept already stays as it is."""
    connection.execute(
        "INSERT INTO wordings (learner, deck, question, point, wording, said_at, decision, offered)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (learner, deck, question, point, wording) DO NOTHING",
        (learner, deck, row.question, row.point, row.wording, row.said_at, row.decision, int(row.offered)),
    )


def offer_wording(connection: Connection, learner: int, deck: int, row: WordingRow) -> None:
    """Show a wording to mentors, or show it no longer."""
    connection.execute(
        "UPDATE wordings SET offered = ? WHERE learner = ? AND deck = ? AND question = ? AND point = ? AND wording = ?",
        (int(row.offered), learner, deck, row.question, row.point, row.wording),
    )


def delete_wording(connection: Connection, learner: int, deck: int, row: WordingRow) -> None:
    """Forget a wording: the learner took it back."""
    connection.execute(
        "DELETE FROM wordings WHERE learner = ? AND deck = ? AND question = ? AND point = ? AND wording = ?",
        (learner, deck, row.question, row.point, row.wording),
    )


def list_wordings(
    connection: Connection, learner: int, deck: int, question: str | None = None
) -> tuple[WordingRow, ...]:
    """Return a learner's wordings in a deck, of one question or of all, oldest first."""
    # The cast tells PostgreSQL the type of a value that may be NULL.
    rows = connection.execute(
        "SELECT question, point, wording, said_at, decision, offered FROM wordings"
        " WHERE learner = ? AND deck = ? AND (CAST(? AS TEXT) IS NULL OR question = ?) ORDER BY id",
        (learner, deck, question, question),
    )
    return tuple(
        WordingRow(question, point, wording, said_at, decision, bool(offered))
        for question, point, wording, said_at, decision, offered in rows
    )


def list_offered(connection: Connection, deck: int) -> tuple[OfferedRow, ...]:
    """Return the wordings that no mentor has decided about, those of several learners first."""
    rows = connection.execute(
        "SELECT question, point, wording, count(*) FROM wordings WHERE deck = ? AND decision = 'open' AND offered = 1"
        " GROUP BY question, point, wording ORDER BY count(*) DESC, min(id)",
        (deck,),
    )
    return tuple(OfferedRow(*row) for row in rows)


def list_learners(connection: Connection, deck: int, row: OfferedRow) -> tuple[int, ...]:
    """Return who offers a wording that no mentor has decided about."""
    rows = connection.execute(
        "SELECT learner FROM wordings WHERE deck = ? AND question = ? AND point = ? AND wording = ? AND decision = 'open'"
        " AND offered = 1 ORDER BY id",
        (deck, row.question, row.point, row.wording),
    )
    return tuple(int(learner) for (learner,) in rows)


def decide(connection: Connection, deck: int, row: OfferedRow, decision: WordingDecision) -> None:
    """Note what a mentor decided about a wording, for everybody who said it, whether they offer it or not."""
    connection.execute(
        "UPDATE wordings SET decision = ? WHERE deck = ? AND question = ? AND point = ? AND wording = ?",
        (decision, deck, row.question, row.point, row.wording),
    )
