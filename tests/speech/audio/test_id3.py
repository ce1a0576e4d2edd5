"""Every frame of a tag, as a reader of tags finds it."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from mutagen.id3 import ID3

from speech.audio.id3 import build_tag
from speech.model import AudioTimeline, ChapterMark, Cue, Episode

EPISODE = Episode("e", "drill", "Drill: Pools", "About it.", (), language="de-AT")
TIMELINE = AudioTimeline(
    61.2345,
    (ChapterMark(0.0, 10.0016, "A longer title"), ChapterMark(10.0016, 61.2345, "Two")),
    (Cue(0.0, 9.0, "So."), Cue(10.0016, 12.0, "And so on.")),
)


def read_tag(episode: Episode = EPISODE, timeline: AudioTimeline = TIMELINE, cover: bytes = b"jpeg") -> ID3:
    return ID3(io.BytesIO(build_tag(episode, timeline, "Pools", cover)))


def test_a_whole_tag() -> None:
    tag = read_tag()
    texts = {name: str(tag[name]) for name in ("TIT2", "TALB", "TPE1", "TCON", "TLAN", "TLEN")}
    assert texts == {
        "TIT2": "Drill: Pools",
        "TALB": "Pools",
        "TPE1": "Rehearsal",
        "TCON": "Podcast",
        "TLAN": "deu",
        "TLEN": "61234",
    }
    [comment], [lyrics], [synchronised], [picture] = (tag.getall(name) for name in ("COMM", "USLT", "SYLT", "APIC"))
    assert (comment.lang, comment.desc, str(comment)) == ("deu", "", "About it.")
    assert (lyrics.lang, str(lyrics)) == ("deu", "So.\nAnd so on.")
    assert (synchronised.lang, synchronised.format, synchronised.type) == ("deu", 2, 1)
    assert synchronised.text == [("So.", 0), ("And so on.", 10002)]
    assert (picture.mime, picture.type, picture.data) == ("image/jpeg", 3, b"jpeg")


def test_chapters_are_in_milliseconds_and_in_the_order_of_time() -> None:
    tag = read_tag()
    chapters = sorted(tag.getall("CHAP"), key=lambda chapter: chapter.start_time)
    assert [(c.element_id, c.start_time, c.end_time, str(c.sub_frames["TIT2"])) for c in chapters] == [
        ("chp0000", 0, 10002, "A longer title"),
        ("chp0001", 10002, 61234, "Two"),
    ]
    assert all(c.start_offset == c.end_offset == 0xFFFFFFFF for c in chapters)  # no bytes: the times hold
    [contents] = tag.getall("CTOC")
    assert (contents.element_id, contents.flags, contents.child_element_ids) == ("toc", 3, ["chp0000", "chp0001"])
    assert str(contents.sub_frames["TIT2"]) == "Chapters"
    raw = build_tag(EPISODE, TIMELINE, "Pools", b"")
    assert raw.index(b"chp0000") < raw.index(b"chp0001") < raw.index(b"CTOC")


def test_parts_of_a_long_table_of_contents_say_which_chapters_they_hold() -> None:
    marks = tuple(ChapterMark(float(n), n + 1.0, f"{n}") for n in range(300))
    tables = read_tag(timeline=AudioTimeline(300.0, marks)).getall("CTOC")
    titles = {table.element_id: (str(table.sub_frames["TIT2"]), int(table.flags)) for table in tables}
    assert titles == {"toc": ("Chapters", 3), "toc1": ("Chapters 1 to 255", 1), "toc2": ("Chapters 256 to 300", 1)}


@pytest.mark.parametrize(("language", "code"), [("en", "eng"), ("pt-br", "por"), ("eo", "und"), ("", "und")])
def test_a_language_has_three_letters(language: str, code: str) -> None:
    assert str(read_tag(replace(EPISODE, language=language))["TLAN"]) == code
