"""Sound files as engines leave them become WAV, or are not taken."""

from __future__ import annotations

import struct
import wave
from pathlib import Path

import numpy as np
import pytest

from speech.audio.aiff import convert_to_wav


def write_aiff(
    path: Path, samples: list[int], kind: bytes = b"NONE", bits: int = 16, channels: int = 1, form: bytes = b"AIFC"
) -> None:
    """An AIFF file at 22,050 Hz, with a chunk of odd length in front."""
    order = "<i2" if kind == b"sowt" else ">i2"
    rate = struct.pack(">HQ", 16383 + 14, 22050 << (63 - 14))
    common = struct.pack(">hIh", channels, len(samples), bits) + rate + (kind + bytes(2) if form == b"AIFC" else b"")
    sound = bytes(8) + np.array(samples, dtype=np.int16).astype(order).tobytes()
    chunks = b"ANNO" + struct.pack(">I", 3) + b"abc\0"
    chunks += b"COMM" + struct.pack(">I", len(common)) + common + b"SSND" + struct.pack(">I", len(sound)) + sound
    path.write_bytes(b"FORM" + struct.pack(">I", len(chunks) + 4) + form + chunks)


SAMPLES = [1, -2, 300, -32768, 32767, 0]


@pytest.mark.parametrize(("kind", "form"), [(b"NONE", b"AIFC"), (b"sowt", b"AIFC"), (b"", b"AIFF")])
@pytest.mark.parametrize("channels", [1, 2])
def test_aiff_becomes_wav(kind: bytes, form: bytes, channels: int, tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    write_aiff(path, SAMPLES, kind, channels=channels, form=form)
    assert convert_to_wav(path)
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (22050, 2, channels)
        assert np.frombuffer(file.readframes(9), dtype="<i2").tolist() == SAMPLES


def test_a_wav_stays_as_it_is_and_one_without_sound_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    for count in (1, 0):
        with wave.open(str(path), "wb") as file:
            file.setparams((1, 2, 22050, 0, "NONE", ""))
            file.writeframes(bytes(2 * count))
        before = path.read_bytes()
        assert convert_to_wav(path) == bool(count) and path.read_bytes() == before


def test_what_is_no_sound_file_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    assert not convert_to_wav(path)
    for junk in (b"", b"RIFF", b"FORM\0\0\0\4AIFF", b"hello"):
        path.write_bytes(junk)
        assert not convert_to_wav(path)
    write_aiff(path, SAMPLES, bits=24)
    assert not convert_to_wav(path)
    write_aiff(path, [])
    assert not convert_to_wav(path)
    write_aiff(path, SAMPLES)
    for chunk in (b"COMM", b"SSND"):
        whole = path.read_bytes()
        path.write_bytes(whole.replace(chunk, b"NONE"))
        assert not convert_to_wav(path)
        path.write_bytes(whole)
