"""Sentences become sound: each spoken once, stood in for where an engine fails."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from services.listening import episodes, synthesizer
from services.workspace import Workspace
from speech.engines import load_engine
from speech.engines.pool import SynthesisError
from speech.model import Sentence, VoiceInfo, Voices
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
