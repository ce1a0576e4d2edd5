"""Hibari, a small neural voice whose data lies in its package (`make voice`, or `pip install hibari-tts`).

Apache-2.0; distilled from Kokoro-82M. The package knows further voices, which it would fetch from the network at their
first use: only what is inside the package is offered here, so that nothing is ever fetched.
"""

from __future__ import annotations

import wave
from importlib import import_module
from importlib.metadata import version as package_version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from speech.model import VoiceInfo

TITLE = "Hibari"
PACKAGE = "hibari-tts"
# Workers a core: each one's network keeps a core busy.
WORKERS_PER_CORE = 1
NATURAL_RATE = 165  # words a minute at the model's own pace, measured on the deck's scripts
SPEED_BOUNDS = (0.5, 2.0)  # what the model was made for
SEED = 7  # of the noise in the voice: the same sentence sounds the same


def explain_missing() -> str:
    """Tell whether the package is there."""
    if find_spec("hibari") is None:
        return f"Run “make voice”, or: pip install {PACKAGE}."
    return ""


def describe_version() -> str:
    """Return the version of the package, which holds the voice."""
    return f"hibari {package_version(PACKAGE)}"


class Speaker:
    """The voices inside the package, each loaded when it first speaks."""

    def __init__(self) -> None:
        self._hibari: Any = import_module("hibari")
        catalog: dict[str, dict[str, Any]] = import_module("hibari.voices").VOICES
        self._voices = {name: about for name, about in catalog.items() if about.get("bundled")}
        self._loaded: dict[str, Any] = {}

    def list_voices(self) -> list[VoiceInfo]:
        """Return the voices that need no network."""
        return [
            VoiceInfo(name, f"{name.capitalize()} ({about['accent']}, {about['gender']})", (about["language"].lower(),))
            for name, about in self._voices.items()
        ]

    def speak(self, text: str, voice: str, rate: int, path: Path) -> None:
        """Write one utterance. Raises `ValueError` for an unknown voice."""
        model = self._load(voice)
        speed = min(max(rate / NATURAL_RATE, SPEED_BOUNDS[0]), SPEED_BOUNDS[1])
        sound = np.asarray(model(text, speed=speed, seed=SEED), dtype=np.float32)
        samples = (np.clip(sound, -1.0, 1.0) * 32767.0).astype("<i2")
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, model.sample_rate, 0, "NONE", ""))
            file.writeframes(samples.tobytes())

    def transcribe(self, text: str, voice: str) -> str:
        """Return the phonemes of a text."""
        return " ".join(self._load(voice).phonemize(text))

    def _load(self, voice: str) -> Any:
        name = voice or next(iter(self._voices), "")
        if name not in self._voices:
            raise ValueError(f"There is no voice “{voice}”.")
        if name not in self._loaded:
            self._loaded[name] = self._hibari.Hibari(voice=name)
        return self._loaded[name]
