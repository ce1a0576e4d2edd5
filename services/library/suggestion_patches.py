"""Suggestions as patches for git: one e-mail each, with author and reason, as `git am` and `deck apply` read them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

from deck.markdown.clean_text import clean_text
from services.connections import connect
from services.library import content_folder, suggestion_queue
from services.library.authors import credit_authors, shorten_note
from services.library.suggestion_queue import QueueEntry
from services.roles import require_mentor
from services.workspace import Workspace

# The line with which `git format-patch` begins each patch; git looks at its form, not at the hash.
_ENVELOPE = f"From {'0' * 40} Mon Sep 17 00:00:00 2001"
MAX_CREDITED = 3  # names in the subject; the message names everybody
_NO_ADDRESS = "noreply@rehearsal.invalid"  # a domain that nobody can own (RFC 2606); git wants some address
# Names that may stand in a header as they are; others are put in quotes or encoded.
_UNQUOTED_NAME = re.compile(r"[\w .'-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Patch:
    """A patch, "" where nothing is in it; `left_out` are sentences about suggestions that do not fit."""

    text: str
    left_out: tuple[str, ...]


def write_patch(ws: Workspace, mentor: int, deck_id: str, keys: Iterable[str], now: datetime) -> Patch:
    """Return entries of the queue as one patch, each behind the one before it, for the deck's file in the content folder.

    Raises UserError for a learner who is no mentor.
    """
    with connect(ws) as connection:
        require_mentor(connection, mentor, "Only mentors see what others suggest.")
    path = find_path(ws, deck_id)
    messages, left_out = [], []
    for entry, before, after in suggestion_queue.join_entries(ws, mentor, deck_id, keys):
        if before == after:
            left_out.append(
                f"“{entry.title}” does not fit the newest version, or those before it: it is not in the patch."
            )
        else:
            messages.append(_write_message(entry, path, before, after, now))
    return Patch("".join(messages), tuple(left_out))


def find_path(ws: Workspace, deck_id: str) -> str:
    """Return the deck's file, as a repository that holds the content folder names it."""
    try:
        names = content_folder.list_content(ws.content).names
    except OSError:  # there is no such folder: decks were uploaded
        names = ()
    slugs = content_folder.assign_slugs(names)
    name = next((name for name, slug in slugs.items() if slug == deck_id), f"{deck_id}.md")
    return f"content/{content_folder.describe_name(name)}"


def _write_message(entry: QueueEntry, path: str, before: str, after: str, now: datetime) -> str:
    """Return a patch with its header. Lines end with LF; a carriage return belongs to the line before it."""
    author = entry.names[0] if entry.names else "A learner"
    subject = _write_on_one_line(_write_subject(entry))
    # Behind a label, since a line that begins as a diff does would end the message.
    body = [
        f"Suggested-by: {_write_on_one_line(name)}: {_write_on_one_line(reason)}"
        for name, reason in zip(entry.names, entry.reasons, strict=False)
    ]
    head = [
        _ENVELOPE,
        f"From: {_write_name(author)} <{_NO_ADDRESS}>",
        f"Date: {format_datetime(entry.created_at or now)}",
        f"Subject: [PATCH] {_encode(subject)}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        "",
        *body,
        "---",
        "",
    ]
    return "\n".join(head) + write_diff(path, before, after) + "-- \nRehearsal\n\n"


def _write_subject(entry: QueueEntry) -> str:
    if entry.kind == "edit":
        return shorten_note(credit_authors(entry.names, entry.reasons, limit=MAX_CREDITED))
    return shorten_note(f"A learner's {entry.kind}: {entry.title}")


def write_diff(path: str, before: str, after: str) -> str:
    """Return a unified diff as git writes it."""
    lines = difflib.unified_diff(_split(before), _split(after), f"a/{path}", f"b/{path}")
    out = [f"diff --git a/{path} b/{path}\n"]
    for line in lines:
        out.append(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
    return "".join(out)


def _split(text: str) -> list[str]:
    """Return lines with their LF, and nothing else as a line end: that is how git counts."""
    return [line + "\n" for line in text.split("\n")[:-1]] + (
        [last] if (last := text.rsplit("\n", maxsplit=1)[-1]) else []
    )


def _write_on_one_line(text: str) -> str:
    return " ".join(clean_text(text).split())


def _write_name(name: str) -> str:
    """Return a name for a header: encoded, in quotes where it holds more than letters."""
    plain = _write_on_one_line(name.replace("<", " ").replace(">", " ")) or "A learner"
    if _UNQUOTED_NAME.fullmatch(plain):
        return plain
    if plain.isascii():
        return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return Header(plain, "utf-8").encode(maxlinelen=0)


def _encode(text: str) -> str:
    return text if text.isascii() else Header(text, "utf-8", maxlinelen=0).encode(maxlinelen=0)
