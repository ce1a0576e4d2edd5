"""What a learner does with suggestions: suggest a change to a place of a deck, withdraw it, learn what became of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import deck as reader
from deck.markdown.source import decode_text
from deck.versioning import merge, places
from errors import UserError
from services.connections import connect
from services.library import audience
from services.library.deck_lookup import require_deck
from services.library.versions import load_parsed_version
from services.roles import find_role
from services.workspace import Workspace
from store.connection import Connection, from_ms, to_ms, transaction
from store.tables.library import decks as table
from store.tables.library import suggestions as rows
from store.tables.library.suggestions import SuggestionStatus

MAX_TEXT_LETTERS = 60_000  # of one place: a long topic, and more than anybody rewrites in a text field
# Letters: a reason is a sentence or two, and stands in the version's note.
MAX_REASON_LETTERS = 500
MAX_OPEN = 100  # of one learner: a mentor's queue must stay readable
# Control characters, and those that turn the direction of writing (Unicode, UAX 9): a reason is shown in lists.
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class EditablePlace:
    """A place of a deck as a learner may edit it: `text` are its lines in version `base`; `parts` are places inside."""

    id: str
    title: str
    base: int
    first: int
    last: int
    text: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OwnSuggestion:
    """A learner's suggestion and what became of it. `reply` is the mentor's reason, `version` the one it came with."""

    number: int
    deck: str
    title: str
    reason: str
    created_at: datetime
    status: SuggestionStatus
    reply: str
    version: int | None
    after: str


def load_place(ws: Workspace, learner: int, deck_id: str, place_id: str) -> EditablePlace:
    """Return a place of the newest version, by the id of a question, topic or incident, or `incident@3` for an event.

    `learner` is who wants to edit it. Raises UserError when the deck has no such place, or it is too long for a text field.
    """
    with connect(ws) as connection:
        version = _require_newest(connection, _open_deck(connection, learner, deck_id))
        text = decode_text(table.load_text(connection, version.id))[0]
        parsed = load_parsed_version(connection, version)
    place = places.find_place(parsed, text, place_id)
    if place is None:
        raise UserError("This place is not in the deck any more.", "Choose another one.")
    parts = tuple((part.id, part.title) for part in places.list_inner_places(parsed, place))
    lines = places.get_lines(text, place.first, place.last)
    if len(lines) > MAX_TEXT_LETTERS:
        raise UserError("This place is too long to be edited here.", "Suggest a change to one of its questions.")
    return EditablePlace(
        id=place.id,
        title=place.title,
        base=version.number,
        first=place.first,
        last=place.last,
        text=lines,
        parts=parts,
    )


def suggest_change(
    ws: Workspace, learner: int, deck_id: str, place: EditablePlace, text: str, reason: str, key: str, now: datetime
) -> int:
    """Suggest other lines for a place and return the suggestion's number. The same `key` suggests once.

    Raises UserError when nothing was changed, no reason is given, a text is too long, or too many suggestions wait.
    """
    text, reason = "\n".join(places.split_lines(text)).rstrip(), clean_reason(reason)
    if text == place.text.rstrip():
        raise UserError("Nothing was changed.", "Edit the text first.")
    if not reason:
        raise UserError("A reason is missing.", "Say in a few words why the text should change.")
    if len(text) > MAX_TEXT_LETTERS:
        raise UserError(f"The text is longer than {MAX_TEXT_LETTERS:,} characters.", "Suggest a smaller change.")
    if merge.has_conflict_marks(text):
        raise UserError("The text has the marks of a merge.", "Remove the lines that begin with <<<<<<< and >>>>>>>.")
    with connect(ws) as connection, transaction(connection, learner):
        deck = _open_deck(connection, learner, deck_id)
        version = find_version(connection, deck.id, place.base)
        text_before = decode_text(table.load_text(connection, version.id))[0] if version else ""
        # The page sends what it showed: another tab, or an author, may have gone on meanwhile.
        if version is None or places.get_lines(text_before, place.first, place.last) != place.text:
            raise UserError("This place has changed in the meantime.", "Load the page again.")
        if rows.count_open(connection, learner) >= MAX_OPEN:
            raise UserError(f"{MAX_OPEN} of your suggestions are waiting for a decision.", "Withdraw one in Settings.")
        row = rows.NewSuggestion(
            learner=learner,
            deck=deck.id,
            key=f"{learner}:{key}",
            kind="edit",
            base=place.base,
            first=place.first,
            last=place.last,
            title=place.title[:200],
            before=place.text,
            after=text,
            reason=reason,
            created_at=to_ms(now),
        )
        return rows.add_suggestion(connection, row)


def preview_place(place: EditablePlace, text: str) -> tuple[str, ...]:
    """Return what the reader says of a place's new lines alone, as sentences with their line in the field."""
    old_problems = {(p.code, p.message) for p in reader.parse(place.text).problems}
    new_problems = (
        p for p in reader.parse(text).problems if (p.code, p.message) not in old_problems and p.severity != "info"
    )
    return tuple(f"Line {p.line}: {p.message} {p.remedy}".strip() for p in new_problems)


