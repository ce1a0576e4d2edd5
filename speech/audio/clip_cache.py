"""Clips on disk: `<folder>/ab/abcdef….clip`, named by a hash of their inputs, bounded in size.

A clip is a sentence as MP3 frames: levelled, encoded, ready to be put into an episode. Safe with several
writers: it appears whole or not at all (written aside, then renamed), and one that vanishes between two looks
is made again.
"""

from __future__ import annotations

import contextlib
import os
import struct
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from files import write_atomically
from speech.audio.mp3 import Segment
from speech.model import Utterance

MAX_BYTES = 512 * 1024 * 1024  # bytes; about 18 hours of speech
# Names the format of a clip's file: these bytes, samples, length, frames.
MAGIC = b"RHC1"
HEADER = len(MAGIC) + 8
SILENCE_LEVEL = 48  # samples at or below this (of 32,767) are silence at the ends of a clip


@dataclass(frozen=True, slots=True)
class Sound:
    """What an engine said, 16 bit mono, without the silence at its ends. `rate` is in samples a second."""

    samples: NDArray[np.int16]
    rate: int

    @property
    def seconds(self) -> float:
        """Return its length."""
        return len(self.samples) / self.rate


def read_wav(path: Path) -> Sound | None:
    """Return the sound in a WAV file; None when there is none or it is not whole."""
    try:
        with wave.open(str(path), "rb") as file:
            rate, channels, frames = file.getframerate(), file.getnchannels(), file.getnframes()
            samples = np.frombuffer(file.readframes(frames), dtype="<i2")[::channels]
    except (OSError, EOFError, wave.Error, ValueError):
        return None
    return Sound(trim_silence(samples), rate) if len(samples) == frames else None


def trim_silence(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """Return the samples without silence at the ends; the silent engine's stay as they are."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > SILENCE_LEVEL)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples


class ClipCache:
    """The folder of clips."""

    def __init__(self, folder: Path, limit: int = MAX_BYTES) -> None:
        self.folder = folder
        self.limit = limit

    def get_clip_path(self, key: str, suffix: str = "clip") -> Path:
        """Return the path where the clip of this key is or will be, and make its folder."""
        path = self.folder / key[:2] / f"{key}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def find_clip(self, utterance: Utterance) -> Segment | None:
        """Return a clip and mark it as used; None when it has to be made, because it is not there or not whole."""
        path = self.get_clip_path(utterance.key)
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        if len(data) < HEADER or data[: len(MAGIC)] != MAGIC:
            return None
        samples, length = struct.unpack(">II", data[len(MAGIC) : HEADER])
        return Segment(samples, data[HEADER:]) if len(data) == HEADER + length else None

    def store_clip(self, utterance: Utterance, segment: Segment) -> None:
        """Put a clip in its place, whole."""
        header = MAGIC + struct.pack(">II", segment.samples, len(segment.data))
        write_atomically(self.get_clip_path(utterance.key), header, segment.data, durable=False)

    def remove_oldest(self) -> int:
        """Remove the clips that were not used for longest until the limit is kept. The number removed is returned."""
        clips = []
        for path in self.folder.glob("??/*"):
            with contextlib.suppress(OSError):
                status = path.stat()
                clips.append((status.st_mtime_ns, status.st_size, path))
        total = sum(size for _, size, _ in clips)
        removed = 0
        for _, size, path in sorted(clips, key=lambda clip: clip[0]):
            if total <= self.limit:
                break
            path.unlink(missing_ok=True)
            total -= size
            removed += 1
        return removed
