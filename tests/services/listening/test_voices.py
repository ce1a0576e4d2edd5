"""The learner's voices: kept, checked, settled for a language."""

from __future__ import annotations

import pytest

from errors import UserError
from services.learners import settings
from services.listening import synthesizer, voices
from services.workspace import Workspace
from speech.engines.pool import Pool
from speech.model import VoiceInfo, Voices
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


def test_the_default_engine_is_offered_first_and_the_silent_one_not_at_all() -> None:
    engines = voices.list_engines()
    assert engines[0].name == "pyttsx3" and not engines[0].missing and engines[0].title
    assert "silent" not in {engine.name for engine in engines}


@pytest.mark.parametrize(
    "kept",
    [
        "loud",
        {"rate": 9, "narrator": "x"},
        {"rate": "fast"},
        {"engine": "festival", "narrator": "x"},
        {"thinking": 99, "narrator": "x"},
        {"pause_sound": "birds", "narrator": "x"},
    ],
)
def test_a_choice_that_cannot_be_spoken_is_none(workspace: Workspace, kept: object) -> None:
    settings.save_settings(workspace, 1, listening=kept)
    assert voices.load_voices(workspace, 1) == Voices()


def test_a_choice_holds_over_releases_and_the_locale_beside_it(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.save_settings(workspace, 1, listening={"rate": 200, "of_another_release": 1})
    assert voices.load_voices(workspace, 1) == Voices(rate=200)
    voices.remember_locale(workspace, 1, "en-GB")
    voices.remember_locale(workspace, 1, "")  # a browser that does not tell
    voices.save_voices(workspace, 1, Voices(engine="silent", narrator="quiet", rate=240))
    assert voices.load_voices(workspace, 1) == Voices(engine="silent", narrator="quiet", rate=240, locale="en-GB")
    voices.save_voices(workspace, 1, Voices(engine="silent", locale="en-US"))
    assert voices.load_voices(workspace, 1).locale == "en-US"
    monkeypatch.setattr(voices, "choose_engine", lambda: "neural")
    assert voices.load_voices(workspace, 1).engine == "silent"  # it was chosen
    settings.save_settings(workspace, 1, listening={"engine": "pyttsx3", "narrator": "anna"})
    assert voices.load_voices(workspace, 1).engine == "pyttsx3"


def test_voices_of_the_language_are_offered_and_all_where_there_are_none() -> None:
    every = synthesizer.list_voices("pyttsx3")
    german = voices.list_offered_voices(Voices(), "de")
    assert german and set(german) < set(every)
    assert all(any(language.startswith("de") for language in voice.languages) for voice in german)
    assert voices.list_offered_voices(Voices(), "xx") == every


def test_an_engine_that_is_not_neural_is_not_stood_in_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(engine: str) -> tuple[VoiceInfo, ...]:
        raise UserError(f"{engine} does not start.")

    monkeypatch.setattr(synthesizer, "list_voices", refuse)
    with pytest.raises(UserError, match="silent does not start"):
        voices.settle_voices(Voices(engine="silent"), "en")


def test_a_sample_that_cannot_be_spoken_is_told(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="could not speak the sample"):
        voices.speak_sample(workspace, Voices(engine="silent"), "en", "Съешь ещё этих булок.")
