"""What leaves for other programs has no character that acts instead of being seen."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from mutagen.id3 import ID3

from speech.audio import id3
from speech.model import ChapterMark, Cue, Episode, Timeline
from speech.publish import rss, transcript
from speech.text.clean import clean_text

ACTS = ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u202e", "\u202a", "\u2066", "\u2069", "\ud800", "\uffff"]


@pytest.mark.parametrize("sign", ACTS)
def test_a_character_that_acts_is_taken_out_and_nothing_else(sign: str) -> None:
    assert clean_text(f"a{sign}b\tc\nd é\u200f") == "ab\tc\nd é\u200f"


@pytest.mark.parametrize("sign", ACTS)
def test_no_export_of_an_episode_has_it(sign: str) -> None:
    text = f"left{sign}right"
    timeline = Timeline(2.0, (ChapterMark(0.0, 2.0, text),), (Cue(0.0, 1.0, text),))
    assert sign not in transcript.build_webvtt(timeline)
    assert json.loads(transcript.build_chapters_json(timeline, text))["chapters"][0]["title"] == "leftright"
    tag = ID3(io.BytesIO(id3.build_tag(Episode("e", "topic", text, text, ()), timeline, text, b"")))
    said = [str(tag["TIT2"]), str(tag["TALB"]), tag.getall("COMM")[0].text[0], tag.getall("USLT")[0].text]
    said += [tag.getall("SYLT")[0].text[0][0], str(tag.getall("CHAP")[0].sub_frames["TIT2"])]
    assert said == ["leftright"] * 6
    item = rss.FeedItem(
        "g",
        text,
        text,
        datetime(2026, 1, 1, tzinfo=UTC),
        "https://x/a.mp3",
        1,
        1,
        "https://x/t",
        "https://x/c",
        "https://x/h",
        1,
        text,
        1,
    )
    feed = rss.build_feed(
        rss.Channel("g", text, text, "en", text, "https://x/f", "https://x", "https://x/i.jpg", (item,))
    )
    assert ElementTree.fromstring(feed).findtext("channel/item/title") == "leftright"
