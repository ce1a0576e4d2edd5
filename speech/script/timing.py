"""How long things last in the audio: what `render` makes of them, known before anything is rendered."""

from __future__ import annotations

from collections.abc import Callable

from speech.model import Chapter, Pause, Sentence

Seconds = Callable[[Sentence], float]  # how long a sentence's clip lasts

BETWEEN = 0.18  # seconds of silence after every sentence
AFTER_CHAPTER = 0.9


def length(chapters: tuple[Chapter, ...], clip_seconds: Seconds) -> float:
    """How long chapters last, in seconds, when a sentence lasts `clip_seconds`."""
    return sum(
        (0.0 if chapter.silence else AFTER_CHAPTER)
        + sum(item.seconds if isinstance(item, Pause) else clip_seconds(item) + BETWEEN for item in chapter.items)
        for chapter in chapters
    )
