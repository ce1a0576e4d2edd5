"""Levelling: every voice is brought to the loudness that podcast apps expect, once, so that an episode can be
streamed.

ITU-R BS.1770 through pyloudnorm; −16 LUFS with peaks at −1 dBFS is what Apple asks for
(https://podcasters.apple.com/support/893-audio-requirements).
"""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

TARGET_LUFS = -16.0  # LUFS
CEILING = 10 ** (-1 / 20)  # of full scale
KNEE = 0.6  # of full scale; below it nothing is changed but the gain
MAX_GAIN_DB = 12.0  # dB; a voice that needs more is left quiet rather than noisy
# What a voice says so that its loudness can be measured: a question, a statement, long and short words.
CALIBRATION = (
    "The quick brown fox jumps over the lazy dog.",
    "Seven services answered within forty milliseconds, and one of them did not.",
    "Which of them would you ask first, and what would you expect to hear?",
)


def compute_gain(samples: NDArray[np.int16], rate: int) -> float:
    """Return the factor that brings a voice to the target: 1 for silence and for less than half a second."""
    from pyloudnorm import Meter  # noqa: PLC0415 (brings scipy.signal: 0.3 s that most processes never need)

    if len(samples) < rate // 2:
        return 1.0
    with warnings.catch_warnings(), np.errstate(divide="ignore"):
        warnings.simplefilter("ignore")
        loudness = float(Meter(rate).integrated_loudness(samples.astype(np.float64) / 32768))
    if not np.isfinite(loudness):
        return 1.0
    return float(10 ** (min(MAX_GAIN_DB, TARGET_LUFS - loudness) / 20))


def apply_gain(samples: NDArray[np.int16], factor: float) -> NDArray[np.int16]:
    """Return samples times the factor; what would pass the knee is bent so that it stays below the ceiling."""
    if factor == 1.0:
        return samples
    loud = samples.astype(np.float32) * np.float32(factor / 32768)
    over = np.abs(loud) > KNEE
    room = CEILING - KNEE
    loud[over] = np.sign(loud[over]) * (KNEE + room * np.tanh((np.abs(loud[over]) - KNEE) / room))
    result: NDArray[np.int16] = np.rint(loud * 32767).astype(np.int16)
    return result
