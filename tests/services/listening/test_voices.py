"""The learner's voices: kept, checked, settled for a language."""

from __future__ import annotations

import pytest

from errors import UserError
from services.listening import synthesizer, voices
from services.workspace import Workspace
from speech.engines.pool import Pool
from speech.model import Voices
from tests.speech.test_listening import plan

pytestmark = pytest.mark.engines("sqlite")  # sound, not statements


def test_a_neural_engine_that_is_not_there_is_stood_in_for(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(engine: str) -> Pool:
        if engine == "piper":
            raise UserError("Piper cannot be used here.", "Run “make voice”.")
        return real(engine)

    real = synthesizer.get_pool
    monkeypatch.setattr(synthesizer, "get_pool", refuse)
    planned = plan(workspace, chosen=Voices(engine="piper", narrator="joe", rate=200))
    assert planned.voices.engine == "pyttsx3" and planned.voices.narrator and planned.voices.rate == 200


def test_neural_voices_are_used_once_they_are_there(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    voices.remember_locale(workspace, 1, "en-AU")
    assert voices.load_voices(workspace, 1).engine == "pyttsx3"
    monkeypatch.setattr(voices, "choose_engine", lambda: "neural")
    assert voices.load_voices(workspace, 1) == Voices(engine="neural", locale="en-AU")
    assert voices.load_voices(workspace, 2).engine == "neural"
    settled = voices.settle_voices(Voices(), "en")
    voices.save_voices(workspace, 1, settled)  # whoever chooses keeps what they chose
    assert voices.load_voices(workspace, 1).engine == "pyttsx3"


def test_voices_are_kept_and_checked(workspace: Workspace) -> None:
    assert voices.load_voices(workspace, 1) == Voices()
    voices.save_voices(workspace, 1, Voices(rate=200, thinking=2.0))
    assert voices.load_voices(workspace, 1) == Voices(rate=200, thinking=2.0)
    for wrong in (Voices(rate=5), Voices(thinking=99.0), Voices(engine="festival")):
        with pytest.raises(UserError):
            voices.save_voices(workspace, 1, wrong)


def test_a_sample_is_sound(workspace: Workspace) -> None:
    assert voices.speak_sample(workspace, Voices())[:2] == b"\xff\xf3"
