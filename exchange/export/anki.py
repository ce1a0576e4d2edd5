"""A deck as an Anki package. A package of a later version updates the notes of an earlier one and keeps their history.

That hangs on three things that must never change: the model's number, the order of its fields, and the GUID made from deck
and question. Anki compares modification times in whole seconds.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from deck.model import Deck
from exchange.export import html
from exchange.export.attachments import MEDIA_TYPES, NO_ATTACHMENTS, Attachments, QuestionSounds, name_picture
from exchange.export.html import HtmlWriter
from exchange.export.notes import ExportNote, list_notes
from files import digest

if TYPE_CHECKING:
    import genanki

MODEL, NOTE_TYPE = 1_607_392_845, "Rehearsal"  # chosen once
# Frozen: Anki refuses the text of a package whose model has other fields. The spares are for what is not thought of yet;
# the first of them has become the answer's sound, and keeps its name.
FIELDS = (
    "Id",
    "Question",
    "Answer",
    "Plain words",
    "Key points",
    "Tests",
    "Topic",
    "Audio",
    "Spare 1",
    "Spare 2",
    "Spare 3",
)
# The card's two sides in Anki's template language: a field between `{{#…}}` and `{{/…}}` only where it has text.
_FRONT = "<div class=topic>{{Topic}}</div><div class=question>{{Question}}</div>{{Audio}}"
_BACK = (
    "{{FrontSide}}<hr id=answer>{{Answer}}{{Spare 1}}"
    "{{#Plain words}}<details><summary>In plain words</summary>{{Plain words}}</details>{{/Plain words}}"
    "{{#Key points}}<p><b>A good answer touches</b></p>{{Key points}}{{/Key points}}"
    "{{#Tests}}<p><b>They are testing</b> {{Tests}}</p>{{/Tests}}"
)
_CSS = (
    ".card { font-family: sans-serif; font-size: 1.1rem; max-width: 40rem; margin: auto; }"
    " .topic { opacity: .7; font-size: .85em; } .question { font-weight: bold; margin: .5em 0 1em; }"
    " pre { overflow: auto; white-space: pre-wrap; }"
    " table { border-collapse: collapse; } td, th { border: 1px solid; padding: .2em; }"
)


def make_guid(slug: str, question: str) -> str:
    """Return a note's lasting name: 20 hexadecimal digits of deck and question."""
    return digest(f"rehearsal\x1f{slug}\x1f{question}", 20)


def compute_deck_number(slug: str) -> int:
    """Return a deck's lasting number in Anki, between 2^30 and 2^31."""
    return (1 << 30) + int(digest(f"rehearsal deck {slug}"), 16) % (1 << 30)


def build_fields(note: ExportNote, spoken: QuestionSounds | None = None, writer: HtmlWriter | None = None) -> list[str]:
    """Return a note's fields as HTML, in the order of FIELDS."""
    to = writer or HtmlWriter()
    points = "".join(f"<li>{to.render_line(point)}</li>" for point in note.key_points)
    return [
        html.escape_text(note.id),
        to.render_blocks(note.question),
        to.render_blocks(note.answer),
        to.render_blocks(note.plain_words),
        f"<ul>{points}</ul>" if points else "",
        to.render_line(note.tests),
        to.render_line(note.topic),
        _format_sound(spoken.question if spoken else None),
        _format_sound(spoken.answer if spoken else None),
        "",
        "",
    ]


def build_package(deck: Deck, slug: str, now: datetime, attached: Attachments = NO_ATTACHMENTS) -> bytes:
    """Return the package's bytes, with only the pictures and sounds that a note refers to."""
    import genanki  # noqa: PLC0415 (only an export needs it)

    title = " ".join((deck.title or slug).replace("::", ":").split())
    created = genanki.Deck(compute_deck_number(slug), html.escape_text(title))
    media = _Media(attached)
    writer = HtmlWriter(media.add_picture)
    guids: set[str] = set()
    for note in list_notes(deck):
        name = make_guid(slug, note.id)
        if name not in guids:  # genanki takes the same twice, and Anki then keeps either
            guids.add(name)
            text = build_fields(note, media.add_sounds(note.id), writer)
            created.add_note(genanki.Note(model=_make_model(), fields=text, guid=name, tags=list(note.tags)))
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as temporary:
        files = [str(_copy_under_name(path, name, Path(temporary))) for name, path in media.files.items()]
        genanki.Package(created, media_files=files).write_to_file(out, now.timestamp())
    return out.getvalue()


class _Media:
    """The files that a package needs, by the names they have in it."""

    def __init__(self, attached: Attachments) -> None:
        self._attached = attached
        self.files: dict[str, Path] = {}

    def add_picture(self, address: str) -> str:
        path = self._attached.pictures.get(address)
        if path is None or path.suffix.lower() not in MEDIA_TYPES:
            return ""
        name = name_picture(path)
        self.files[name] = path
        return name

    def add_sounds(self, question: str) -> QuestionSounds | None:
        spoken = self._attached.sounds.get(question)
        if spoken:
            self.files.update({path.name: path for path in (spoken.question, spoken.answer) if path})
        return spoken


def _copy_under_name(path: Path, name: str, temporary: Path) -> Path:
    """Return the file under the name it is to have, copied where needed: genanki takes the name from the path."""
    return path if path.name == name else Path(shutil.copyfile(path, temporary / name))


def _format_sound(path: Path | None) -> str:
    return f"[sound:{path.name}]" if path else ""


@lru_cache(maxsize=1)
def _make_model() -> genanki.Model:
    import genanki  # noqa: PLC0415

    return genanki.Model(
        MODEL,
        NOTE_TYPE,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Recall", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
        sort_field_index=1,
    )
