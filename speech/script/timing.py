"""How long things last in the audio: what `speech.audio.mixer` makes of them, known before anything is rendered."""

from __future__ import annotations

from collections.abc import Callable

from speech.model import Chapter, Pause, Sentence

MeasureSentence = Callable[[Sentence], float]  # how long a sentence's clip lasts

SENTENCE_PAUSE = 0.18  # seconds of silence after every sentence
# Seconds of silence behind a chapter: long enough to hear that something ends.
CHAPTER_PAUSE = 0.9


def sum_seconds(chapters: tuple[Chapter, ...], clip_seconds: MeasureSentence) -> float:
    """Return how long chapters last, in seconds, when a sentence lasts `clip_seconds`."""
    return sum(
        (0.0 if chapter.is_silence else CHAPTER_PAUSE)
        + sum(
            item.seconds if isinstance(item, Pause) else clip_seconds(item) + SENTENCE_PAUSE for item in chapter.items
        )
        for chapter in chapters
    )
