"""M4B: AAC with chapters and a cover, through PyAV, which is an optional extra (`pip install av`)."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from deck.markdown.clean_text import clean_text
from errors import UserError
from files import stage_file
from speech.model import AudioTimeline

AUDIO_BOOK = 2  # iTunes' name for the kind of media


def is_available() -> bool:
    """Tell whether PyAV is installed."""
    return find_spec("av") is not None


def convert_mp3(source: Path, target: Path, title: str, album: str, timeline: AudioTimeline, cover: bytes) -> None:
    """Convert an MP3 into an M4B with chapters. Raises `UserError` without PyAV."""
    if not is_available():
        raise UserError("M4B needs an extra package.", "Install it with: pip install av")
    av: Any = import_module("av")
    # A name of its own for each conversion: players ask for a file several times at once.
    with stage_file(target, durable=False) as staged:
        with av.open(str(source)) as mp3_file, av.open(str(staged), "w", format="ipod") as m4b_file:
            m4b_file.metadata.update(
                {"title": clean_text(title), "album": clean_text(album), "artist": "Rehearsal", "genre": "Podcast"}
            )
            m4b_file.set_chapters(
                [
                    {
                        "id": number,
                        "start": round(mark.start * 1000),
                        "end": round(mark.end * 1000),
                        "time_base": Fraction(1, 1000),
                        "metadata": {"title": clean_text(mark.title)},
                    }
                    for number, mark in enumerate(timeline.marks)
                ]
            )
            _transcode(mp3_file, m4b_file)
        _add_cover(staged, cover)


def _add_cover(path: Path, cover: bytes) -> None:
    """Put the cover in, a JPEG, and say that it is an audio book."""
    mp4: Any = import_module("mutagen.mp4")
    file = mp4.MP4(str(path))
    file["covr"] = [mp4.MP4Cover(cover, imageformat=mp4.MP4Cover.FORMAT_JPEG)]
    file["stik"] = [AUDIO_BOOK]
    file.save()


def _transcode(mp3_file: Any, m4b_file: Any) -> None:
    """Decode, resample to what AAC takes, and encode."""
    sound = mp3_file.streams.audio[0]
    stream = m4b_file.add_stream("aac", rate=sound.rate, layout="mono", bit_rate=64_000)
    for frame in mp3_file.decode(sound):
        frame.pts = None
        for packet in stream.encode(frame):
            m4b_file.mux(packet)
    for packet in stream.encode(None):
        m4b_file.mux(packet)
