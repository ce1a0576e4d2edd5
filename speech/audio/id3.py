"""ID3: title, cover, chapters, lyrics in front of the frames. Version 2.3, which every player reads."""

from __future__ import annotations

import io
from typing import Any

from mutagen import id3 as _id3

from deck.markdown.clean_text import clean_text
from speech.model import AudioTimeline, Episode

# ID3 names languages by three letters.
ISO_639_2 = {
    "en": "eng",
    "de": "deu",
    "fr": "fra",
    "es": "spa",
    "it": "ita",
    "pt": "por",
    "nl": "nld",
    "ru": "rus",
    "pl": "pol",
    "ja": "jpn",
    "zh": "zho",
    "ko": "kor",
    "ar": "ara",
    "hi": "hin",
    "tr": "tur",
    "sv": "swe",
}
FRAME: Any = _id3  # mutagen says that it is typed, and is not
# Version 2.3 has no UTF-8.
ENCODING = FRAME.Encoding.UTF16
HEADER = 10  # bytes
MILLISECONDS = 2  # ID3's name for the unit of times
MAX_ENTRIES = 255  # of a table of contents, which counts them in one byte
CONTENTS_ID = "toc"
LYRICS = 1  # ID3's name for the kind of text


def build_tag(episode: Episode, timeline: AudioTimeline, album: str, cover: bytes) -> bytes:
    """Return the tag; `cover` is a JPEG."""
    language = ISO_639_2.get(episode.language.split("-", maxsplit=1)[0], "und")
    tags = FRAME.ID3()
    tags.add(FRAME.TIT2(encoding=ENCODING, text=clean_text(episode.title)))
    tags.add(FRAME.TALB(encoding=ENCODING, text=clean_text(album)))
    tags.add(FRAME.TPE1(encoding=ENCODING, text="Rehearsal"))
    tags.add(FRAME.TCON(encoding=FRAME.Encoding.LATIN1, text="Podcast"))
    tags.add(FRAME.TLAN(encoding=FRAME.Encoding.LATIN1, text=language))
    tags.add(FRAME.TLEN(encoding=FRAME.Encoding.LATIN1, text=str(round(timeline.seconds * 1000))))
    tags.add(FRAME.COMM(encoding=ENCODING, lang=language, desc="", text=clean_text(episode.description)))
    tags.add(
        FRAME.APIC(
            encoding=FRAME.Encoding.LATIN1, mime="image/jpeg", type=FRAME.PictureType.COVER_FRONT, desc="", data=cover
        )
    )
    tags.add(
        FRAME.USLT(
            encoding=ENCODING, lang=language, desc="", text="\n".join(clean_text(cue.text) for cue in timeline.cues)
        )
    )
    lyrics = [(clean_text(cue.text), round(cue.start * 1000)) for cue in timeline.cues]
    tags.add(FRAME.SYLT(encoding=ENCODING, lang=language, format=MILLISECONDS, type=LYRICS, desc="", text=lyrics))
    _add_chapters(tags, timeline)
    buffer = io.BytesIO()
    tags.save(buffer, v2_version=3, padding=lambda _info: 0)
    return _sort_chapters(buffer.getvalue())


def _sort_chapters(tag: bytes) -> bytes:
    """Return the tag with its chapters in order of time, and the whole table of contents before its parts.

    mutagen writes frames of one kind by their length, and ffmpeg keeps that.
    """
    frames = []
    index = HEADER
    while index + HEADER <= len(tag):
        length = HEADER + int.from_bytes(tag[index + 4 : index + 8], "big")  # version 2.3: eight bits a byte
        frames.append(tag[index : index + length])
        index += length
    chapters = [frame for frame in frames if frame[:4] == b"CHAP"]
    contents = [frame for frame in frames if frame[:4] == b"CTOC"]
    others = [frame for frame in frames if frame[:4] not in {b"CHAP", b"CTOC"}]
    chapters.sort(key=lambda frame: frame[HEADER : HEADER + 8])
    contents.sort(key=lambda frame: frame[HEADER:].partition(b"\0")[0])  # "toc" before the tables it holds, "toc1", …
    return tag[:HEADER] + b"".join((*others, *chapters, *contents))


def _add_chapters(tags: Any, timeline: AudioTimeline) -> None:
    names = [f"chp{number:04}" for number in range(len(timeline.marks))]
    for name, mark in zip(names, timeline.marks, strict=True):
        title = FRAME.TIT2(encoding=ENCODING, text=clean_text(mark.title))
        tags.add(
            FRAME.CHAP(
                element_id=name,
                start_time=round(mark.start * 1000),
                end_time=round(mark.end * 1000),
                start_offset=0xFFFFFFFF,
                end_offset=0xFFFFFFFF,
                sub_frames=[title],
            )
        )
    _add_contents(tags, names)


def _add_contents(tags: Any, names: list[str]) -> None:
    """Add one table of contents; where it would be too long, it holds tables that hold the chapters.

    Simple readers show the first table alone: it leads to all chapters. A table counts its entries in one byte.
    """
    ordered, top = FRAME.CTOCFlags.ORDERED, FRAME.CTOCFlags.TOP_LEVEL | FRAME.CTOCFlags.ORDERED
    parts = [names[start : start + MAX_ENTRIES] for start in range(0, len(names), MAX_ENTRIES)]
    if len(parts) <= 1:
        tags.add(_make_contents(CONTENTS_ID, top, names, "Chapters"))
        return
    ids = [f"{CONTENTS_ID}{number}" for number in range(1, len(parts) + 1)]
    tags.add(_make_contents(CONTENTS_ID, top, ids, "Chapters"))
    for element_id, part in zip(ids, parts, strict=True):
        tags.add(
            _make_contents(
                element_id, ordered, part, f"Chapters {names.index(part[0]) + 1} to {names.index(part[-1]) + 1}"
            )
        )


def _make_contents(element_id: str, flags: Any, children: list[str], title: str) -> Any:
    heading = FRAME.TIT2(encoding=ENCODING, text=title)
    return FRAME.CTOC(element_id=element_id, flags=flags, child_element_ids=children, sub_frames=[heading])
