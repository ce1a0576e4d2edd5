"""Five recordings made with the shipped voice, with gaps and noise that are known: the truth is labelled while they are put together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mock_interview.voice_measures import FRAME_SECONDS
from speech.audio.clip_cache import read_wav
from speech.engines.pool import Pool

SENTENCES = (
    "I would look at the acquire time of the connection first, and put it beside the query time.",
    "Seconds against milliseconds mean that the wait is in front of the database.",
    "So I turn off half of the traffic, and the rest can finish.",
    "After that I find out who holds ten connections, and for how long.",
)
LEAST_GAP_SECONDS = 0.3  # shorter silence inside a sentence is part of speaking


@dataclass(frozen=True)
class Recording:
    name: str
    samples: NDArray[np.float32]
    rate: int
    talking: float
    first_sentence: float
    long_pauses: int


def speak(folder: Path) -> tuple[list[NDArray[np.float32]], int]:
    pool = Pool("pyttsx3")
    try:
        voice = next(v.id for v in pool.list_voices() if "en" in "".join(v.languages))
        sounds = []
        for number, sentence in enumerate(SENTENCES):
            path = folder / f"{number}.wav"
            pool.synthesize(sentence, voice, 170, path)
            sound = read_wav(path)
            assert sound is not None
            sounds.append(sound)
    finally:
        pool.close()
    return [(sound.samples / 32768).astype(np.float32) for sound in sounds], sounds[0].rate


def count_speech(samples: NDArray[np.float32], rate: int) -> float:
    """Seconds of a clean sentence without the silences in it that are long enough to be pauses."""
    loud = np.flatnonzero(np.abs(samples) > 0.004)
    gaps = np.diff(loud) / rate
    return float((loud[-1] - loud[0]) / rate - gaps[gaps >= LEAST_GAP_SECONDS].sum())


def put_together(
    name: str, sounds: list[NDArray[np.float32]], rate: int, gaps: tuple[float, ...], gain: float
) -> tuple[NDArray[np.float32], Recording]:
    pieces, talking = [], 0.0
    for sound, gap in zip(sounds, gaps, strict=False):
        pieces += [np.zeros(round(gap * rate), np.float32), sound * gain]
        talking += count_speech(sound, rate)
    pieces.append(np.zeros(round(1.5 * rate), np.float32))
    samples = np.concatenate(pieces)
    long_pauses = sum(gap > 2 for gap in gaps[1 : len(sounds)])
    return samples, Recording(name, samples, rate, talking, gaps[0], long_pauses)


def make_recordings(folder: Path) -> list[Recording]:
    sounds, rate = speak(folder)
    rng = np.random.default_rng(7)

    def noise(length: int, level_db: float) -> NDArray[np.float32]:
        return (rng.standard_normal(length) * 10 ** (level_db / 20)).astype(np.float32)

    def finish(base: Recording, extra: NDArray[np.float32]) -> Recording:
        samples = np.clip(base.samples + extra, -1, 1).astype(np.float32)
        return Recording(base.name, samples, rate, base.talking, base.first_sentence, base.long_pauses)

    out = []
    samples, base = put_together("a quiet room", sounds, rate, (1.2, 0.8, 2.6, 1.0), 1.0)
    out.append(finish(base, noise(len(samples), -75)))
    samples, base = put_together("hiss", sounds, rate, (2.5, 3.1, 0.6, 2.4), 0.7)
    out.append(finish(base, noise(len(samples), -48)))
    samples, base = put_together("a fan and the mains", sounds[:3], rate, (0.9, 1.4, 4.0), 0.8)
    hum = 0.006 * np.sin(2 * np.pi * 50 * np.arange(len(samples)) / rate)
    rumble = np.convolve(noise(len(samples), -34), np.ones(24) / 24, mode="same")
    out.append(finish(base, (hum + rumble).astype(np.float32)))
    samples, base = put_together("a fan switched on in the middle", sounds, rate, (1.0, 1.0, 5.0, 2.5), 0.8)
    fan = noise(len(samples), -44)
    fan[: len(samples) // 2] *= 0.05
    out.append(finish(base, fan))
    samples, base = put_together("a soft voice and a keyboard", sounds, rate, (3.0, 2.2, 1.0, 0.7), 0.15)
    keys = noise(len(samples), -66)
    for at in rng.integers(0, int(2.5 * rate), 8):
        keys[at : at + rate // 50] += noise(rate // 50, -30)
    out.append(finish(base, keys))
    return out


def measure_levels(samples: NDArray[np.float32], rate: int) -> bytes:
    """Return the loudness of samples in -1..1 for each frame of 20 ms, as the browser measures it while it records."""
    size = round(rate * FRAME_SECONDS)
    frames = np.asarray(samples[: len(samples) // size * size], dtype=np.float64).reshape(-1, size)
    # A constant offset of a cheap sound card is no sound.
    power = np.maximum(frames.var(axis=1), 1e-13)
    return bytes(np.clip(np.round(-10 * np.log10(power)), 0, 127).astype(np.uint8))
