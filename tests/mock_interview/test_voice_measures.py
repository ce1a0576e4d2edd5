"""The voice activity detector against recordings whose talking time is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_interview.voice_measures import FRAME_SECONDS, find_speech, measure_voice
from tests.mock_interview.recordings import Recording, make_recordings, measure_levels


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> list[Recording]:
    return make_recordings(tmp_path_factory.mktemp("voice"))


@pytest.mark.parametrize("number", range(5))
def test_talking_time_is_within_a_tenth_of_the_truth(recordings: list[Recording], number: int) -> None:
    recording = recordings[number]
    measured = measure_voice(measure_levels(recording.samples, recording.rate))
    assert measured.talking == pytest.approx(recording.talking, rel=0.1), recording.name
    assert measured.first_sentence == pytest.approx(recording.first_sentence, abs=0.25), recording.name
    assert len(measured.pauses) == recording.long_pauses, recording.name
    assert measured.seconds == pytest.approx(len(recording.samples) / recording.rate, abs=FRAME_SECONDS)
    assert 0 < measured.longest_monologue <= measured.seconds


def test_silence_and_an_even_noise_hold_no_speech() -> None:
    rng = np.random.default_rng(1)
    assert measure_voice(b"").seconds == 0
    assert find_speech(measure_levels(np.zeros(48_000, np.float32), 16_000)) == ()
    noise = (rng.standard_normal(160_000) * 0.003).astype(np.float32)
    assert measure_voice(measure_levels(noise, 16_000)).talking_share < 0.02


@given(st.binary(max_size=2000))
def test_any_levels_give_segments_in_order_within_the_recording(levels: bytes) -> None:
    segments = find_speech(levels)
    edges = [edge for segment in segments for edge in (segment.start, segment.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(levels) * FRAME_SECONDS + 1e-6 for edge in edges)
