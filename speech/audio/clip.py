"""A sentence's way from the engine's WAV to frames: trimmed, turned to the file's sample rate, levelled, encoded."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech.audio import mp3
from speech.audio.clip_cache import Sound, read_wav
from speech.audio.loudness import apply_gain


def resample_sound(sound: Sound) -> NDArray[np.int16]:
    """Return the samples at the rate of the file; an engine may have another."""
    if sound.rate == mp3.SAMPLE_RATE:
        return sound.samples
    from scipy.signal import resample_poly  # noqa: PLC0415 (most engines never need it)

    turned = resample_poly(sound.samples.astype(np.float32), mp3.SAMPLE_RATE, sound.rate)
    result: NDArray[np.int16] = np.clip(np.rint(turned), -32768, 32767).astype(np.int16)
    return result


def encode_wav(wav: Path, gain: float) -> mp3.Segment | None:
    """Return the frames of a WAV file, None when it is not whole."""
    sound = read_wav(wav)
    return mp3.encode_segment(apply_gain(resample_sound(sound), gain)) if sound else None
