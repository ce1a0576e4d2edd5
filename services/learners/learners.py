"""The learners of an instance, by the names they chose. Nobody signs in: whoever sits here says who they are."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from errors import UserError
from services.connections import opened
from services.library.publishing import may_author
from services.workspace import Workspace
from store.connection import from_ms, to_ms, transaction
from store.tables import learners

FIRST = 1  # who is there from the start
COOKIE = "rehearsal-learner"  # says who sits at a browser
LONGEST = 60  # letters of a name
MOST = 200
MOST_DIGITS = 10
# Controls, marks of direction, spaces without width: names that look alike are alike, and none turns what stands beside it.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class Person:
    """A learner. `answers` and `decks` count what they were asked, `last` is aware (None: never)."""

    id: int
    name: str
    answers: int
    decks: int
    last: datetime | None


def everyone(ws: Workspace, learner: int) -> tuple[Person, ...]:
    """All learners, in the order in which they came. Raises UserError for a learner who may not author."""
    _permit(ws, learner)
    with opened(ws) as connection:
        rows = learners.learners(connection)
    return tuple(
        Person(r.id, r.name, r.answers, r.decks, from_ms(r.last) if r.last is not None else None) for r in rows
    )


def known(ws: Workspace, learner: int) -> bool:
    """Whether there is such a learner."""
    with opened(ws) as connection:
        return learners.known(connection, learner)


def number(said: str) -> int | None:
    """A learner's number as a cookie or an address says it; None when that is none."""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < MOST_DIGITS else None


def names(ws: Workspace) -> dict[int, str]:
    """Everybody's name, by number."""
    with opened(ws) as connection:
        return learners.names(connection)


def add(ws: Workspace, learner: int, name: str, now: datetime) -> int:
    """A new learner. Their number. Raises UserError for a name that is empty, too long or taken."""
    _permit(ws, learner)
    with opened(ws) as connection, transaction(connection):
        taken = learners.names(connection)
        if len(taken) >= MOST:
            raise UserError(f"{MOST} learners are the most for one instance.", "Start another instance for more.")
        return learners.add(connection, _fit(name, taken, 0), to_ms(now))


def rename(ws: Workspace, learner: int, who: int, name: str) -> None:
    """Give a learner another name; histories stay. Raises UserError for a name that is empty, too long or taken."""
    if who != learner:
        _permit(ws, learner)
    with opened(ws) as connection, transaction(connection):
        taken = learners.names(connection)
        if who not in taken:
            raise UserError("There is no such learner.", "Choose one from the list.")
        learners.prefer(connection, who, {"name": _fit(name, taken, who)})


def _fit(name: str, taken: dict[int, str], who: int) -> str:
    wanted = " ".join(_UNSEEN.sub("", " ".join(name.split())).split())
    seen = any(letter.isprintable() and letter != " " and not unicodedata.combining(letter) for letter in wanted)
    if not seen or len(wanted) > LONGEST:
        raise UserError(f"A name has 1 to {LONGEST} letters.", "Choose another one.")
    if any(_same(other) == _same(wanted) for number, other in taken.items() if number != who):
        raise UserError(f"There is a learner called “{wanted}” already.", "Add something that tells the two apart.")
    return wanted


def _same(name: str) -> str:
    """One spelling for names that a reader takes for the same."""
    return unicodedata.normalize("NFKC", name).casefold()


def _permit(ws: Workspace, learner: int) -> None:
    if not may_author(ws, learner):
        raise UserError("Only mentors see the learners.", "Ask a mentor of this instance.")
