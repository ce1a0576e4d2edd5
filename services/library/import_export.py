"""Decks in and out: what a file becomes before it is published, and what a deck can be taken away as."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

import deck as reader
from deck.markdown.ids import slugify_file_name
from deck.markdown.source import decode_text
from deck.model import Deck, Problem
from errors import UserError
from exchange.export.attachments import Attachments, QuestionSounds
from exchange.export.formats import FORMATS, ExportFormat
from exchange.importers import apkg, archive, archive_pictures
from exchange.importers.archive_pictures import PictureArchive
from exchange.importers.csv import BrokenTableError, read_table
from exchange.importers.images import MAX_BYTES, Picture
from exchange.importers.notes import MAX_NOTES, ImportedNote, format_picture_name, write_deck
from services.library import catalog, images, publishing
from services.workspace import Workspace

TEXT_SUFFIXES = (".md", ".markdown", ".txt")
TABLE_SUFFIXES = (".csv", ".tsv")
SUFFIXES = (*TEXT_SUFFIXES, *TABLE_SUFFIXES, ".apkg", ".zip")


@dataclass(frozen=True, slots=True)
class ImportedDeck:
    """A deck to be: its name, markdown, the deck that is, and what was left out or renamed on the way, in sentences.

    `pictures` are those that the text shows; `services.library.images.keep` keeps them when the deck is taken.
    """

    name: str
    text: str
    deck: Deck
    notes: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


def import_file(name: str, data: bytes) -> tuple[ImportedDeck, ...]:
    """Return what a file holds: one deck, or several for a zip. Nothing is stored yet.

    Raises UserError when it is empty, larger than 5 MB, damaged, of no known kind, or has more than 20,000 questions.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    suffix = path.suffix.lower()
    if len(data) > catalog.MAX_DECK_BYTES:
        raise UserError("The file is larger than 5 MB.", "Split it into several decks.")
    data = _add_byte_order_mark(data) if suffix in (*TEXT_SUFFIXES, *TABLE_SUFFIXES) else data
    if suffix == ".zip":
        return _import_archive(data)
    if suffix == ".apkg":
        return (_import_package(path.stem, data),)
    if suffix in TABLE_SUFFIXES or (suffix == ".txt" and data.startswith((b"#separator", b"\xef\xbb\xbf#separator"))):
        return (_import_table(path.stem, data),)
    if suffix in TEXT_SUFFIXES or not suffix:
        return (_import_text(path.stem, data),)
    raise UserError(f"We can't read {suffix} files.", f"Upload one of these: {', '.join(SUFFIXES)}.")


def _add_byte_order_mark(data: bytes) -> bytes:
    """Return UTF-16 that lacks its byte order mark with one: every other byte of its first letters is zero."""
    head = data[:64]
    if len(head) < 8 or b"\0" not in head:
        return data
    for mark, zeros, letters in ((b"\xff\xfe", head[1::2], head[::2]), (b"\xfe\xff", head[::2], head[1::2])):
        if zeros.count(0) > 0.7 * len(zeros) and 0 not in letters:
            return mark + data
    return data


def export_deck(
    ws: Workspace, deck_id: str, format_name: str, now: datetime, sounds: Mapping[str, QuestionSounds] | None = None
) -> tuple[str, bytes]:
    """Return a deck as a file.

    Its name and bytes. `sounds` go with an Anki package (`services.listening.anki_audio`).

    Raises UserError when there is no such deck or format.
    """
    found = find_format(format_name)
    deck = catalog.load_deck(ws, deck_id)
    shown = (
        images.find_deck_images(ws, publishing.load_text(ws, deck_id, publishing.get_newest_number(ws, deck_id)))
        if found.pictures
        else {}
    )
    return f"{deck_id}{found.suffix}", found.build_file(deck, deck_id, now, Attachments(shown, sounds or {}))


def has_images(ws: Workspace, deck_id: str) -> bool:
    """Return whether the newest version of a deck shows a picture that is there."""
    number = publishing.get_newest_number(ws, deck_id)
    return bool(number and images.find_deck_images(ws, publishing.load_text(ws, deck_id, number)))


def find_format(name: str) -> ExportFormat:
    """Return the format of this name. Raises UserError."""
    if name not in FORMATS:
        raise UserError(f"There is no format “{name}”.", f"Choose one of {', '.join(FORMATS)}.")
    return FORMATS[name]


def _import_text(stem: str, data: bytes) -> ImportedDeck:
    catalog.check_deck_bytes(data)
    return _parse_imported(stem, decode_text(data)[0], ())


def _import_table(stem: str, data: bytes) -> ImportedDeck:
    catalog.check_deck_bytes(data)
    try:
        found = read_table(decode_text(data)[0])
    except BrokenTableError as error:
        where = f" in or after line {error.line}" if error.line else ""
        raise UserError(f"{error}{where}.", "Correct it, or save the table again as CSV or TSV in UTF-8.") from error
    return _import_notes(stem, found, ())


