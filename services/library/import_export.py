"""Import and export: what a file becomes before it is published, and the files that a deck is written as."""

from __future__ import annotations

import os.path
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

import deck as reader
from deck.markdown.ids import slugify_file_name
from deck.model import Deck
from errors import UserError
from exchange.export.attachments import Attachments, QuestionSounds
from exchange.export.formats import FORMATS, ExportFormat
from exchange.importers.formats import MAX_FILE_BYTES, SUFFIXES, ImportedText, join_texts
from exchange.importers.images import Picture
from exchange.importers.notes import MAX_NOTES
from exchange.importers.sandbox import import_safely
from files import make_portable_stem
from services.library import catalog, images, publishing
from services.workspace import Workspace

__all__ = [
    "MAX_FILE_BYTES",
    "SUFFIXES",
    "ImportedDeck",
    "export_deck",
    "find_format",
    "has_images",
    "import_file",
    "import_files",
    "join_imported",
    "make_file_name",
    "suggest_name",
]


_SHORTEST_NAME = 3  # letters that the names of files must share to name the deck that is made of them


@dataclass(frozen=True, slots=True)
class ImportedDeck:
    """A deck before it is published: its name, its markdown, what the reader makes of it, and notes about what was left out.

    `pictures` are those that the text shows; `services.library.images.save_images` keeps them when the deck is published.
    """

    name: str
    text: str
    deck: Deck
    notes: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()


def import_file(name: str, data: bytes) -> tuple[ImportedDeck, ...]:
    """Return what a file holds: one deck, or several for a zip. Nothing is stored yet.

    Databases and archives are read in a process of their own. Raises UserError when the file is empty, larger than
    5 MB, damaged, of no known kind, or has more than 20,000 questions.
    """
    decks = [_parse_imported(text) for text in import_safely(name, data)]
    _check_question_count(sum(len(deck.deck.questions) + len(deck.deck.counter_questions) for deck in decks))
    return _make_names_unique(decks)


def import_files(files: Sequence[tuple[str, bytes]]) -> tuple[ImportedDeck, ...]:
    """Return what several files hold, each its own deck. A file that cannot be read is named in a note, and stops no other.

    Raises UserError where none of them can be read.
    """
    if len(files) == 1:
        return import_file(*files[0])
    decks: list[ImportedDeck] = []
    refused: list[str] = []
    for name, data in files:
        try:
            decks += import_file(name, data)
        except UserError as error:
            refused.append(f"“{name[:80]}” was left out: {str(error).rstrip('.')}.")
    if not decks:
        raise UserError(" ".join(refused[:1]) or "There is nothing to import.", "Choose other files.")
    _check_question_count(sum(len(deck.deck.questions) + len(deck.deck.counter_questions) for deck in decks))
    # The first deck tells of the files that became none.
    decks[0] = replace(decks[0], notes=(*decks[0].notes, *refused))
    return _make_names_unique(decks)


def suggest_name(files: Sequence[str]) -> str:
    """Return a name for one deck made of files: that of the single archive or file, else what their names begin with."""
    stems = [PurePosixPath(name.replace("\\", "/")).stem for name in files]
    if len(stems) == 1:
        return stems[0]
    common = os.path.commonprefix(stems).rstrip(" -_0123456789.")  # noqa: RUF071 (of words, not of paths)
    return common if len(common) >= _SHORTEST_NAME else "New deck"


def join_imported(name: str, decks: tuple[ImportedDeck, ...]) -> ImportedDeck:
    """Return several decks as one: each becomes a chapter of it."""
    texts = (
        ImportedText(name=deck.name, text=deck.text, warnings=deck.notes, pictures=deck.pictures, path=deck.name)
        for deck in decks
    )
    return _parse_imported(join_texts(name, tuple(texts)))


def export_deck(
    ws: Workspace, deck_id: str, format_name: str, now: datetime, sounds: Mapping[str, QuestionSounds] | None = None
) -> tuple[str, bytes]:
    """Return a deck as a file: its name and bytes.

    `sounds` go with an Anki package (`services.listening.anki_audio`). Raises UserError when there is no such deck or format.
    """
    export_format = find_format(format_name)
    deck = catalog.load_deck(ws, deck_id)
    pictures = (
        images.find_deck_images(ws, publishing.load_text(ws, deck_id, publishing.get_newest_number(ws, deck_id)))
        if export_format.pictures
        else {}
    )
    return make_file_name(deck_id, export_format), export_format.build_file(
        deck, deck_id, now, Attachments(pictures, sounds or {})
    )


def make_file_name(deck_id: str, exported: ExportFormat) -> str:
    """Return the name of a deck's file in this format."""
    return f"{make_portable_stem(deck_id)}{exported.suffix}"


def has_images(ws: Workspace, deck_id: str) -> bool:
    """Return whether the newest version of a deck shows a picture that is there."""
    number = publishing.get_newest_number(ws, deck_id)
    return bool(number and images.find_deck_images(ws, publishing.load_text(ws, deck_id, number)))


def find_format(name: str) -> ExportFormat:
    """Return the format of this name. Raises UserError."""
    if name not in FORMATS:
        raise UserError(f"There is no format “{name}”.", f"Choose one of {', '.join(FORMATS)}.")
    return FORMATS[name]


def _parse_imported(imported: ImportedText) -> ImportedDeck:
    catalog.check_deck_bytes(imported.text.encode("utf-8", "replace"))
    name = imported.name or "deck"
    parsed = reader.parse(imported.text)
    if imported.problems:
        problems = sorted((*parsed.problems, *imported.problems), key=lambda problem: problem.line)
        parsed = replace(parsed, problems=tuple(problems))
    return ImportedDeck(name, imported.text, parsed, imported.warnings, imported.pictures)


def _check_question_count(questions: int) -> None:
    if questions > MAX_NOTES:
        raise UserError(f"There are more than {MAX_NOTES:,} questions in this file.", "Split it into several decks.")


def _make_names_unique(decks: Sequence[ImportedDeck]) -> tuple[ImportedDeck, ...]:
    """Give each deck a name of its own, where files such as "a/b/c.md" and "x/b/c.md" would become one deck."""
    slugs: set[str] = set()
    unique_decks = []
    for imported in decks:
        tries = (imported.name, *(f"{imported.name} {n}" for n in range(2, len(decks) + 2)))
        name = next(t for t in tries if slugify_file_name(t) not in slugs)
        slugs.add(slugify_file_name(name))
        unique_decks.append(replace(imported, name=name))
    return tuple(unique_decks)
