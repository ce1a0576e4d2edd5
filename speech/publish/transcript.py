"""WebVTT: one cue a sentence, chapters as notes; and the chapters as Podcasting 2.0 wants them."""

from __future__ import annotations

import json

from deck.markdown.clean_text import clean_text
from speech.model import AudioTimeline, Cue

# Stands before words that could not be spoken.
GAP_LABEL = "[not spoken]"


def format_cue_time(seconds: float) -> str:
    """Return seconds as WebVTT writes times: `00:01:02.345`."""
    milliseconds = round(seconds * 1000)
    hours, remainder = divmod(milliseconds, 3_600_000)
    minutes, remainder = divmod(remainder, 60_000)
    return f"{hours:02}:{minutes:02}:{remainder // 1000:02}.{remainder % 1000:03}"


def _escape_text(text: str) -> str:
    return " ".join(clean_text(text).split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _format_cue(number: int, cue: Cue, two_voices: bool) -> str:
    text = f"{GAP_LABEL} {_escape_text(cue.text)}" if cue.missing else _escape_text(cue.text)
    spoken = f"<v {'Interviewer' if cue.role == 'second' else 'Candidate'}>{text}" if two_voices else text
    return f"{number}\n{format_cue_time(cue.start)} --> {format_cue_time(cue.end)}\n{spoken}\n"


def build_webvtt(timeline: AudioTimeline) -> str:
    """Return the transcript as WebVTT (https://www.w3.org/TR/webvtt1/).

    A gap is named `[not spoken]` before its words.
    """
    two = len({cue.role for cue in timeline.cues}) > 1
    notes = "".join(
        f"NOTE Chapter {format_cue_time(mark.start)} {_escape_text(mark.title)}\n\n" for mark in timeline.marks
    )
    cues = "\n".join(_format_cue(number, cue, two) for number, cue in enumerate(timeline.cues, start=1))
    return f"WEBVTT\n\n{notes}{cues}"


def build_chapters_json(timeline: AudioTimeline, title: str) -> str:
    """Return the chapters as JSON chapters 1.2.

    Source: https://github.com/Podcastindex-org/podcast-namespace/blob/main/chapters/jsonChapters.md
    """
    marks = [
        {"startTime": round(mark.start, 3), "endTime": round(mark.end, 3), "title": clean_text(mark.title)}
        for mark in timeline.marks
    ]
    return json.dumps({"version": "1.2.0", "title": clean_text(title), "chapters": marks}, ensure_ascii=False, indent=1)
