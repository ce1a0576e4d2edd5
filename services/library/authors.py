"""Whom a published version names: its author, and whoever suggested what it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.configuration import get_configuration
from store.connection import Connection
from store.tables.learners import learners
from store.tables.library import suggestions
from store.tables.library.decks import VersionRow
from store.tables.library.suggestions import SuggestionKind

# Letters of a version's note: it stands on one or two lines of the list of versions.
MAX_NOTE_LETTERS = 200
MIN_REASON_LETTERS = 40  # of the reasons, however many names stand before them
FORMER_LEARNER = "a former learner"
# The note that is stored with a version that comes of a suggestion. Names are filled in when it is read, so that no version
# has to change when somebody is erased.
ACCEPTED_NOTE = "A suggestion, accepted"
EDITED_NOTE = "A suggestion, accepted with changes"
_OFFER_TITLES: dict[SuggestionKind, str] = {"wording": "wording", "answer": "answer"}


def name_author(connection: Connection, learner: int, typed_name: str) -> str:
    """Return the author of what a learner publishes: where people log in their name, elsewhere the name that was given."""
    if get_configuration().login is None:
        return typed_name.strip()
    return learners.list_names(connection)[learner]


def describe_note(connection: Connection, version: VersionRow) -> str:
    """Return a version's note; one that comes of a suggestion names who suggested it, and why."""
    if version.note not in (ACCEPTED_NOTE, EDITED_NOTE):
        return version.note
    rows = suggestions.list_of_version(connection, version.deck, version.number)
    if not rows:
        return version.note
    names = learners.list_names(connection)
    people = dict.fromkeys(row.learner for row in rows)
    return credit_authors(
        [names.get(number or 0, FORMER_LEARNER) for number in people],
        [row.reason for row in rows],
        is_edited=version.note == EDITED_NOTE,
        others=describe_offers(suggestions.count_offers_of_version(connection, version.deck, version.number)),
    )


def credit_authors(
    names: Sequence[str], reasons: Sequence[str], *, is_edited: bool = False, others: str = "", limit: int | None = None
) -> str:
    """Return a note that says who suggested a change, and why. Every name stands in it, or the first `limit`; reasons are
    cut. `others` is what came without a name.
    """
    unique_names = list(dict.fromkeys(names))
    left_out = 0 if limit is None else max(0, len(unique_names) - limit)
    names_text = ", ".join(unique_names[: len(unique_names) - left_out]) + (f" and {left_out} more" if left_out else "")
    head = f"Suggested by {names_text}{', edited' if is_edited else ''}{f', and {others}' if others else ''}"
    why = " ".join(_end_sentence(reason) for reason in dict.fromkeys(filter(None, reasons)))
    why = why.removesuffix(";")
    room = max(MAX_NOTE_LETTERS - len(head) - 2, MIN_REASON_LETTERS)
    return f"{head}: {shorten_note(why, room)}" if why else head


def _end_sentence(reason: str) -> str:
    """Return a reason as another one may follow it."""
    return reason if reason.endswith((".", "!", "?", "…")) else f"{reason};"


def describe_offers(counts: Mapping[SuggestionKind, int]) -> str:
    """Return how many wordings and answers of learners a version took in, in words; "" for none."""
    counts_text = [_describe_count(counts.get(kind, 0), title) for kind, title in _OFFER_TITLES.items()]
    return " and ".join(filter(None, counts_text))


def _describe_count(count: int, title: str) -> str:
    return "" if count == 0 else f"one {title}" if count == 1 else f"{count} {title}s"


def shorten_note(note: str, most: int = MAX_NOTE_LETTERS) -> str:
    """Return a note that is no longer than notes are."""
    return note if len(note) <= most else f"{note[: most - 1].rstrip()}…"
