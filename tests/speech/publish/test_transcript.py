"""The transcript and the chapters of an episode, letter by letter."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from speech.model import AudioTimeline, ChapterMark, Cue
from speech.publish.transcript import build_chapters_json, build_webvtt, format_cue_time

TIMELINE = AudioTimeline(
    3725.5,
    (ChapterMark(0.0, 61.0004, "A & <b>", "q-1"), ChapterMark(61.0004, 3725.5, "Two", added=True)),
    (
        Cue(0.0, 1.25, "Why  not\n<i>?", "second"),
        Cue(1.5, 61.0, "So."),
        Cue(3700.0, 3725.5, "Lost.", missing=True),
    ),
)
TRANSCRIPT = """WEBVTT

NOTE Chapter 00:00:00.000 A &amp; &lt;b&gt;

NOTE Chapter 00:01:01.000 Two

1
00:00:00.000 --> 00:00:01.250
<v Interviewer>Why not &lt;i&gt;?

2
00:00:01.500 --> 00:01:01.000
<v Candidate>So.

3
01:01:40.000 --> 01:02:05.500
<v Candidate>[not spoken] Lost.
"""


def test_a_whole_transcript() -> None:
    assert build_webvtt(TIMELINE) == TRANSCRIPT


def test_one_voice_is_not_named() -> None:
    one = replace(TIMELINE, marks=(), cues=TIMELINE.cues[1:2])
    assert build_webvtt(one) == "WEBVTT\n\n1\n00:00:01.500 --> 00:01:01.000\nSo.\n"
    assert build_webvtt(AudioTimeline(0.0)) == "WEBVTT\n\n"


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (0, "00:00:00.000"),
        (0.0004, "00:00:00.000"),
        (0.0006, "00:00:00.001"),
        (59.9996, "00:01:00.000"),
        (3599.9996, "01:00:00.000"),
        (3725.0456, "01:02:05.046"),
    ],
)
def test_a_time_of_a_cue(seconds: float, written: str) -> None:
    assert format_cue_time(seconds) == written


def test_chapters_as_podcasting_wants_them() -> None:
    assert json.loads(build_chapters_json(TIMELINE, "The\x07 storm")) == {
        "version": "1.2.0",
        "title": "The storm",
        "chapters": [
            {"startTime": 0.0, "endTime": 61.0, "title": "A & <b>"},
            {"startTime": 61.0, "endTime": 3725.5, "title": "Two"},
        ],
    }
    assert "ü" in build_chapters_json(TIMELINE, "ü")
