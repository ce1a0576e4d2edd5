"""Clips on disk: `<folder>/ab/abcdef….wav`, named by a hash of their inputs, bounded in size.

Safe with several writers: a clip appears whole or not at all (the worker writes aside, then renames), and a clip that
vanishes between two looks is made again.
"""

from __future__ import annotations

import contextlib
import os
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from speech.model import Utterance

LIMIT = 512 * 1024 * 1024  # bytes; about three hours of speech
SILENT = 48  # samples at or below this (of 32,767) are silence at the ends of a clip


@dataclass(frozen=True, slots=True)
class Clip:
    """Sound, 16 bit mono, without the silence at its ends. `rate` is in samples a second."""

    samples: NDArray[np.int16]
    rate: int

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / self.rate


def read(path: Path) -> Clip | None:
    """The clip in a WAV file; None when there is none or it is not whole."""
    try:
        with wave.open(str(path), "rb") as file:
            rate, channels, frames = file.getframerate(), file.getnchannels(), file.getnframes()
            samples = np.frombuffer(file.readframes(frames), dtype="<i2")[::channels]
    except (OSError, EOFError, wave.Error, ValueError):
        return None
    return Clip(trim(samples), rate) if len(samples) == frames else None


def trim(samples: NDArray[np.int16]) -> NDArray[np.int16]:
    """Without silence at the ends; sound that is silent throughout stays as it is (the silent engine's)."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > SILENT)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples


class Cache:
    """The folder of clips."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.folder = folder
        self.limit = limit

    def path(self, utterance: Utterance) -> Path:
        """Where its clip is or will be; the folder is made."""
        key = utterance.key
        path = self.folder / key[:2] / f"{key}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def find(self, utterance: Utterance) -> Clip | None:
        """Its clip, marked as used; None when it must be made."""
        path = self.path(utterance)
        clip = read(path)
        if clip is not None:
            with contextlib.suppress(OSError):
                os.utime(path)
        return clip

    def prune(self) -> int:
        """Remove the clips that were not used for longest until the limit is kept. The number removed is returned."""
        clips = []
        for path in self.folder.glob("??/*.wav"):
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
