"""Silence of a known length: 60/rate seconds a word. For tests, and for machines without a voice."""

from __future__ import annotations

import wave
from pathlib import Path

from speech.model import VoiceInfo

TITLE = "Silence"
SAMPLE_RATE = 22050  # per second, that of most voices, so that no test resamples


def explain_missing() -> str:
    """Return "": the engine is always there."""
    return ""


def describe_version() -> str:
    """Return the version of the rule for lengths."""
    return "1"


class Speaker:
    """Writes silence."""

    def list_voices(self) -> list[VoiceInfo]:
        """Return two voices, so that dialogues can be tested."""
        return [VoiceInfo("quiet", "Quiet", ("*",)), VoiceInfo("quieter", "Quieter", ("*",))]

    def transcribe(self, text: str, voice: str) -> str:
        """Return "": the engine has no phonemes."""
        return ""

    def speak(self, text: str, voice: str, rate: int, path: Path) -> None:
        """Write `len(words) * 60 / rate` seconds of silence."""
        if voice not in {"", "quiet", "quieter"}:
            raise ValueError(f"There is no voice “{voice}”.")
        frames = round(max(1, len(text.split())) * 60 / rate * SAMPLE_RATE)
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(SAMPLE_RATE)
            file.writeframes(b"\0\0" * frames)
