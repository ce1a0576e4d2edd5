"""Whom a published version names: its author, and whoever suggested what it changes."""

from __future__ import annotations

from collections.abc import Sequence

from services.configuration import get_configuration
from store.connection import Connection
from store.tables.learners import learners
from store.tables.library import suggestions
from store.tables.library.decks import VersionRow

MAX_NOTE_LETTERS = 200
MAX_CREDITED = 3
FORMER_LEARNER = "a former learner"
# What is kept as the note of a version that comes of a suggestion. Names are put in when it is read, so that a version need
# not change when somebody is erased.
ACCEPTED_NOTE = "A suggestion, accepted"
EDITED_NOTE = "A suggestion, accepted with changes"


def name_author(connection: Connection, learner: int, typed_name: str) -> str:
    """Return the author of what a learner publishes: where people log in their name, elsewhere the name that was given."""
    if get_configuration().login is None:
        return typed_name.strip()
    return learners.list_names(connection)[learner]


def describe_note(connection: Connection, version: VersionRow) -> str:
    """Return a version's note; one that comes of a suggestion names who suggested it, and why."""
    if version.note not in (ACCEPTED_NOTE, EDITED_NOTE):
        return version.note
    found = suggestions.list_of_version(connection, version.deck, version.number)
    if not found:
        return version.note
    names = learners.list_names(connection)
    people = dict.fromkeys(row.learner for row in found)
    credited = [names.get(number or 0, FORMER_LEARNER) for number in people]
    return credit_authors(credited, [row.reason for row in found], is_edited=version.note == EDITED_NOTE)


def credit_authors(names: Sequence[str], reasons: Sequence[str], *, is_edited: bool = False) -> str:
    """Return a note that says who suggested a change, and why."""
    others = len(names) - MAX_CREDITED
    credited = ", ".join(names[:MAX_CREDITED]) + (f" and {others} more" if others > 0 else "")
    why = "; ".join(dict.fromkeys(filter(None, reasons)))
    return shorten_note(f"Suggested by {credited}{', edited' if is_edited else ''}{f': {why}' if why else ''}")


def shorten_note(note: str) -> str:
    """Return a note that is no longer than notes are."""
    return note if len(note) <= MAX_NOTE_LETTERS else f"{note[: MAX_NOTE_LETTERS - 1].rstrip()}…"