def _import_package(stem: str, data: bytes) -> ImportedDeck:
    files = apkg.read_media(data)
    wall = PictureArchive(files, lambda member: apkg.read_media_file(data, member, MAX_BYTES))
    hung: set[str] = set()

    def shown(name: str) -> str:
        found = wall.find_picture(name)
        if not isinstance(found, Picture):
            return format_picture_name(name)
        hung.add(name)
        return f"![]({found.address})"

    made = _import_notes(stem, apkg.read_notes(data, shown), ())
    left = [name for name in files if name not in hung]
    notes = (
        (
            f"{len(left)} media {'files are' if len(left) > 1 else 'file is'} named but not taken over: {', '.join(left[:5])}.",
        )
        if left
        else ()
    )
    return replace(made, notes=(*_describe_images(wall.accepted_pictures), *notes), pictures=wall.accepted_pictures)


def _import_notes(stem: str, found: tuple[ImportedNote, ...], notes: tuple[str, ...]) -> ImportedDeck:
    if not found:
        raise UserError("No question was found in this file.", "It needs a column “question” and a column “answer”.")
    _refuse_too_many(len(found))
    return _parse_imported(stem, write_deck(stem, found), notes)


def _parse_imported(stem: str, text: str, notes: tuple[str, ...]) -> ImportedDeck:
    parsed = reader.parse(text)
    _refuse_too_many(len(parsed.questions) + len(parsed.counter_questions))
    return ImportedDeck(stem or "deck", text, parsed, notes)


def _refuse_too_many(questions: int) -> None:
    if questions > MAX_NOTES:
        raise UserError(f"There are more than {MAX_NOTES:,} questions in this file.", "Split it into several decks.")


def _import_archive(data: bytes) -> tuple[ImportedDeck, ...]:
    """Return a deck for every text and table in a zip, named after its path."""
    packed = archive.open_archive(data)
    found: list[ImportedDeck] = []
    wall = archive_pictures.open_picture_archive(packed)
    for name in archive.list_members(packed, (*TEXT_SUFFIXES, *TABLE_SUFFIXES)):
        inner = archive.read_member(packed, name, catalog.MAX_DECK_BYTES)
        if inner.strip():
            (imported,) = import_file(PurePosixPath(name).name, inner)
            found.append(replace(_attach_images(wall, name, imported), name=_name_from_path(name)))
    if not found:
        raise UserError(
            "No markdown and no table was found in the archive.",
            f"Pack files of {', '.join(TEXT_SUFFIXES + TABLE_SUFFIXES)}.",
        )
    _refuse_too_many(sum(len(b.deck.questions) + len(b.deck.counter_questions) for b in found))
    if unused := wall.list_unused():
        were = "pictures were" if len(unused) > 1 else "picture was"
        notes = f"{len(unused)} {were} left out, since no deck shows {'them' if len(unused) > 1 else 'it'}: "
        notes += f"{', '.join(unused[:5])}."
        found[0] = replace(found[0], notes=(*found[0].notes, notes))
    return _make_names_unique(found)


def _make_names_unique(found: list[ImportedDeck]) -> tuple[ImportedDeck, ...]:
    """Give each deck a name of its own: `a/b/c.md` and `x/b/c.md`, or `c.md` and `c.csv`, would be one deck."""
    known: set[str] = set()
    named = []
    for imported in found:
        tries = (imported.name, *(f"{imported.name} {n}" for n in range(2, len(found) + 2)))
        name = next(t for t in tries if slugify_file_name(t) not in known)
        known.add(slugify_file_name(name))
        named.append(replace(imported, name=name))
    return tuple(named)


def _attach_images(wall: PictureArchive, name: str, imported: ImportedDeck) -> ImportedDeck:
    """Return the deck with the pictures that its archive has for it, and a problem for each that could not be taken."""
    text, taken, refused = archive_pictures.attach_pictures(wall, name, imported.text)
    parsed = reader.parse(text) if text != imported.text else imported.deck
    notes = (*imported.notes, *_describe_images(taken))
    return replace(imported, text=text, deck=_add_problems(parsed, refused), notes=notes, pictures=taken)


def _describe_images(taken: tuple[Picture, ...]) -> tuple[str, ...]:
    return (f"{len(taken)} picture{'s come' if len(taken) > 1 else ' comes'} with it.",) if taken else ()


def _add_problems(deck: Deck, more: tuple[Problem, ...]) -> Deck:
    return replace(deck, problems=tuple(sorted((*deck.problems, *more), key=lambda p: p.line))) if more else deck


def _name_from_path(name: str) -> str:
    return " ".join(PurePosixPath(name).with_suffix("").parts[-2:])
