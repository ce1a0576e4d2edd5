"""An episode becomes sound: clips are asked for ahead, taken in order, levelled, joined with silences and
encoded as they come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from speech import loudness, mp3
from speech.cache import Clip
from speech.model import Chapter, Cue, Episode, Item, Mark, Pause, Sentence, Timeline
from speech.timing import AFTER_CHAPTER, BETWEEN

# sentences asked for before the one that is being encoded: keeps all workers busy, and little is lost by a
# cancel
AHEAD = 48
GAP = 1.0  # where a sentence could not be spoken

Fetch = Callable[[Sentence], "Future[Clip | None]"]
Gain = Callable[[Sentence], float]


class Cancelled(Exception):
    """The listener does not want it any more."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: sentences done of all, seconds of sound so far."""

    done: int
    total: int
    seconds: float


def _ahead(episode: Episode, fetch: Fetch) -> Iterator[tuple[Chapter, Item, Future[Clip | None] | None]]:
    """The items in order, with the clips of the next `AHEAD` sentences already under way."""
    waiting: deque[tuple[Chapter, Item, Future[Clip | None] | None]] = deque()
    under_way = 0
    try:
        for chapter in episode.chapters:
            for item in chapter.items:
                future = fetch(item) if isinstance(item, Sentence) else None
                waiting.append((chapter, item, future))
                under_way += future is not None
                while under_way > AHEAD:
                    under_way -= waiting[0][2] is not None
                    yield waiting.popleft()
        while waiting:
            yield waiting.popleft()
    finally:
        for _, _, future in waiting:
            if future is not None:
                future.cancel()


def _resampled(clip: Clip) -> NDArray[np.int16]:
    """The samples at the rate of the file; an engine may have another."""
    if clip.rate == mp3.SAMPLE_RATE:
        return clip.samples
    from scipy.signal import resample_poly  # noqa: PLC0415 (most engines never need it)

    turned = resample_poly(clip.samples.astype(np.float32), mp3.SAMPLE_RATE, clip.rate)
    result: NDArray[np.int16] = np.clip(np.rint(turned), -32768, 32767).astype(np.int16)
    return result


class _Tape:
    """The encoder with a sample counter."""

    def __init__(self, sink: BinaryIO) -> None:
        self._encoder = mp3.Encoder()
        self._sink = sink
        self.at = 0

    @property
    def seconds(self) -> float:
        return self.at / mp3.SAMPLE_RATE

    def put(self, samples: NDArray[np.int16]) -> None:
        self.at += len(samples)
        self._sink.write(self._encoder.encode(samples))

    def silence(self, seconds: float) -> None:
        self.put(np.zeros(round(seconds * mp3.SAMPLE_RATE), dtype=np.int16))

    def finish(self) -> None:
        self.put(np.zeros(mp3.filling(self.at), dtype=np.int16))
        self._sink.write(self._encoder.finish())


def render(
    episode: Episode,
    fetch: Fetch,
    gain: Gain,
    sink: BinaryIO,
    progress: Callable[[Progress], None] = lambda _progress: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Timeline:
    """Write the frames of the episode to `sink` and say where everything is. A clip that is None becomes a gap.

    Raises `Cancelled`, and whatever `fetch` raises.
    """
    tape = _Tape(sink)
    marks: list[Mark] = []
    cues: list[Cue] = []
    total = len(episode.sentences)
    open_chapter: Chapter | None = None
    start = 0.0
    for chapter, item, future in _ahead(episode, fetch):
        if cancelled():
            raise Cancelled
        if open_chapter is not None and chapter is not open_chapter:
            tape.silence(AFTER_CHAPTER)
            marks.append(_mark(open_chapter, start, tape.seconds))
            start = tape.seconds
        open_chapter = chapter
        if isinstance(item, Pause) or future is None:
            tape.silence(item.seconds if isinstance(item, Pause) else 0.0)
            continue
        cues.append(_say(tape, item, future.result(), gain))
        progress(Progress(len(cues), total, tape.seconds))
    if open_chapter is not None:
        tape.silence(AFTER_CHAPTER)
        tape.finish()
        marks.append(_mark(open_chapter, start, tape.seconds))
    return Timeline(tape.seconds, tuple(marks), tuple(cues))


def _mark(chapter: Chapter, start: float, end: float) -> Mark:
    return Mark(start, end, chapter.title, chapter.question, chapter.added)


def _say(tape: _Tape, sentence: Sentence, clip: Clip | None, gain: Gain) -> Cue:
    start = tape.seconds
    if clip is None:
        tape.silence(GAP)
    else:
        tape.put(loudness.level(_resampled(clip), gain(sentence)))
    end = tape.seconds
    tape.silence(BETWEEN)
    return Cue(start, end, sentence.shown, sentence.role, clip is None)
