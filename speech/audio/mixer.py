"""An episode becomes sound: clips are asked for ahead, taken in order, joined with silences and written as they
come."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import BinaryIO

from speech.audio import mp3, pause_sound
from speech.audio.mp3 import Segment
from speech.model import AudioTimeline, Chapter, ChapterMark, Cue, Episode, Pause, PauseSound, ScriptItem, Sentence
from speech.script.episode_stream import EpisodeStream
from speech.script.timing import CHAPTER_PAUSE, SENTENCE_PAUSE

# sentences asked for before the one that is being encoded: keeps all workers busy, and little is lost by a
# cancel
SENTENCES_AHEAD = 48
MAX_HELD_BYTES = 256 * 1024  # bytes
MISSING_SECONDS = 1.0  # where a sentence could not be spoken

FetchClip = Callable[[Sentence], Future[Segment | None]]
MixStep = tuple[Chapter, ScriptItem, Future[Segment | None] | None]


class Cancelled(Exception):
    """Raised when the listener has cancelled the episode."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: sentences done, seconds of sound so far."""

    done: int
    seconds: float


def _fetch_ahead(chapters: Iterable[Chapter | None], fetch: FetchClip) -> Iterator[MixStep | None]:
    """Yield the items in order, with the clips of the next `SENTENCES_AHEAD` sentences already under way.

    At a None among the chapters, everything asked for so far is yielded, then None, before the next chapter is asked for.
    """
    waiting: deque[MixStep] = deque()
    under_way = 0
    current: Chapter | None = None
    try:
        for chapter in chapters:
            if chapter is None:
                while waiting:
                    yield waiting.popleft()
                under_way = 0
                yield None
                continue
            current = current if chapter.is_silence and current else chapter
            for item in chapter.items:
                future = fetch(item) if isinstance(item, Sentence) else None
                waiting.append((current, item, future))
                under_way += future is not None
                while under_way > SENTENCES_AHEAD:
                    under_way -= waiting[0][2] is not None
                    yield waiting.popleft()
        while waiting:
            yield waiting.popleft()
    finally:
        for _, _, future in waiting:
            if future is not None:
                future.cancel()


class _Tape:
    """Frames with a counter. Silences are whole frames; the next one makes up for what one is too short or too long.

    Frames are held until `flush`: an episode of cached clips is a few large writes, not thousands of small ones.
    """

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._held = bytearray()
        self._owed = 0.0  # samples of silence
        self._frames = 0

    @property
    def seconds(self) -> float:
        """Return the second at which the next sound would begin."""
        return self._frames * mp3.FRAME / mp3.SAMPLE_RATE

    def append_clip(self, segment: Segment) -> None:
        count = mp3.count_frames(segment.data)
        self._write(segment.data)
        self._frames += count
        self._owed -= count * mp3.FRAME - segment.samples

    def add_silence(self, seconds: float) -> None:
        self._owed += seconds * mp3.SAMPLE_RATE

    def write_silence(self) -> None:
        """Write the silence that is owed."""
        count = max(0, round(self._owed / mp3.FRAME))
        self._write(mp3.encode_silence(self._frames, count))
        self._frames += count
        self._owed -= count * mp3.FRAME

    def fill_pause(self, seconds: float, sound: PauseSound) -> None:
        """Write a pause for thought with its sound, behind the silence that is owed."""
        if sound == "silence":
            self.add_silence(seconds)
            return
        self.write_silence()
        self.add_silence(seconds)
        count = max(0, round(self._owed / mp3.FRAME))
        self._write(pause_sound.fill_frames(sound, count))
        self._frames += count
        self._owed -= count * mp3.FRAME

    def finish(self) -> None:
        """Write two more frames, which the decoder's delay takes up."""
        self._write(mp3.encode_silence(self._frames, mp3.TAIL_FRAMES))
        self.flush()

    def flush(self) -> None:
        """Write what is held, so that the listener has it."""
        self._sink.write(self._held)
        self._sink.flush()
        self._held.clear()

    def _write(self, data: bytes) -> None:
        self._held += data
        if len(self._held) > MAX_HELD_BYTES:
            self.flush()


def render_episode(
    episode: Episode | EpisodeStream,
    fetch: FetchClip,
    sink: BinaryIO,
    progress: Callable[[Progress], None] = lambda _progress: None,
    cancelled: Callable[[], bool] = lambda: False,
    sound: PauseSound = "silence",
) -> AudioTimeline:
    """Write the frames of an episode to `sink` and say where everything is. A clip that is None becomes a gap.

    `sound` is heard in the pauses for thought. Of a programme that is not decided to its end, what is certain is written at once.

    Raises `Cancelled`, and whatever `fetch` raises.
    """
    tape = _Tape(sink)
    marks: list[ChapterMark] = []
    cues: list[Cue] = []
    open_chapter: Chapter | None = None
    start = 0.0
    for step in _fetch_ahead(episode.chapters, fetch):
        if cancelled():
            raise Cancelled
        if step is None:  # the next chapter may have to wait for what is spoken meanwhile
            tape.flush()
            continue
        chapter, item, future = step
        if open_chapter is not None and chapter is not open_chapter:
            tape.add_silence(CHAPTER_PAUSE)
            tape.write_silence()
            marks.append(_make_mark(open_chapter, start, tape.seconds))
            start = tape.seconds
        open_chapter = chapter
        if isinstance(item, Pause) or future is None:
            if isinstance(item, Pause) and item.is_think_time:
                tape.fill_pause(item.seconds, sound)
            else:
                tape.add_silence(item.seconds if isinstance(item, Pause) else 0.0)
            continue
        if not future.done():
            tape.flush()
        cues.append(_append_sentence(tape, item, future.result()))
        progress(Progress(len(cues), tape.seconds))
    if open_chapter is not None:
        tape.add_silence(CHAPTER_PAUSE)
        tape.write_silence()
        tape.finish()
        marks.append(_make_mark(open_chapter, start, tape.seconds))
    return AudioTimeline(tape.seconds, tuple(marks), tuple(cues))


def _make_mark(chapter: Chapter, start: float, end: float) -> ChapterMark:
    return ChapterMark(start, end, chapter.title, chapter.question_id, chapter.added)


def _append_sentence(tape: _Tape, sentence: Sentence, clip: Segment | None) -> Cue:
    tape.write_silence()
    start = tape.seconds
    if clip is None:
        tape.add_silence(MISSING_SECONDS)
        end = start + MISSING_SECONDS
    else:
        tape.append_clip(clip)
        end = start + clip.seconds
    tape.add_silence(SENTENCE_PAUSE)
    return Cue(start, end, sentence.shown_text, sentence.role, clip is None)
