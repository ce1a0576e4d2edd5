"""An episode as it is composed: each chapter comes as soon as it is certain, so that listening can begin before the end."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace

from speech.model import Chapter, Episode

# Chapters in order; None where more can only be decided when all that was given has been spoken. Returned is why a
# promise could not be kept ("" when it was).
ChapterStream = Generator[Chapter | None, None, str]


class EpisodeStream:
    """An episode whose chapters come one by one.

    `head` is the episode without its chapters, which `chapters` yields; once they are used up, `episode` is whole.
    """

    def __init__(self, head: Episode, parts: ChapterStream) -> None:
        self._head = head
        self._parts = parts
        self._given: list[Chapter] = []
        self._short = ""

    @property
    def title(self) -> str:
        """Return the episode's title."""
        return self._head.title

    @property
    def chapters(self) -> Iterator[Chapter | None]:
        """Yield the chapters that have something to say. Can be walked once.

        None stands where what was given must be spoken before the next is decided.
        """
        while True:
            try:
                chapter = next(self._parts)
            except StopIteration as end:
                self._short = end.value or ""
                return
            if chapter is None:
                yield None
            elif chapter.sentences or (chapter.is_silence and self._given):
                self._given.append(chapter)
                yield chapter

    @property
    def episode(self) -> Episode:
        """Return the episode with the chapters that were given so far."""
        return replace(self._head, chapters=tuple(self._given), shortfall=self._short)


def stream_chapters(chapters: Iterable[Chapter]) -> ChapterStream:
    """Yield the parts of an episode that promises no length: all are certain."""
    yield from chapters
    return ""
