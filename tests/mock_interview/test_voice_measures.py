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


def make_levels(*seconds: float, loud: int = 12, quiet: int = 80) -> bytes:
    """Loudness of a recording: silence and speech in turn, so many seconds each, silence first."""
    frames: list[int] = []
    for place, length in enumerate(seconds):
        count = round(length / FRAME_SECONDS)
        frames += (([loud, loud, loud + 18, loud] if place % 2 else [quiet]) * count)[:count]
    return bytes(frames)


def test_a_pause_is_longer_than_two_seconds_and_ends_a_monologue() -> None:
    measured = measure_voice(make_levels(1, 6, 1.7, 5, 2.5, 4, 1))
    (pause,) = measured.pauses
    assert (pause.start, pause.end) == (pytest.approx(13.7, abs=0.1), pytest.approx(16.2, abs=0.1))
    assert measured.longest_monologue == pytest.approx(12.7, abs=0.1)  # with the short pause in it
    assert measured.talking == pytest.approx(15.0, abs=0.3)
    assert measured.talking_share == pytest.approx(15.0 / 21.2, abs=0.02)
    later = measure_voice(make_levels(1, 3, 2.5, 9, 1))
    assert later.longest_monologue == pytest.approx(9, abs=0.1)
    assert measure_voice(make_levels(1, 3, 2.1, 9, 1)).pauses


def test_clicks_and_coughs_are_no_sentence() -> None:
    measured = measure_voice(make_levels(1, 0.2, 1, 4, 1))
    assert measured.first_sentence == pytest.approx(2.2, abs=0.1)
    assert measured.talking == pytest.approx(4.2, abs=0.2)
    # A click, two of them together, and a cough in the next room are nothing; what is longer is.
    for sound in ((0.04,), (0.04, 0.1, 0.04), (0.08,)):
        assert find_speech(make_levels(1, *sound, 1, 4, 1))[0].start > 2, sound
    assert find_speech(make_levels(1, 0.12, 1, 4, 1))[0].start == pytest.approx(1)


def test_words_are_bridged_and_what_is_faint_is_no_speech() -> None:
    assert len(find_speech(make_levels(1, 3, 0.2, 3, 1))) == 1
    assert len(find_speech(make_levels(1, 3, 0.5, 3, 1))) == 2
    assert find_speech(make_levels(1, 6, 1, 6, 1, loud=70, quiet=120)) == ()
    assert measure_voice(make_levels(3)).first_sentence is None
    assert measure_voice(b"").talking_share == 0