def list_own_suggestions(ws: Workspace, learner: int) -> tuple[OwnSuggestion, ...]:
    """Return everything a learner suggested, the latest first."""
    with connect(ws) as connection:
        return tuple(_to_own(connection, row) for row in rows.list_own(connection, learner))


def list_outcomes(ws: Workspace, learner: int) -> tuple[OwnSuggestion, ...]:
    """Return what mentors decided about a learner's suggestions and the learner has not been told yet."""
    with connect(ws) as connection:
        return tuple(_to_own(connection, row) for row in rows.list_untold(connection, learner))


def mark_outcomes_told(ws: Workspace, learner: int, numbers: Collection[int], now: datetime) -> None:
    """Note that a learner has seen what became of these of their suggestions; those of others are left alone."""
    with connect(ws) as connection, transaction(connection, learner):
        rows.mark_told(connection, learner, numbers, to_ms(now))


def withdraw_suggestion(ws: Workspace, learner: int, number: int, now: datetime) -> None:
    """Take an own suggestion back. Raises UserError when it is decided already, or is not the learner's."""
    with connect(ws) as connection, transaction(connection, learner):
        if not rows.withdraw(connection, learner, number, to_ms(now)):
            raise UserError("This suggestion cannot be withdrawn.", "It has been decided already, or it is not yours.")


def describe_suggestions(connection: Connection, learner: int) -> list[dict[str, Any]]:
    """Return everything a learner suggested as plain values, for the file that they take away; the oldest first."""
    return [
        {
            "deck": table.load_slug(connection, row.deck),
            "kind": row.kind,
            "title": row.title,
            "version": row.base,
            "before": row.before,
            "after": row.after,
            "reason": row.reason,
            "created_at": from_ms(row.created_at).isoformat(),
            "status": row.status,
            "reply": row.reply,
            "published_as": row.version,
        }
        for row in reversed(rows.list_own(connection, learner))
    ]


def clean_reason(reason: str) -> str:
    """Return a reason on one line, without characters that turn the writing; a long one is cut."""
    return " ".join(_UNWANTED.sub(" ", reason).split())[:MAX_REASON_LETTERS]


def find_version(connection: Connection, deck: int, number: int) -> table.VersionRow | None:
    """Return the version of a deck with this number."""
    return next((v for v in table.list_versions(connection, deck) if v.number == number), None)


def _open_deck(connection: Connection, learner: int, deck_id: str) -> table.DeckRow:
    """Return a deck that a learner may study. Raises UserError where there is none, or nobody may act as this learner."""
    if find_role(connection, learner) is None:
        raise UserError("You are logged out.", "Load the page again to log in.")
    deck = require_deck(connection, deck_id)
    audience.require_visible(connection, learner, deck.id)
    return deck


def _require_newest(connection: Connection, deck: table.DeckRow) -> table.VersionRow:
    version = table.load_newest_version(connection, deck.id)
    if version is None:
        raise UserError("This deck has no version yet.", "Publish it first.")
    return version


def _to_own(connection: Connection, row: rows.SuggestionRow) -> OwnSuggestion:
    return OwnSuggestion(
        number=row.id,
        deck=table.load_slug(connection, row.deck),
        title=row.title,
        reason=row.reason,
        created_at=from_ms(row.created_at),
        status=row.status,
        reply=row.reply,
        version=row.version,
        after=row.after,
    )
