"""What is heard in a pause for thought: room noise or a soft tone, for players that cut silence out.

Players take for silence what stays below -30 dB of full scale for a tenth of a second (Media3, SilenceSkippingAudioProcessor:
amplitudes up to 1,024 of 32,768), or less. The sound is as quiet as it can be without counting as silence.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from speech.audio import mp3
from speech.model import PauseSound

SECONDS = 16.0  # of sound that is made once; the longest pause has 15 at the usual thinking time
NOISE_LEVEL = 620.0  # root mean square, of 32,768: -34 dB; its peaks are above the threshold, its body is not
NOISE_SMOOTHING = 24  # samples that are averaged: a room has little of what hisses
TONE_LEVEL = 1300.0  # amplitude, -28 dB
TONE_HERTZ = 110.0  # low, so that it does not draw attention; small loudspeakers still give it
SEED = 11  # any: the noise must be the same in every episode, so that an unchanged episode keeps its bytes


@cache
def make_frames(sound: PauseSound) -> bytes:
    """Return 16 seconds of the sound as frames, b"" for silence."""
    if sound == "silence":
        return b""
    return mp3.encode_segment(_make_noise() if sound == "noise" else _make_tone()).data


def fill_frames(sound: PauseSound, count: int) -> bytes:
    """Return `count` frames of the sound; what is longer than it begins anew."""
    frames = make_frames(sound)
    usable_frames = mp3.count_frames(frames) - 2 * mp3.TAIL_FRAMES  # the last ones hold the encoder's end
    result = bytearray()
    while count > 0 and frames:
        frame_count = min(count, usable_frames)
        result += mp3.cut_frames(frames, frame_count)
        count -= frame_count
    return bytes(result)


def _make_noise() -> NDArray[np.int16]:
    rough = np.random.default_rng(SEED).standard_normal(int(SECONDS * mp3.SAMPLE_RATE) + NOISE_SMOOTHING - 1)
    smooth = np.convolve(rough, np.ones(NOISE_SMOOTHING), mode="valid")
    result: NDArray[np.int16] = np.rint(smooth * (NOISE_LEVEL / smooth.std())).astype(np.int16)
    return result


def _make_tone() -> NDArray[np.int16]:
    time = np.arange(int(SECONDS * mp3.SAMPLE_RATE)) / mp3.SAMPLE_RATE
    result: NDArray[np.int16] = np.rint(TONE_LEVEL * np.sin(2 * np.pi * TONE_HERTZ * time)).astype(np.int16)
    return result
