"""A speech recogniser of one's own, by address: writes down a recording, when the learner asked for it. Off by default.

`REHEARSAL_RECOGNISER_URL` is the base address of a server with OpenAI's transcription interface (whisper.cpp, faster-whisper,
vLLM), `REHEARSAL_RECOGNISER_MODEL` the model's name; `_KEY` and `_TIMEOUT` are optional. This is the only way on which a
recording leaves the browser without being exported: the page names the host, and the learner ticks a box in each browser session.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Mapping, Sequence

from errors import UserError
from services import language_model
from services.language_model import ModelAddress, ModelClient, ModelUnavailableError

PREFIX = "REHEARSAL_RECOGNISER_"
LARGEST_SOUND = 25_000_000  # bytes; what such servers take at most, and more than an hour of speech
# What browsers record: the media type names the container, which decides the file's suffix.
_SUFFIXES = {"audio/webm": "webm", "audio/ogg": "ogg", "audio/mp4": "mp4", "audio/wav": "wav"}
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


def read_address(environ: Mapping[str, str] = os.environ) -> ModelAddress | None:
    """Return the configured address, None where none is. Raises UserError for one that cannot be used."""
    return language_model.read_address(environ, PREFIX)


def describe_host(environ: Mapping[str, str] = os.environ) -> str:
    """Return the host to which recordings could be sent, "" where none is configured."""
    try:
        address = read_address(environ)
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
        address = read_address(environ) if sounds else None
        for kind, sound in sounds:
            if address is None:
                break
            texts.append(_transcribe(ModelClient(address, wanted="transcript"), kind, sound))
    except (ModelUnavailableError, UserError) as error:
        notice = f"{error} Your recording is here all the same: tick what you said."
    return "\n".join(text for text in texts if text), notice


def _transcribe(client: ModelClient, kind: str, sound: bytes) -> str:
    """Return the words in a recording. Raises ModelUnavailableError."""
    if len(sound) > LARGEST_SOUND:
        raise ModelUnavailableError("The recording is too long to be written down.")
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
