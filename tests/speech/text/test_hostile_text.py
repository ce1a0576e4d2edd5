"""What leaves for other programs has no character that acts instead of being seen."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from mutagen.id3 import ID3

from deck.markdown.clean_text import clean_text
from speech.audio import id3
from speech.model import AudioTimeline, ChapterMark, Cue, Episode
from speech.publish import rss, transcript

ACTS = ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\u202e", "\u202a", "\u2066", "\u2069", "\ud800", "\uffff"]


@pytest.mark.parametrize("sign", ACTS)
def test_a_character_that_acts_is_taken_out_and_nothing_else(sign: str) -> None:
    assert clean_text(f"a{sign}b\tc\nd é\u200f") == "ab\tc\nd é\u200f"


@pytest.mark.parametrize("sign", ACTS)
def test_no_export_of_an_episode_has_it(sign: str) -> None:
    text = f"left{sign}right"
    timeline = AudioTimeline(2.0, (ChapterMark(0.0, 2.0, text),), (Cue(0.0, 1.0, text),))
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


@pytest.mark.parametrize("markup", ["<script>a()</script>", "<img src=//far.test/x>", "<!-- ", "</title>", "]]>"])
def test_no_app_finds_markup_in_a_feed(markup: str) -> None:
    """Apps show a description as HTML, and some a title too."""
    text = f"1 < 2 & {markup}"
    channel = rss.Channel("g", text, text, "en\0", text, "https://x/f", "https://x", "https://x/i.jpg", ())
    item = rss.FeedItem(
        guid="g",
        title=text,
        description=text,
        published=datetime(2026, 1, 1, tzinfo=UTC),
        audio="https://x/a.mp3",
        length=1,
        seconds=1,
        transcript="https://x/t",
        chapters="https://x/c",
        link="https://x/h",
        season=1,
        season_name=text,
        episode=1,
    )
    root = ElementTree.fromstring(rss.build_feed(replace(channel, items=(item,))))
    for place in ("channel", "channel/item"):
        for name in ("title", "description"):
            shown = str(root.findtext(f"{place}/{name}"))
            assert shown.startswith("1 < 2 & ") and not _find_markup(shown)


class _MarkupFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)

    def handle_comment(self, data: str) -> None:
        self.found.append(data)


def _find_markup(text: str) -> list[str]:
    finder = _MarkupFinder()
    finder.feed(text)
    finder.close()
    return finder.found
