"""The learners of an instance, by the names they chose. Without a log-in, people choose which of them they are."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from errors import UserError
from services.configuration import get_configuration
from services.connections import connect
from services.roles import require_mentor
from services.workspace import Workspace
from store.connection import from_ms, to_ms, transaction
from store.tables.learners import learners

FIRST_LEARNER = 1  # who is there from the start
COOKIE = "rehearsal-learner"  # which learner uses a browser, where nobody logs in
MAX_NAME_LENGTH = 60  # letters of a name
# A learner's number has fewer digits than this; a cookie with more is not turned into a huge number.
MAX_DIGITS = 10
_MENTORS_ONLY = "Only mentors see the learners."
# Controls, marks of direction, characters without width: with them, two names could look the same, or turn the text beside them.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class LearnerSummary:
    """A learner. `answers` and `decks` count what they were asked, `last` is aware (None: never)."""

    id: int
    name: str
    answers: int
    decks: int
    last: datetime | None


def list_learners(ws: Workspace, learner: int) -> tuple[LearnerSummary, ...]:
    """Return all learners, in the order in which they came.

    Raises UserError for a learner who is no mentor, and where people log in: how much somebody practises is theirs then.
    """
    with connect(ws) as connection:
        require_mentor(connection, learner, _MENTORS_ONLY)
        _refuse_with_login()
        rows = learners.list_learners(connection)
    return tuple(
        LearnerSummary(r.id, r.name, r.answers, r.decks, from_ms(r.last_answer) if r.last_answer is not None else None)
        for r in rows
    )


def learner_exists(ws: Workspace, learner: int) -> bool:
    """Return whether there is such a learner."""
    with connect(ws) as connection:
        return learners.has_learner(connection, learner)


def parse_learner_id(text: str) -> int | None:
    """Return the number of a learner in a cookie or an address; None when it is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < MAX_DIGITS else None


def list_names(ws: Workspace) -> dict[int, str]:
    """Return everybody's name, by number."""
    with connect(ws) as connection:
        return learners.list_names(connection)


def add_learner(ws: Workspace, learner: int, name: str, now: datetime) -> int:
    """Add a learner; return their number.

    Raises UserError for a name that is empty, too long or taken, and where people log in.
    """
    with connect(ws) as connection, transaction(connection):
        require_mentor(connection, learner, _MENTORS_ONLY)
        _refuse_with_login()
        names = learners.list_names(connection)
        most = get_configuration().max_learners
        if len(names) >= most:
            people = f"{most} learner{'' if most == 1 else 's'}"
            raise UserError(f"This instance takes at most {people}.", "Set REHEARSAL_MAX_LEARNERS to take more.")
        return learners.add_learner(connection, check_name(name, names, 0), to_ms(now))


def rename_learner(ws: Workspace, learner: int, who: int, name: str) -> None:
    """Give a learner another name; histories stay. Raises UserError for a name that is empty, too long or taken."""
    with connect(ws) as connection, transaction(connection):
        if who != learner:
            require_mentor(connection, learner, _MENTORS_ONLY)
            _refuse_with_login()  # a name is its owner's
        names = learners.list_names(connection)
        if who not in names:
            raise UserError("There is no such learner.", "Choose one from the list.")
        learners.save_preferences(connection, who, {"name": check_name(name, names, who)})


def _refuse_with_login() -> None:
    if get_configuration().login is not None:
        raise UserError("People log in here.", "They become learners at their first log-in.")


def check_name(name: str, names: dict[int, str], who: int) -> str:
    """Return a learner's new name without what cannot be seen. `names` are everybody's, by number (`who`: theirs; 0: nobody's).

    Raises UserError for a name that is empty, too long or taken.
    """
    clean_name = " ".join(_INVISIBLE.sub("", " ".join(name.split())).split())
    has_visible_letter = any(
        letter.isprintable() and letter != " " and not unicodedata.combining(letter) for letter in clean_name
    )
    if not has_visible_letter or len(clean_name) > MAX_NAME_LENGTH:
        raise UserError(f"A name can have 1 to {MAX_NAME_LENGTH} characters.", "Choose another one.")
    if any(_fold_name(other) == _fold_name(clean_name) for number, other in names.items() if number != who):
        raise UserError(f"There is a learner called “{clean_name}” already.", "Add something that tells the two apart.")
    return clean_name


def find_free_name(preferred_name: str, names: dict[int, str]) -> str:
    """Return a name for somebody whose name comes from elsewhere: shortened where it is too long, numbered where it is
    taken.
    """
    # Six letters less, so that there is room for a number.
    clean_name = (
        " ".join(_INVISIBLE.sub("", " ".join(preferred_name.split())).split())[: MAX_NAME_LENGTH - 6].strip()
        or "Learner"
    )
    for number in itertools.count(1):
        name = clean_name if number == 1 else f"{clean_name} ({number})"
        try:
            return check_name(name, names, 0)
        except UserError:
            if number > len(names) + 1:  # not taken, then: there is nothing in it that can be seen
                clean_name = "Learner"
    raise AssertionError("the numbers do not end")


def _fold_name(name: str) -> str:
    """Return one spelling for names that a reader takes for the same."""
    return unicodedata.normalize("NFKC", name).casefold()
