"""Every voice is brought to the loudness that podcast apps expect."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from pyloudnorm import Meter

from speech.audio.loudness import CEILING, apply_gain, compute_gain

RATE = 22050


def make_tone(amplitude: float, seconds: float = 2.0) -> NDArray[np.int16]:
    at = np.arange(round(seconds * RATE))
    return (amplitude * np.sin(2 * np.pi * 440 * at / RATE)).astype(np.int16)


@pytest.mark.parametrize("amplitude", [2500, 6000, 20000])
def test_a_voice_comes_to_the_target_from_either_side(amplitude: float) -> None:
    sound = make_tone(amplitude)
    levelled = apply_gain(sound, compute_gain(sound, RATE))
    assert Meter(RATE).integrated_loudness(levelled / 32768) == pytest.approx(-16.0, abs=0.2)  # what Apple asks for


def test_a_voice_that_is_far_too_quiet_is_raised_by_twelve_decibels_and_no_more() -> None:
    assert compute_gain(make_tone(60), RATE) == pytest.approx(10 ** (12 / 20))


def test_what_cannot_be_measured_is_left_as_it_is() -> None:
    assert compute_gain(np.zeros(RATE, dtype=np.int16), RATE) == 1.0
    assert compute_gain(make_tone(2000, 0.49), RATE) == 1.0 != compute_gain(make_tone(2000, 0.51), RATE)
    sound = make_tone(30000)
    assert apply_gain(sound, 1.0) is sound


def test_only_what_is_loud_is_bent_and_nothing_passes_the_ceiling() -> None:
    quiet = np.array([0, 100, -9000], dtype=np.int16)
    assert apply_gain(quiet, 2.0).tolist() == [0, 200, -17999]
    loud = apply_gain(np.arange(-32768, 32768, 64).astype(np.int16), 3.0).astype(int)
    assert np.abs(loud).max() <= round(32767 * CEILING) and (np.diff(loud) >= 0).all()
    assert loud[0] < -28000 and loud[-1] > 28000
