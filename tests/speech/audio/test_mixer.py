"""An episode becomes sound: what is asked for, when it is written, where everything is."""

from __future__ import annotations

import io
from collections.abc import Generator
from concurrent.futures import Future
from functools import cache

import numpy as np
import pytest

from speech.audio import mp3
from speech.audio.mixer import MAX_HELD_BYTES, SENTENCES_AHEAD, Progress, render_episode
from speech.audio.mp3 import Segment
from speech.model import Chapter, ChapterMark, Cue, Episode, Pause, Sentence
from speech.script.episode_stream import EpisodeStream

FRAME = mp3.FRAME / mp3.SAMPLE_RATE  # seconds: silences are whole frames


@cache
def make_clip(seconds: float) -> Segment:
    """A 440 Hz tone."""
    at = np.arange(round(seconds * mp3.SAMPLE_RATE))
    return mp3.encode_segment((9000 * np.sin(2 * np.pi * 440 * at / mp3.SAMPLE_RATE)).astype(np.int16))


def fetch(sentence: Sentence) -> Future[Segment | None]:
    """A clip of half a second; none for a text with a question mark."""
    future: Future[Segment | None] = Future()
    future.set_result(None if "?" in sentence.spoken_text else make_clip(0.5))
    return future


def say(text: str) -> Sentence:
    return Sentence(text, f"{text} (shown)", "second" if text == "Two." else "narrator")


CHAPTERS = (
    Chapter("First", (say("One."), Pause(1.0), say("Two.")), "q-1"),
    Chapter("Second", (say("Lost?"), Pause(3.0, is_think_time=True)), added=True),
    Chapter("", (Pause(2.0),)),
)
EPISODE = Episode("e", "drill", "E", "", CHAPTERS)


def test_where_everything_is() -> None:
    steps: list[Progress] = []
    timeline = render_episode(EPISODE, fetch, io.BytesIO(), steps.append)
    two = 0.5 + 0.18 + 1.0  # a sentence, the silence behind it, the pause
    second = two + 0.5 + 0.18 + 0.9
    end = second + 1.0 + 0.18 + 3.0 + 2.0 + 0.9
    near = pytest.approx
    assert timeline.marks == (
        ChapterMark(0.0, near(second, abs=FRAME), "First", "q-1"),
        ChapterMark(near(second, abs=FRAME), near(end, abs=FRAME), "Second", added=True),
    )
    assert timeline.cues == (
        Cue(0.0, 0.5, "One. (shown)"),
        Cue(near(two, abs=FRAME), near(two + 0.5, abs=FRAME), "Two. (shown)", "second"),
        Cue(near(second, abs=FRAME), near(second + 1.0, abs=FRAME), "Lost? (shown)", missing=True),
    )
    assert timeline.seconds == timeline.marks[-1].end
    assert [step.done for step in steps] == [1, 2, 3]
    assert [step.seconds for step in steps] == near([0.5, two + 0.5, second], abs=4 * FRAME)


def test_a_pause_for_thought_is_as_long_with_its_sound_as_without() -> None:
    silent, noisy = (render_episode(EPISODE, fetch, io.BytesIO(), sound=sound) for sound in ("silence", "noise"))
    assert noisy.seconds == pytest.approx(silent.seconds, abs=2 * FRAME)


def test_sentences_are_asked_for_ahead_but_not_all_of_them() -> None:
    asked: list[str] = []
    told: list[int] = []

    def ask(sentence: Sentence) -> Future[Segment | None]:
        asked.append(sentence.spoken_text)
        return fetch(sentence)

    chapters = tuple(Chapter(f"{number}", (say(f"{number}."), Pause(0.1))) for number in range(3 * SENTENCES_AHEAD))
    episode = Episode("e", "drill", "E", "", chapters)
    timeline = render_episode(episode, ask, io.BytesIO(), lambda step: told.append(len(asked) - step.done))
    assert max(told) == told[0] == SENTENCES_AHEAD and told[-1] == 0
    assert asked == [f"{number}." for number in range(3 * SENTENCES_AHEAD)]
    assert [mark.title for mark in timeline.marks] == [chapter.title for chapter in chapters]


class Sink(io.BytesIO):
    """Remembers how much was written at once."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[int] = []

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.writes.append(len(data))
        return super().write(data)


def test_what_is_certain_is_written_before_the_next_chapter_is_decided() -> None:
    sink = Sink()
    written: list[int] = []

    def compose() -> Generator[Chapter | None, None, str]:
        yield CHAPTERS[0]
        yield None
        written.append(len(sink.getvalue()))
        yield CHAPTERS[1]
        return ""

    timeline = render_episode(EpisodeStream(EPISODE, compose()), fetch, sink)
    assert mp3.count_frames(sink.getvalue()[: written[0]]) * FRAME >= timeline.cues[1].end
    assert [mark.title for mark in timeline.marks] == ["First", "Second"]


def test_frames_are_held_until_they_are_worth_a_write_or_somebody_waits() -> None:
    sink = Sink()
    chapters = tuple(Chapter(f"{number}", (say("So."),)) for number in range(80))
    render_episode(Episode("e", "drill", "E", "", chapters), fetch, sink)
    assert len(sink.writes) > 2 and max(sink.writes) < MAX_HELD_BYTES + 20_000
    assert min(sink.writes[:-1]) > MAX_HELD_BYTES


def test_what_is_there_is_written_before_a_sentence_is_waited_for() -> None:
    sink = Sink()
    written: list[int] = []

    class Late(Future[Segment | None]):
        def result(self, timeout: float | None = None) -> Segment | None:
            written.append(len(sink.getvalue()))
            return make_clip(0.5)

    def fetch_late(sentence: Sentence) -> Future[Segment | None]:
        return Late() if sentence.spoken_text == "Two." else fetch(sentence)

    timeline = render_episode(EPISODE, fetch_late, sink)
    assert mp3.count_frames(sink.getvalue()[: written[0]]) * FRAME >= timeline.cues[0].end
    assert len(sink.writes) == 2  # and nothing else had to be waited for


def test_an_episode_without_chapters_has_no_frames() -> None:
    sink = io.BytesIO()
    timeline = render_episode(Episode("e", "drill", "E", "", ()), fetch, sink)
    assert (timeline.seconds, timeline.marks, timeline.cues, sink.getvalue()) == (0, (), (), b"")
