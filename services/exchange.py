"""Decks in and out: what a file becomes before it is published, and what a deck can be taken away as."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

import deck as reader
from deck.errors import UserError
from deck.model import Deck
from deck.source import decode
from exchange.formats import FORMATS, Format
from exchange.incoming import MOST_NOTES, Foreign, deck_markdown, from_table
from services import library
from services.importers import apkg, archive
from services.workspace import Workspace

TEXTS = (".md", ".markdown", ".txt")
TABLES = (".csv", ".tsv")
SUFFIXES = (*TEXTS, *TABLES, ".apkg", ".zip")


@dataclass(frozen=True, slots=True)
class Brought:
    """A deck to be: its name, markdown, the deck that is, and what was left out or renamed on the way, in sentences."""

    name: str
    text: str
    deck: Deck
    told: tuple[str, ...] = ()


def bring_in(name: str, data: bytes) -> tuple[Brought, ...]:
    """What a file holds: one deck, or several for a zip. Nothing is stored yet.

    Raises UserError when it is empty, larger than 5 MB, damaged, of no known kind, or has more than 20,000 questions.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    suffix = path.suffix.lower()
    if len(data) > library.LARGEST:
        raise UserError("The file is larger than 5 MB.", "Split it into several decks.")
    if suffix == ".zip":
        return _folder(data)
    if suffix == ".apkg":
        return (_package(path.stem, data),)
    if suffix in TABLES or (suffix == ".txt" and data.startswith((b"#separator", b"\xef\xbb\xbf#separator"))):
        return (_table(path.stem, data),)
    if suffix in TEXTS or not suffix:
        return (_text(path.stem, data),)
    raise UserError(f"Nobody here reads {suffix} files.", f"Bring one of these: {', '.join(SUFFIXES)}.")


def take_out(ws: Workspace, deck_id: str, format_name: str, now: datetime) -> tuple[str, bytes]:
    """A deck as a file: its name and bytes. Raises UserError when there is no such deck or format."""
    found = format_of(format_name)
    return f"{deck_id}{found.suffix}", found.make(library.deck(ws, deck_id), deck_id, now)


def format_of(name: str) -> Format:
    """The format of this name. Raises UserError."""
    if name not in FORMATS:
        raise UserError(f"There is no format “{name}”.", f"Choose one of {', '.join(FORMATS)}.")
    return FORMATS[name]


def _text(stem: str, data: bytes) -> Brought:
    library.refuse(data)
    return _brought(stem, decode(data)[0], ())


def _table(stem: str, data: bytes) -> Brought:
    library.refuse(data)
    try:
        found = from_table(decode(data)[0])
    except ValueError as error:
        raise UserError("This table cannot be read.", "Save it again as CSV or TSV in UTF-8.") from error
    return _of_notes(stem, found, ())


def _package(stem: str, data: bytes) -> Brought:
    found = apkg.notes(data)
    files = apkg.media(data)
    told = (f"{len(files)} media files are named but not taken over: {', '.join(files[:5])}.",) if files else ()
    return _of_notes(stem, found, told)


def _of_notes(stem: str, found: tuple[Foreign, ...], told: tuple[str, ...]) -> Brought:
    if not found:
        raise UserError("No question was found in this file.", "It needs a column “question” and a column “answer”.")
    _refuse_many(len(found))
    return _brought(stem, deck_markdown(stem, found), told)


def _brought(stem: str, text: str, told: tuple[str, ...]) -> Brought:
    parsed = reader.parse(text)
    _refuse_many(len(parsed.questions) + len(parsed.counter_questions))
    return Brought(stem or "deck", text, parsed, told)


def _refuse_many(questions: int) -> None:
    if questions > MOST_NOTES:
        raise UserError(f"There are more than {MOST_NOTES:,} questions in this file.", "Split it into several decks.")


def _folder(data: bytes) -> tuple[Brought, ...]:
    """Every text and table in a zip, each a deck named after its path."""
    packed = archive.opened(data)
    found: list[Brought] = []
    for name in archive.names(packed, (*TEXTS, *TABLES)):
        inner = archive.read(packed, name, library.LARGEST)
        if inner.strip():
            (brought,) = bring_in(PurePosixPath(name).name, inner)
            found.append(replace(brought, name=_path_name(name)))
    if not found:
        raise UserError(
            "No markdown and no table was found in the archive.", f"Pack files of {', '.join(TEXTS + TABLES)}."
        )
    _refuse_many(sum(len(b.deck.questions) + len(b.deck.counter_questions) for b in found))
    pictures = archive.names(packed, (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg"))
    if pictures:
        told = f"{len(pictures)} pictures were left out: put the folder into content/ to have them shown."
        found[0] = replace(found[0], told=(*found[0].told, told))
    return tuple(found)


def _path_name(name: str) -> str:
    return " ".join(PurePosixPath(name).with_suffix("").parts[-2:])
