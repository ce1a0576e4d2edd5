"""Wordings of key points that learners offer, as a mentor sees them: without names, and without the rest of the answer."""

from __future__ import annotations

from dataclasses import dataclass

from deck.wording_writer import add_wording
from errors import UserError
from services.connections import connect
from services.library.deck_lookup import require_deck
from services.roles import require_mentor
from services.workspace import Workspace
from store.connection import Connection, transaction
from store.tables import wordings


@dataclass(frozen=True, slots=True)
class OfferedWording:
    """How somebody put a key point; `learners` is how many put it just so."""

    question: str
    point: str
    wording: str
    learners: int


def list_offered_wordings(ws: Workspace, mentor: int, deck_id: str) -> tuple[OfferedWording, ...]:
    """Return the wordings that wait for a decision. Raises UserError for a learner who is no mentor."""
    with connect(ws) as connection:
        found = wordings.list_offered(connection, _open_deck(connection, mentor, deck_id))
    return tuple(OfferedWording(row.question, row.point, row.wording, row.learners) for row in found)


def accept_wording(ws: Workspace, mentor: int, deck_id: str, offered: OfferedWording, text: str) -> str:
    """Return a draft's text with the wording on its key point's line, and note the decision.

    Raises UserError when the question or the point is not in the text any more; nothing is noted then.
    """
    try:
        written = add_wording(text, offered.question, offered.point, offered.wording)
    except LookupError:
        raise UserError(
            "This key point is not in the draft any more.", "Decline the wording, or write it where it belongs."
        ) from None
    _decide(ws, mentor, deck_id, offered, "accepted")
    return written


def decline_wording(ws: Workspace, mentor: int, deck_id: str, offered: OfferedWording) -> None:
    """Note that a wording does not count as the point. Its learner keeps it."""
    _decide(ws, mentor, deck_id, offered, "declined")


def _decide(ws: Workspace, mentor: int, deck_id: str, offered: OfferedWording, decision: wordings.Decision) -> None:
    row = wordings.OfferedRow(offered.question, offered.point, offered.wording, offered.learners)
    with connect(ws) as connection, transaction(connection):
        wordings.decide(connection, _open_deck(connection, mentor, deck_id), row, decision)


def _open_deck(connection: Connection, mentor: int, deck_id: str) -> int:
    require_mentor(connection, mentor, "Only mentors decide about wordings.")
    return require_deck(connection, deck_id).id
