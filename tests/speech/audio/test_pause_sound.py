"""A pause for thought is none to a player that cuts silence out, and it is as long as a silent one to the sample."""

from __future__ import annotations

import io
from concurrent.futures import Future

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from speech.audio import mp3, pause_sound
from speech.audio.mixer import render_episode
from speech.model import Chapter, Episode, Pause, PauseSound, Sentence

THRESHOLD = 1024  # of 32,768: what Media3's player takes for silence
WINDOW = 0.1  # seconds


def _decode(frames: bytes) -> NDArray[np.int16]:
    with av.open(io.BytesIO(frames), format="mp3") as container:
        parts = [frame.to_ndarray().ravel() for frame in container.decode(audio=0)]
    samples = np.concatenate(parts)
    return samples if samples.dtype == np.int16 else (samples * 32768).astype(np.int16)


def _render(sound: PauseSound) -> tuple[bytes, float]:
    clip = mp3.encode_segment((np.sin(np.arange(22050) / 8) * 9000).astype(np.int16))

    def fetch(_sentence: Sentence) -> Future[mp3.Segment | None]:
        done: Future[mp3.Segment | None] = Future()
        done.set_result(clip)
        return done

    items = (Sentence("Why?", "Why?"), Pause(18.0, is_think_time=True), Sentence("So.", "So."), Pause(2.0))
    episode = Episode("e", "drill", "E", "", (Chapter("One", items, "q"),))
    sink = io.BytesIO()
    timeline = render_episode(episode, fetch, sink, sound=sound)
    return sink.getvalue(), timeline.seconds


@pytest.mark.parametrize("sound", ["noise", "tone"])
def test_a_pause_for_thought_is_not_silent_to_a_player(sound: PauseSound) -> None:
    frames, seconds = _render(sound)
    silent, same = _render("silence")
    assert seconds == pytest.approx(same, abs=2 * mp3.FRAME / mp3.SAMPLE_RATE)
    samples = _decode(frames)
    inside = samples[(3 * 22050) : (17 * 22050)]
    size = int(WINDOW * 22050)
    windows = inside[: len(inside) // size * size].reshape(-1, size)
    assert (np.abs(windows).max(axis=1) > THRESHOLD).all()
    assert np.sqrt(np.mean(inside.astype(float) ** 2)) < 1400  # and yet it is quiet
    assert np.abs(_decode(silent)[(3 * 22050) : (17 * 22050)]).max() < 50


def test_silence_has_no_frames() -> None:
    assert pause_sound.fill_frames("silence", 10) == b""
    assert mp3.count_frames(pause_sound.fill_frames("noise", 1000)) == 1000


def test_a_tone_is_one_note_and_noise_is_none() -> None:
    shares = {}
    for sound in ("noise", "tone"):
        power = np.abs(np.fft.rfft(_decode(pause_sound.make_frames(sound))[22050 : 3 * 22050].astype(float))) ** 2
        shares[sound] = power[2 * 110 - 4 : 2 * 110 + 5].sum() / power.sum()  # bins of half a hertz around 110
    assert shares["tone"] > 0.95 and shares["noise"] < 0.5
