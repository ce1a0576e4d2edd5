"""Clips on disk, and the sound an engine left."""

from __future__ import annotations

import os
import wave
from pathlib import Path

import numpy as np
import pytest

from speech.audio.clip import encode_wav
from speech.audio.clip_cache import ClipCache, Sound, read_wav, trim_silence
from speech.audio.mp3 import Segment
from speech.model import Utterance

HELLO = Utterance("silent", "1", "", 100, "hello")


def write_wav(path: Path, samples: list[int], channels: int = 1, rate: int = 16000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setparams((channels, 2, rate, 0, "NONE", ""))
        file.writeframes(np.array(samples, dtype="<i2").tobytes())
    return path


def test_a_wav_is_read_without_the_silence_at_its_ends(tmp_path: Path) -> None:
    sound = read_wav(write_wav(tmp_path / "x.wav", [0, 48, -49, 5, 900, -48, 0]))
    assert sound is not None and (sound.samples.tolist(), sound.rate) == ([-49, 5, 900], 16000)
    assert sound.seconds == 3 / 16000
    two = read_wav(write_wav(tmp_path / "two.wav", [100, 7, 200, 8, 300, 9], channels=2))
    assert two is not None and two.samples.tolist() == [100, 200, 300]
    assert trim_silence(np.array([-32768, 0], dtype=np.int16)).tolist() == [-32768]


def test_a_wav_that_ends_before_its_end_is_none(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "x.wav", [900] * 100)
    path.write_bytes(path.read_bytes()[:-20])
    assert read_wav(path) is None and encode_wav(path, 1.0) is None
    assert read_wav(tmp_path) is None


def test_a_wav_becomes_a_clip_at_the_rate_of_the_file_and_as_loud_as_it_is_to_be(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "x.wav", [3000, -3000] * 4000)
    clip = encode_wav(path, 1.0)
    assert clip is not None and clip.seconds == pytest.approx(0.5, abs=0.001) and clip.samples == 11025
    louder = encode_wav(path, 2.0)
    assert louder is not None and louder.samples == clip.samples and louder.data != clip.data


def test_a_clip_is_named_by_its_key_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path / "clips")
    cache.store_clip(HELLO, Segment(3, b"frames"))
    path = tmp_path / "clips" / HELLO.key[:2] / f"{HELLO.key}.clip"
    assert [file for file in (tmp_path / "clips").rglob("*") if file.is_file()] == [path]
    assert cache.get_clip_path(HELLO.key, "gain") == path.with_suffix(".gain")
    cache.store_clip(HELLO, Segment(4, b"other"))
    assert cache.find_clip(HELLO) == Segment(4, b"other")


def test_a_clip_that_was_used_goes_after_those_that_were_not(tmp_path: Path) -> None:
    cache = ClipCache(tmp_path, limit=50)
    others = [Utterance("silent", "1", "", 100, text) for text in ("one", "two")]
    for at, utterance in enumerate((HELLO, *others), start=1):
        cache.store_clip(utterance, Segment(3, bytes(13)))  # 25 bytes in all
        os.utime(cache.get_clip_path(utterance.key), (at, at))
    assert cache.find_clip(HELLO)
    assert cache.remove_oldest() == 1
    assert [cache.find_clip(utterance) is not None for utterance in (HELLO, *others)] == [True, False, True]
    assert cache.remove_oldest() == 0


def test_a_sound_knows_its_length() -> None:
    assert Sound(np.zeros(8000, dtype=np.int16), 16000).seconds == 0.5
