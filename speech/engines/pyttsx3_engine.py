"""pyttsx3: espeak-ng from the wheel `espeakng-loader` on Linux, the system's own voices on macOS and Windows.

pyttsx3 truncates and hangs when it is used naively. Here one process has one engine and one utterance at a
time; every step waits for the one before it, and the result is only taken when the engine said `completed` (see
docs/listening.md).
"""

from __future__ import annotations

import ctypes
import io
import os
import sys
import tempfile
import threading
import wave
from importlib import import_module
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from speech.audio.aiff import convert_to_wav
from speech.model import VoiceInfo

TITLE = "pyttsx3"
# Times an utterance is tried: 3 of 120 lost their rate at start (measured).
TRIES = 3
# espeak's variants of a voice that are worth offering.
VARIANTS = {"f2": "woman", "f3": "woman, lower", "f4": "woman, breathy", "m3": "man, deeper", "m7": "man, softer"}
PROBE_RATE = 170  # words a minute, for a text whose sound is not wanted
TEXT_IS_UTF8, PHONEMES_ARE_IPA = 1, 0x02  # espeak-ng's names, speak_lib.h
LOOP_SECONDS = 0.01  # what pyttsx3's own loop sleeps


def explain_missing() -> str:
    """Tell whether pyttsx3 and, on Linux, a library of espeak-ng can be found."""
    if find_spec("pyttsx3") is None:
        return "Install it with: pip install pyttsx3"
    if sys.platform == "linux" and find_spec("espeakng_loader") is None:
        try:
            ctypes.CDLL("libespeak-ng.so.1")
        except OSError:
            return "Install its voice with: pip install espeakng-loader (or apt-get install libespeak-ng1)"
    return ""


def describe_version() -> str:
    """Return the versions of the packages that make the sound."""
    names = ("pyttsx3", "espeakng-loader") if sys.platform == "linux" else ("pyttsx3",)
    result = []
    for name in names:
        try:
            result.append(f"{name} {package_version(name)}")
        except PackageNotFoundError:
            result.append(f"{name} of the system")
    return ", ".join(result)


def load_library() -> None:
    """Load espeak-ng before pyttsx3 looks for it.

    The wheel's, so that every machine sounds the same, else the system's. Without `ESPEAK_DATA_PATH` the wheel's
    library ends the process, so it is set first.
    """
    if find_spec("espeakng_loader") is None:
        return
    loader = import_module("espeakng_loader")
    os.environ.setdefault("ESPEAK_DATA_PATH", loader.get_data_path())
    # pyttsx3 asks for "libespeak-ng.so.1"; the loader answers with a library of that soname that is already there
    ctypes.CDLL(loader.get_library_path(), mode=ctypes.RTLD_GLOBAL)


