"""Decks in and out: what a file becomes before it is published, and what a deck can be taken away as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

import deck as reader
from deck.markdown.source import decode
from deck.model import Deck, Problem
from errors import UserError
from exchange.export.attachments import Attached, Spoken
from exchange.export.formats import FORMATS, Format
from exchange.importers import apkg, archive, packed_images
from exchange.importers.csv import BrokenTableError, from_table
from exchange.importers.images import LARGEST, Picture
from exchange.importers.notes import MOST_NOTES, Foreign, deck_markdown, named
from exchange.importers.packed_images import Wall
from services.library import catalog, images, publishing
from services.workspace import Workspace

TEXTS = (".md", ".markdown", ".txt")
TABLES = (".csv", ".tsv")
SUFFIXES = (*TEXTS, *TABLES, ".apkg", ".zip")


@dataclass(frozen=True, slots=True)
class Brought:
    """A deck to be: its name, markdown, the deck that is, and what was left out or renamed on the way, in sentences.

    `pictures` are those that the text shows; `services.library.images.keep` keeps them when the deck is taken.
    """

    name: str
    text: str
    deck: Deck
    told: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


def bring_in(name: str, data: bytes) -> tuple[Brought, ...]:
    """What a file holds: one deck, or several for a zip. Nothing is stored yet.

    Raises UserError when it is empty, larger than 5 MB, damaged, of no known kind, or has more than 20,000 questions.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    suffix = path.suffix.lower()
    if len(data) > catalog.LARGEST:
        raise UserError("The file is larger than 5 MB.", "Split it into several decks.")
    data = _marked(data) if suffix in (*TEXTS, *TABLES) else data
    if suffix == ".zip":
        return _folder(data)
    if suffix == ".apkg":
        return (_package(path.stem, data),)
    if suffix in TABLES or (suffix == ".txt" and data.startswith((b"#separator", b"\xef\xbb\xbf#separator"))):
        return (_table(path.stem, data),)
    if suffix in TEXTS or not suffix:
        return (_text(path.stem, data),)
    raise UserError(f"Nobody here reads {suffix} files.", f"Bring one of these: {', '.join(SUFFIXES)}.")


def _marked(data: bytes) -> bytes:
    """UTF-16 that forgot its byte order mark, with one: in such a text every other byte of the first letters is zero."""
    head = data[:64]
    if len(head) < 8 or b"\0" not in head:
        return data
    for mark, zeros, letters in ((b"\xff\xfe", head[1::2], head[::2]), (b"\xfe\xff", head[::2], head[1::2])):
        if zeros.count(0) > 0.7 * len(zeros) and 0 not in letters:
            return mark + data
    return data


def take_out(
    ws: Workspace, deck_id: str, format_name: str, now: datetime, sounds: Mapping[str, Spoken] | None = None
) -> tuple[str, bytes]:
    """A deck as a file: its name and bytes. `sounds` go with an Anki package (`services.listening.anki_audio`).

    Raises UserError when there is no such deck or format.
    """
    found = format_of(format_name)
    deck = catalog.deck(ws, deck_id)
    shown = images.of(ws, publishing.text(ws, deck_id, publishing.newest(ws, deck_id))) if found.pictures else {}
    return f"{deck_id}{found.suffix}", found.make(deck, deck_id, now, Attached(shown, sounds or {}))


def has_pictures(ws: Workspace, deck_id: str) -> bool:
    """Whether the newest version of a deck shows a picture that is there."""
    number = publishing.newest(ws, deck_id)
    return bool(number and images.of(ws, publishing.text(ws, deck_id, number)))


def format_of(name: str) -> Format:
    """The format of this name. Raises UserError."""
    if name not in FORMATS:
        raise UserError(f"There is no format “{name}”.", f"Choose one of {', '.join(FORMATS)}.")
    return FORMATS[name]


def _text(stem: str, data: bytes) -> Brought:
    catalog.refuse(data)
    return _brought(stem, decode(data)[0], ())


def _table(stem: str, data: bytes) -> Brought:
    catalog.refuse(data)
    try:
        found = from_table(decode(data)[0])
    except BrokenTableError as error:
        where = f" in or after line {error.line}" if error.line else ""
        raise UserError(f"{error}{where}.", "Correct it, or save the table again as CSV or TSV in UTF-8.") from error
    return _of_notes(stem, found, ())


def _package(stem: str, data: bytes) -> Brought:
    files = apkg.media(data)
    wall = Wall(files, lambda member: apkg.file(data, member, LARGEST))
    hung: set[str] = set()

    def shown(name: str) -> str:
        found = wall.find(name)
        if not isinstance(found, Picture):
            return named(name)
        hung.add(name)
        return f"![]({found.address})"

    made = _of_notes(stem, apkg.notes(data, shown), ())
    left = [name for name in files if name not in hung]
    told = (
        (
            f"{len(left)} media {'files are' if len(left) > 1 else 'file is'} named but not taken over: {', '.join(left[:5])}.",
        )
        if left
        else ()
    )
    return replace(made, told=(*_coming(wall.taken), *told), pictures=wall.taken)


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
    wall = packed_images.of_zip(packed)
    for name in archive.names(packed, (*TEXTS, *TABLES)):
        inner = archive.read(packed, name, catalog.LARGEST)
        if inner.strip():
            (brought,) = bring_in(PurePosixPath(name).name, inner)
            found.append(replace(_illustrated(wall, name, brought), name=_path_name(name)))
    if not found:
        raise UserError(
            "No markdown and no table was found in the archive.", f"Pack files of {', '.join(TEXTS + TABLES)}."
        )
    _refuse_many(sum(len(b.deck.questions) + len(b.deck.counter_questions) for b in found))
    if unused := wall.unused():
        were = "pictures were" if len(unused) > 1 else "picture was"
        told = f"{len(unused)} {were} left out, since no deck shows {'them' if len(unused) > 1 else 'it'}: "
        told += f"{', '.join(unused[:5])}."
        found[0] = replace(found[0], told=(*found[0].told, told))
    return _apart(found)


def _apart(found: list[Brought]) -> tuple[Brought, ...]:
    """Each under a name of its own: `a/b/c.md` and `x/b/c.md`, `c.md` and `c.csv` would be one deck."""
    known: set[str] = set()
    named = []
    for brought in found:
        tries = (brought.name, *(f"{brought.name} {n}" for n in range(2, len(found) + 2)))
        name = next(t for t in tries if catalog.slug_of(t) not in known)
        known.add(catalog.slug_of(name))
        named.append(replace(brought, name=name))
    return tuple(named)


def _illustrated(wall: Wall, name: str, brought: Brought) -> Brought:
    """The deck with the pictures that its archive has for it, and a problem for each that could not be taken."""
    text, taken, refused = packed_images.hang(wall, name, brought.text)
    parsed = reader.parse(text) if text != brought.text else brought.deck
    told = (*brought.told, *_coming(taken))
    return replace(brought, text=text, deck=_with(parsed, refused), told=told, pictures=taken)


def _coming(taken: tuple[Picture, ...]) -> tuple[str, ...]:
    return (f"{len(taken)} picture{'s come' if len(taken) > 1 else ' comes'} with it.",) if taken else ()


def _with(deck: Deck, more: tuple[Problem, ...]) -> Deck:
    return replace(deck, problems=tuple(sorted((*deck.problems, *more), key=lambda p: p.line))) if more else deck


def _path_name(name: str) -> str:
    return " ".join(PurePosixPath(name).with_suffix("").parts[-2:])
