"""A configured speech recogniser, by address or by folder: it writes a recording down when the learner asks for it.

Off by default. `REHEARSAL_RECOGNISER_FOLDER` is the folder of a Whisper model in CTranslate2's format, which faster-whisper runs
in this process (`requirements-voice-check.txt` brings it, and a small model). `REHEARSAL_RECOGNISER_URL` is the base address of
a server with OpenAI's transcription interface (whisper.cpp, faster-whisper, vLLM), `REHEARSAL_RECOGNISER_MODEL` the model's name;
those that end in _KEY and _TIMEOUT are optional. Only by this, and by an export, does a recording leave the browser: the page
names where it goes, and the learner ticks a box in each browser session.
"""

from __future__ import annotations

import json
import os
import re
import threading
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

from errors import UserError
from services import language_model
from services.language_model import ModelAddress, ModelClient, ModelUnavailableError

PREFIX = "REHEARSAL_RECOGNISER_"
LARGEST_SOUND = 25_000_000  # bytes; what such servers take at most, and more than an hour of speech
# What browsers record: the media type names the container, which decides the file's suffix.
_SUFFIXES = {"audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "mp4", "audio/wav": "wav"}
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


THIS_MACHINE = "the computer that runs Rehearsal"
_lock = threading.Lock()  # the model takes the processor's cores: one recording after the other


def read_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder of the model, None where none is configured. Raises UserError for one that is not there."""
    setting = environ.get(f"{PREFIX}FOLDER", "").strip()
    if not setting:
        return None
    folder = Path(setting)
    if not (folder / "model.bin").is_file():
        raise UserError(
            f"The folder {folder} holds no speech recogniser.",
            f"Set {PREFIX}FOLDER to the folder of a faster-whisper model: the one with model.bin in it.",
        )
    return folder


def read_recogniser_address(environ: Mapping[str, str] = os.environ) -> ModelAddress | None:
    """Return the configured address, None where none is. Raises UserError for one that cannot be used."""
    return language_model.read_address(environ, PREFIX)


def describe_host(environ: Mapping[str, str] = os.environ) -> str:
    """Return who could write recordings down: a host, or this machine; "" where nothing is configured."""
    try:
        if read_folder(environ) is not None:
            return THIS_MACHINE
        address = read_recogniser_address(environ)
    except UserError:
        return ""
    return address.host if address else ""


def add_transcript(
    typed: str, sounds: Sequence[tuple[str, bytes]], environ: Mapping[str, str] = os.environ
) -> tuple[str, str]:
    """Return what was typed with what was said after it, and a sentence about what failed ("" for nothing).

    `sounds` are (media type, bytes). Where one cannot be written down, the others are, and nothing that was typed is lost.
    """
    texts = [typed.strip()] if typed.strip() else []
    notice = ""
    try:
        folder = read_folder(environ) if sounds else None
        address = read_recogniser_address(environ) if sounds and folder is None else None
        for kind, sound in sounds:
            if folder is not None:
                texts.append(_transcribe_here(folder, sound))
            elif address is not None:
                texts.append(_transcribe(ModelClient(address, reply_name="transcript"), kind, sound))
    except (ModelUnavailableError, UserError) as error:
        notice = f"{error} Your recording is still here: tick what you said."
    return "\n".join(text for text in texts if text), notice


@cache
def _load_model(folder: Path) -> Any:
    try:
        whisper = import_module("faster_whisper")
    except ImportError as error:
        raise ModelUnavailableError(
            "The speech recogniser is not installed. Run: pip install -r requirements-voice-check.txt."
        ) from error
    return whisper.WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)


def _transcribe_here(folder: Path, sound: bytes) -> str:
    """Return the words in a recording, heard by a model on this machine. Raises ModelUnavailableError."""
    if len(sound) > LARGEST_SOUND:
        raise ModelUnavailableError("The recording is too long to be transcribed.")
    with _lock:
        model = _load_model(folder)
        try:
            segments, _ = model.transcribe(BytesIO(sound), beam_size=5, condition_on_previous_text=False)
            return " ".join(" ".join(segment.text for segment in segments).split())
        # A damaged recording or model raises whatever its decoder raises; the answer itself must not fail with it.
        except Exception as error:
            raise ModelUnavailableError("The recording could not be transcribed here.") from error


def _transcribe(client: ModelClient, kind: str, sound: bytes) -> str:
    """Return the words in a recording. Raises ModelUnavailableError."""
    if len(sound) > LARGEST_SOUND:
        raise ModelUnavailableError("The recording is too long to be transcribed.")
    media = kind.partition(";")[0].strip().lower()
    if not _MEDIA_TYPE.fullmatch(media):
        media = "audio/webm"
    boundary = uuid.uuid4().hex
    fields = {"model": client.address.model, "response_format": "json"}
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    name = f"answer.{_SUFFIXES.get(media, 'webm')}"
    head += f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: {media}\r\n\r\n'
    body = head.encode() + sound + f"\r\n--{boundary}--\r\n".encode()
    raw, _ = client.post("/audio/transcriptions", body, f"multipart/form-data; boundary={boundary}")
    try:
        text = json.loads(raw)["text"]
    except (ValueError, LookupError, TypeError) as error:
        raise ModelUnavailableError(client.describe_unusable()) from error
    if not isinstance(text, str):
        raise ModelUnavailableError(client.describe_unusable())
    return " ".join(text.split())
