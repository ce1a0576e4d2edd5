"""An audio book: its names, its chapters, its kind, and nothing left behind when it fails."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from mutagen.mp4 import MP4

from speech.audio import m4b, mp3
from speech.model import AudioTimeline, ChapterMark

TIMELINE = AudioTimeline(1.0, (ChapterMark(0.0, 0.4006, "One"), ChapterMark(0.4006, 1.0, "Two\x07")))


@pytest.mark.skipif(not m4b.is_available(), reason="PyAV is an optional extra")
def test_a_whole_book(tmp_path: Path) -> None:
    import av

    source, target = tmp_path / "x.mp3", tmp_path / "x.m4b"
    source.write_bytes(mp3.encode_segment(np.full(mp3.SAMPLE_RATE, 3000, dtype=np.int16)).data)
    m4b.convert_mp3(source, target, "The storm", "Pools", TIMELINE, b"\xff\xd8jpeg")
    tags = MP4(str(target))
    assert (tags["\xa9nam"], tags["\xa9alb"], tags["\xa9ART"]) == (["The storm"], ["Pools"], ["Rehearsal"])
    assert (tags["stik"], bytes(tags["covr"][0])) == ([2], b"\xff\xd8jpeg")
    with av.open(str(target)) as book:
        chapters = [
            (c["start"] * c["time_base"], c["end"] * c["time_base"], c["metadata"]["title"]) for c in book.chapters()
        ]
        [sound] = book.streams.audio
        assert (sound.codec_context.name, sound.rate, sound.channels) == ("aac", mp3.SAMPLE_RATE, 1)
    assert [(float(start), float(end), title) for start, end, title in chapters] == [
        (0, 0.401, "One"),
        (0.401, 1, "Two"),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.m4b", "x.mp3"]


@pytest.mark.skipif(not m4b.is_available(), reason="PyAV is an optional extra")
def test_what_is_no_sound_leaves_nothing_behind(tmp_path: Path) -> None:
    source = tmp_path / "x.mp3"
    source.write_bytes(b"nothing")
    with pytest.raises(Exception, match="Invalid data"):
        m4b.convert_mp3(source, tmp_path / "x.m4b", "T", "A", TIMELINE, b"")
    assert [path.name for path in tmp_path.iterdir()] == ["x.mp3"]
