"""The neural voices that are installed, of whatever engine, as one: a dialogue needs two voices, and no engine has two.

A voice is called by its engine and its own name: `hibari/heart`, `piper/en_US-joe-medium`.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from speech.model import VoiceInfo

TITLE = "Neural voices"
WORKERS_PER_CORE = 1  # a model computes all the time; a second one on the same core would only take memory
SEPARATOR = "/"
# The engines it is made of; the first one's voice is the narrator. Hibari is the faster and the better understood
# (benchmarks/intelligibility.py).
PARTS = {"hibari": "speech.engines.hibari_engine", "piper": "speech.engines.piper_engine"}


def list_usable_engines() -> dict[str, ModuleType]:
    """Return the modules of the neural engines that can be used here."""
    modules = {name: import_module(module) for name, module in PARTS.items()}
    return {name: module for name, module in modules.items() if not module.explain_missing()}


def explain_missing() -> str:
    """Return why no neural engine can be used, with the remedy; "" when one can."""
    return "" if list_usable_engines() else "Run “make voice”: it installs neural voices with all of their data."


def describe_version() -> str:
    """Return the versions of its parts."""
    return ", ".join(module.describe_version() for module in list_usable_engines().values())


class Speaker:
    """The speakers of its parts, each opened when its first sentence is spoken."""

    def __init__(self) -> None:
        self._modules = list_usable_engines()
        self._speakers: dict[str, Any] = {}

    def list_voices(self) -> list[VoiceInfo]:
        """Return the voices of all parts."""
        return [
            VoiceInfo(f"{name}{SEPARATOR}{voice.id}", f"{voice.name}, {module.TITLE}", voice.languages)
            for name, module in self._modules.items()
            for voice in self._open(name).list_voices()
        ]

    def speak(self, text: str, voice: str, rate: int, path: Path) -> None:
        """Write one utterance. Raises `ValueError` for an unknown voice."""
        name, own = self._find(voice)
        self._open(name).speak(text, own, rate, path)

    def transcribe(self, text: str, voice: str) -> str:
        """Return the phonemes of a text."""
        name, own = self._find(voice)
        return str(self._open(name).transcribe(text, own))

    def _find(self, voice: str) -> tuple[str, str]:
        name, _, own = voice.partition(SEPARATOR)
        if not voice:
            return next(iter(self._modules)), ""
        if name not in self._modules:
            raise ValueError(f"There is no voice “{voice}”.")
        return name, own

    def _open(self, name: str) -> Any:
        if name not in self._speakers:
            self._speakers[name] = self._modules[name].Speaker()
        return self._speakers[name]
