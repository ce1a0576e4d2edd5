"""Sound files as engines leave them: checked, and turned into WAV where macOS writes AIFF."""

from __future__ import annotations

import struct
import wave
from pathlib import Path


def convert_to_wav(path: Path) -> bool:
    """Leave a WAV file (16 bit) at `path`; return False when there is no whole sound file.

    AIFF and AIFF-C (`sowt`, `NONE`) are converted.
    """
    try:
        head = path.read_bytes()[:12]
    except FileNotFoundError:
        return False
    if head[:4] == b"FORM" and head[8:] in {b"AIFF", b"AIFC"}:
        return _convert_aiff(path)
    try:
        with wave.open(str(path), "rb") as file:
            return file.getnframes() > 0
    except (wave.Error, EOFError):
        return False


def _convert_aiff(path: Path) -> bool:
    """Convert AIFF to WAV in place.

    The format: big-endian chunks, COMM (channels, frames, bits, rate as an 80-bit float), SSND.
    """
    data = path.read_bytes()
    chunks: dict[bytes, bytes] = {}
    index = 12
    while index + 8 <= len(data):
        name, size = struct.unpack(">4sI", data[index : index + 8])
        chunks[name] = data[index + 8 : index + 8 + size]
        index += 8 + size + size % 2
    if b"COMM" not in chunks or b"SSND" not in chunks:
        return False
    channels, _frames, bits = struct.unpack(">hIh", chunks[b"COMM"][:8])
    exponent, mantissa = struct.unpack(">HQ", chunks[b"COMM"][8:18])
    rate = round(mantissa * 2.0 ** (exponent - 16383 - 63))
    pcm = chunks[b"SSND"][8:]
    if bits != 16 or not pcm:
        return False
    if chunks[b"COMM"][18:22] != b"sowt":  # everything else is big-endian
        swapped = bytearray(pcm)
        swapped[0::2], swapped[1::2] = pcm[1::2], pcm[0::2]
        pcm = bytes(swapped)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm)
    return True
