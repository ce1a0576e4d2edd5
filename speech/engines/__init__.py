"""The engines: one file each, one line each in `ENGINES`.

An engine is a module with what `Engine` below names; its `Speaker` lives in a worker process. `explain_missing` is asked
before anything else, and what `describe_version` returns changes whenever the sound may change. `speak` writes a whole WAV
file (16 bit, mono) or raises; `ValueError` means that no retry will help.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from errors import UserError
from speech.model import VoiceInfo

ENGINES: dict[str, str] = {
    "pyttsx3": "speech.engines.pyttsx3_engine",
    "neural": "speech.engines.neural_engine",
    "hibari": "speech.engines.hibari_engine",
    "piper": "speech.engines.piper_engine",
    "silent": "speech.engines.silent_engine",
}


# Engines for which the default one steps in where they fail.
NEURAL_ENGINES = frozenset({"neural", "hibari", "piper"})
DEFAULT_ENGINE = "pyttsx3"  # what speaks out of the box, and where another engine fails


def choose_engine() -> str:
    """Return the engine that speaks when nobody has chosen one: the neural voices as soon as they are installed."""
    return "neural" if not load_engine("neural").explain_missing() else DEFAULT_ENGINE


class Speaker(Protocol):
    """The side of an engine that runs in a worker process."""

    def list_voices(self) -> list[VoiceInfo]:
        """Return what it can speak with, best first for English."""

    def speak(self, text: str, voice: str, rate: int, path: Path) -> None:
        """Write `text` as a WAV file to `path`."""

    def transcribe(self, text: str, voice: str) -> str:
        """Return the phonemes it would speak, "" where the engine cannot tell."""


class Engine(Protocol):
    """The module of an engine."""

    TITLE: str

    def explain_missing(self) -> str:
        """Return why it cannot be used, as a sentence with its remedy; "" when it can."""

    def describe_version(self) -> str:
        """Return what names the build, for the cache."""

    def Speaker(self) -> Speaker:
        """Open it (in a worker process only)."""


def load_engine(name: str) -> Engine:
    """Return the engine's module. Raises `UserError` for an unknown name."""
    if name not in ENGINES:
        raise UserError(
            f"There is no speech engine called “{name}”.", f"Choose one of {', '.join(ENGINES)} in Voice settings."
        )
    return cast(Engine, import_module(ENGINES[name]))


def require_engine(name: str) -> Engine:
    """Return the engine's module, ready to use. Raises `UserError` with the remedy when it is not."""
    engine = load_engine(name)
    if reason := engine.explain_missing():
        raise UserError(f"The speech engine {engine.TITLE} cannot be used here.", reason)
    return engine
