"""A deck as an Anki package. A package of a later version updates the notes of an earlier one and keeps their history.

That hangs on three things that must never change: the model's number, the order of its fields, and the GUID made from deck
and question. Anki compares modification times in whole seconds.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from deck.model import Deck
from exchange import html
from exchange.notes import Note, notes

if TYPE_CHECKING:
    import genanki

MODEL = 1_607_392_845  # chosen once
# Frozen: Anki refuses the text of a package whose model has other fields. The spares are for what is not thought of yet.
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
_FRONT = "<div class=topic>{{Topic}}</div><div class=question>{{Question}}</div>{{Audio}}"
_BACK = (
    "{{FrontSide}}<hr id=answer>{{Answer}}"
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


def guid(slug: str, question: str) -> str:
    """The note's lasting name: 20 hexadecimal digits of deck and question."""
    return hashlib.sha256(f"rehearsal\x1f{slug}\x1f{question}".encode("utf-8", "surrogatepass")).hexdigest()[:20]


def deck_number(slug: str) -> int:
    """The deck's lasting number in Anki: between 2^30 and 2^31."""
    return (1 << 30) + int(hashlib.sha256(f"rehearsal deck {slug}".encode()).hexdigest(), 16) % (1 << 30)


def fields(note: Note, sound: str = "") -> list[str]:
    """The note's fields as HTML, in the order of FIELDS."""
    points = "".join(f"<li>{html.line(point)}</li>" for point in note.key_points)
    return [
        html.text(note.id),
        html.html(note.question),
        html.html(note.answer),
        html.html(note.plain_words),
        f"<ul>{points}</ul>" if points else "",
        html.line(note.tests),
        html.line(note.topic),
        f"[sound:{sound}]" if sound else "",
        "",
        "",
        "",
    ]


def package(deck: Deck, slug: str, now: datetime, sounds: Mapping[str, Path] | None = None) -> bytes:
    """The package's bytes. `sounds` maps question ids to audio files; their names must be unique."""
    import genanki  # noqa: PLC0415 (only an export needs it)

    title = " ".join((deck.title or slug).replace("::", ":").split())
    made = genanki.Deck(deck_number(slug), html.text(title))
    sounds = sounds or {}
    seen: set[str] = set()
    for note in notes(deck):
        name = guid(slug, note.id)
        if name not in seen:  # genanki takes the same twice, and Anki then keeps either
            seen.add(name)
            sound = sounds[note.id].name if note.id in sounds else ""
            made.add_note(genanki.Note(model=_model(), fields=fields(note, sound), guid=name, tags=list(note.tags)))
    out = io.BytesIO()
    genanki.Package(made, media_files=[str(path) for path in sounds.values()]).write_to_file(out, now.timestamp())
    return out.getvalue()


@lru_cache(maxsize=1)
def _model() -> genanki.Model:
    import genanki  # noqa: PLC0415

    return genanki.Model(
        MODEL,
        "Rehearsal",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Recall", "qfmt": _FRONT, "afmt": _BACK}],
        css=_CSS,
        sort_field_index=1,
    )