class Speaker:
    """One pyttsx3 engine, spoken to strictly one sentence at a time."""

    def __init__(self) -> None:
        self._done: list[bool] = []
        self._finished = threading.Event()
        self._memory = io.BytesIO()
        self._sync: Any = lambda: None
        self._espeak = sys.platform == "linux"
        if self._espeak:
            load_library()
            self._patch_driver()
        self._engine = import_module("pyttsx3").init("espeak" if self._espeak else None)
        self._engine.connect("finished-utterance", self._on_finished)
        self._voice = ""
        self._rate = 0
        self._known: set[str] = set()

    def _patch_driver(self) -> None:
        """Patch three faults of pyttsx3's driver for espeak.

        The true length of the text (it passes ten times that, which crashes on long ones), a loop that wakes
        when the utterance ends instead of sleeping 10 ms each time, and sound written to memory, because a file
        that cannot be written raises inside a C callback, which loses the error and hangs the loop.
        """
        driver: Any = import_module("pyttsx3.drivers.espeak")
        binding: Any = import_module("pyttsx3.drivers._espeak")

        def synth(text: bytes, flags: int = 0) -> int:
            return int(binding.cSynth(text, len(text) + 1, 0, binding.POS_CHARACTER, 0, flags, None, None))

        def open_memory(_path: str, mode: str) -> Any:
            self._memory = io.BytesIO()
            return wave.open(self._memory, mode)

        binding.Synth = synth
        driver.time = SimpleNamespace(sleep=lambda _seconds: self._finished.wait(LOOP_SECONDS))
        driver.wave = SimpleNamespace(open=open_memory)
        self._sync = binding.Synchronize

    def _on_finished(self, name: str | None = None, completed: bool = False) -> None:
        self._done.append(completed)
        self._finished.set()

    def list_voices(self) -> list[VoiceInfo]:
        """Return the voices of the platform, espeak's with its variants.

        MBROLA voices are left out: they need files that are not there.
        """
        result = []
        for voice in self._engine.getProperty("voices"):
            name = str(voice.id)
            if name.startswith("mb/"):
                continue
            tags = (str(tag).strip("\0\x05\x02").lower().replace("_", "-") for tag in (voice.languages or ()))
            languages = tuple(tag for tag in tags if tag)
            result.append(VoiceInfo(name, str(voice.name), languages))
            if self._espeak:
                result += [
                    VoiceInfo(f"{name}+{variant}", f"{voice.name}, {title}", languages)
                    for variant, title in VARIANTS.items()
                ]
        return result

    def transcribe(self, text: str, voice: str) -> str:
        """Return espeak's phonemes of a text; other platforms do not tell."""
        if not self._espeak:
            return ""
        # A file of its own: what is spoken first replaces it, and as root that would be /dev/null.
        with tempfile.TemporaryDirectory() as folder:
            self._prepare(voice, self._rate or PROBE_RATE, Path(folder) / "spoken.wav")
        library = ctypes.CDLL("libespeak-ng.so.1")
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        remaining = ctypes.pointer(ctypes.c_char_p(text.encode()))
        clauses = []
        while remaining.contents:  # each call takes one clause and moves the pointer behind it
            clauses.append((library.espeak_TextToPhonemes(remaining, TEXT_IS_UTF8, PHONEMES_ARE_IPA) or b"").decode())
        return " ".join(clauses).strip()

    def speak(self, text: str, voice: str, rate: int, path: Path) -> None:
        """Write one utterance. Raises `ValueError` for an unknown voice, `RuntimeError` when it stays incomplete."""
        self._prepare(voice, rate, path)
        for _ in range(TRIES):
            if self._speak_once(text, path):
                return
        raise RuntimeError("the engine did not complete the utterance")

    def _prepare(self, voice: str, rate: int, path: Path) -> None:
        """Set voice, then rate, each followed by a wait; setting a voice resets the rate in espeak."""
        if (voice, rate) == (self._voice, self._rate):
            return
        self._known = self._known or {voice.id for voice in self.list_voices()}
        if voice and voice not in self._known:
            raise ValueError(f"There is no voice “{voice}”.")
        if not self._rate:  # the very first utterance of an engine may return before its file is whole
            self._speak_once("Ready.", path)
        if voice:
            self._engine.setProperty("voice", voice)
            self._sync()
        for _ in range(TRIES):
            self._engine.setProperty("rate", rate)
            self._sync()
            if int(self._engine.getProperty("rate")) == rate:
                self._voice, self._rate = voice, rate
                return
        raise RuntimeError("the engine did not take the rate")

    def _speak_once(self, text: str, path: Path) -> bool:
        self._done.clear()
        self._finished.clear()
        self._memory = io.BytesIO()
        path.unlink(missing_ok=True)
        self._sync()
        self._engine.save_to_file(text, str(path))
        self._engine.runAndWait()
        self._sync()
        if self._espeak:
            if self._done != [True]:
                return False
            path.write_bytes(self._memory.getvalue())
        # the drivers of macOS and Windows do not always report the end: there the whole file is the proof
        return convert_to_wav(path)
