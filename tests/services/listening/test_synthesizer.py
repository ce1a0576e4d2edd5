"""Sentences become sound: each spoken once, stood in for where an engine fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from errors import UserError
from services.listening import episodes, synthesizer
from services.workspace import Workspace
from speech.audio.mixer import MISSING_SECONDS, Cancelled
from speech.engines import load_engine
from speech.engines.pool import SynthesisError
from speech.model import Chapter, Sentence, VoiceInfo, Voices
from tests.speech.test_listening import finish, held, plan

__all__ = ["held"]  # a fixture
pytestmark = pytest.mark.engines("sqlite")  # sound, not statements


def test_a_sentence_that_is_asked_for_twice_at_once_is_spoken_once(
    workspace: Workspace, held: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = synthesizer.Synthesizer(workspace, Voices(engine="silent", narrator="quiet", second="quieter"))
    sentence = Sentence("Question.", "Question.")
    first, again = place.request_clip(sentence), place.request_clip(sentence)
    assert first is again and place.request_clip(Sentence("Question.", "Question.", "second")) is not first
    held.set()
    assert first.result() is not None
    assert place.request_clip(sentence) is not first  # from the cache now


def test_getting_ready_measures_the_loudness_of_both_voices(workspace: Workspace, now: datetime) -> None:
    planned = plan(workspace, chosen=Voices(engine="silent", rate=123))  # a gain is remembered by voice and speed
    episodes.prepare_voices(workspace, planned)
    assert finish(workspace, planned, now).phase == "done"
    assert len(list((workspace.audio / "clips").glob("??/*.gain"))) == 2


def test_a_neural_engine_that_fails_at_a_sentence_is_stood_in_for(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Failing:
        size = 1

        def __init__(self) -> None:
            self.asked = 0

        def submit_task(self, task: Callable[[], object]) -> object:
            return real("silent").submit_task(task)

        def list_voices(self) -> list[VoiceInfo]:
            return [VoiceInfo("heart", "Heart", ("en-us",))]

        def synthesize(self, text: str, voice: str, rate: int, path: Path) -> None:
            self.asked += 1
            raise SynthesisError("it crashed")

    real, failing = synthesizer.get_pool, Failing()
    monkeypatch.setattr(synthesizer, "get_pool", lambda engine: failing if engine == "hibari" else real(engine))
    monkeypatch.setattr(synthesizer, "require_engine", lambda engine: load_engine("silent"))
    monkeypatch.delitem(synthesizer._voices, "hibari", raising=False)
    chosen = Voices(engine="hibari", narrator="heart", second="heart")
    speaker = synthesizer.Synthesizer(workspace, chosen)
    clips = [
        speaker.request_clip(Sentence(text, text)).result(60) for text in ("One.", "Two.", "Three.", "Four.", "Five.")
    ]
    assert all(clip and clip.seconds > 0.1 for clip in clips)
    assert failing.asked == synthesizer.MAX_FAILURES  # from then on it is left alone


def make_speaker(ws: Workspace, rate: int = 211) -> synthesizer.Synthesizer:
    """Return a speaker with a rate of its own: what was measured of a voice is remembered by voice and rate."""
    return synthesizer.Synthesizer(ws, Voices(engine="silent", narrator="quiet", second="quieter", rate=rate))


def make_chapter(*texts: str) -> Chapter:
    return Chapter("Pools", tuple(Sentence(text, text) for text in texts))


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the engine speaks, in order."""
    texts: list[str] = []
    real = synthesizer.get_pool("silent").synthesize

    def speak(text: str, voice: str, rate: int, path: Path) -> None:
        texts.append(text)
        if "nobody" in text:
            raise SynthesisError("it crashed")
        real(text, voice, rate, path)

    monkeypatch.setattr(synthesizer.get_pool("silent"), "synthesize", speak)
    return texts


def test_a_sentence_is_spoken_once_for_all_that_ask(workspace: Workspace, spoken: list[str]) -> None:
    sentence = Sentence("A pool.", "A pool.")
    first = make_speaker(workspace).request_clip(sentence).result(30)
    assert first is not None and spoken.count("A pool.") == 1
    again = make_speaker(workspace).request_clip(sentence).result(30)
    assert again == first and spoken.count("A pool.") == 1
    other = make_speaker(workspace, rate=212).request_clip(sentence).result(30)
    assert other is not None and spoken.count("A pool.") == 2
    assert not list((workspace.audio / "clips").rglob("*.wav"))  # what the engine wrote is gone


def test_what_cannot_be_spoken_is_a_gap_and_is_tried_again(workspace: Workspace, spoken: list[str]) -> None:
    speaker = make_speaker(workspace)
    assert speaker.request_clip(Sentence("nobody says", "nobody says")).result(30) is None
    assert speaker.request_clip(Sentence("Съешь", "Съешь")).result(30) is None
    assert "Съешь" not in spoken  # no voice of the language can read it
    for _ in range(synthesizer.MAX_FAILURES + 1):
        assert speaker.request_clip(Sentence("nobody says", "nobody says")).result(30) is None
    assert spoken.count("nobody says") == synthesizer.MAX_FAILURES + 2
    assert speaker.request_clip(Sentence("A pool.", "A pool.")).result(30) is not None


def test_chapters_are_as_long_as_their_clips_and_a_gap_has_its_length(workspace: Workspace, spoken: list[str]) -> None:
    speaker = make_speaker(workspace)
    clips = [speaker.request_clip(Sentence(text, text)).result(30) for text in ("A pool.", "A queue of many.")]
    seconds = [clip.seconds for clip in clips if clip is not None]
    whole = speaker.measure_length((make_chapter("A pool.", "A queue of many."),))
    assert whole > sum(seconds)
    with_gap = speaker.measure_length((make_chapter("A pool.", "nobody says"),))
    assert with_gap == pytest.approx(whole - seconds[1] + MISSING_SECONDS)
    count = len(spoken)
    assert speaker.measure_length((make_chapter("A pool.", "nobody says"),)) == with_gap
    assert len(spoken) == count  # lengths are kept, those of gaps too
    with pytest.raises(Cancelled):
        speaker.measure_length((make_chapter("Another one."),), lambda: True)


def test_a_voice_that_was_heard_is_known_by_its_pace_after_a_restart(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = synthesizer.get_pool("silent").synthesize

    def drawl(text: str, voice: str, rate: int, path: Path) -> None:
        real(text, voice, rate // 2 if voice == "quieter" else rate, path)

    monkeypatch.setattr(synthesizer.get_pool("silent"), "synthesize", drawl)
    assert make_speaker(workspace, 213).pace == 1.0
    make_speaker(workspace, 213).measure_voices()
    pace = make_speaker(workspace, 213).pace
    assert pace > 1.5  # the slower of the two
    monkeypatch.setattr(synthesizer, "_profiles", {})  # as another process starts
    assert make_speaker(workspace, 213).pace == pace


def test_an_engine_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def list_voices(self) -> list[VoiceInfo]:
            raise SynthesisError("no library")

    monkeypatch.setattr(synthesizer, "get_pool", lambda engine: Broken())
    monkeypatch.delitem(synthesizer._voices, "hibari", raising=False)
    with pytest.raises(UserError, match="does not start \\(no library\\)"):
        synthesizer.list_voices("hibari")
