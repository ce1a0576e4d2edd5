"""An episode as it comes into being: chapter by chapter, each as soon as it is certain, so that the first can be heard
while the last are not chosen yet."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from speech.fill import LOOKED_AT, Length, choose, stretch
from speech.model import Chapter, Episode, Sentence

# Chapters in order; None where more can only be decided when all that was given has been spoken. Returned is why a
# promise could not be kept ("" when it was).
Parts = Generator[Chapter | None, None, str]
NEAR = 0.05  # seconds
ROUNDS = 4  # of choosing the end; each asks for the exact lengths of what it chose


class Programme:
    """`head` is the episode without its chapters, which `chapters` gives; once they are used up `episode` is whole."""

    def __init__(self, head: Episode, parts: Parts) -> None:
        self._head = head
        self._parts = parts
        self._given: list[Chapter] = []
        self._short = ""

    @property
    def title(self) -> str:
        """The episode's title."""
        return self._head.title

    @property
    def chapters(self) -> Iterator[Chapter | None]:
        """The chapters that have something to say, and None where what was given must be spoken before the next is
        decided. Can be walked once."""
        while True:
            try:
                chapter = next(self._parts)
            except StopIteration as end:
                self._short = end.value or ""
                return
            if chapter is None:
                yield None
            elif chapter.sentences:
                self._given.append(chapter)
                yield chapter

    @property
    def episode(self) -> Episode:
        """The episode with the chapters that were given so far."""
        return replace(self._head, chapters=tuple(self._given), short=self._short)


def plain(chapters: Iterable[Chapter]) -> Parts:
    """The parts of an episode that promises no length: all are certain."""
    yield from chapters
    return ""


def promised(
    base: tuple[Chapter, ...],
    candidates: Iterable[Chapter],
    bounds: tuple[float, float],
    estimate: Length,
    exact: Length,
) -> Generator[Chapter | None, None, tuple[Chapter, ...]]:
    """`base`, then candidates until the whole lasts between the two bounds (seconds). Returned is what was given.

    What is chosen by estimate is given out as long as it ends before half of the time that is left: whatever the
    engine's true speed, it would not be taken back. Then the lengths of what has been spoken are asked for, and what
    is left is chosen anew. The last few are chosen with exact lengths, and their pauses close to the bounds.
    """
    given = list(base)
    left = tuple(islice(candidates, LOOKED_AT))
    yield from base
    while True:
        spent = 0.0
        if given:
            yield None
            spent = exact(tuple(given))
        least, most = (bound - spent for bound in bounds)
        picked = choose(left, least, most, estimate) if least > 0 else ()
        sure = _before(_closed(picked, least, most, estimate), least / 2, estimate)
        if not sure:
            break
        yield from sure
        given += sure
        gone = {id(chapter) for chapter in picked[: len(sure)]}
        left = tuple(chapter for chapter in left if id(chapter) not in gone)
    end = _end(picked, left, least, most, estimate, exact)
    yield from end
    return (*given, *end)


def _before(chapters: tuple[Chapter, ...], limit: float, length: Length) -> tuple[Chapter, ...]:
    """The first chapters that end before the limit."""
    total = 0.0
    for at, chapter in enumerate(chapters):
        total += length((chapter,))
        if total > limit:
            return chapters[:at]
    return chapters


def _end(
    picked: tuple[Chapter, ...],
    left: tuple[Chapter, ...],
    least: float,
    most: float,
    estimate: Length,
    exact: Length,
) -> tuple[Chapter, ...]:
    """The last chapters: chosen, spoken, chosen anew where their true lengths ask for it."""
    spoken: set[tuple[Sentence, ...]] = set()

    def seconds(chapters: tuple[Chapter, ...]) -> float:
        return sum((exact if one.sentences in spoken else estimate)((one,)) for one in chapters)

    for _ in range(ROUNDS):
        exact(picked)  # all at once: the workers speak them side by side
        spoken |= {chapter.sentences for chapter in picked}
        closed = _closed(picked, least, most, exact)
        again = () if least <= exact(closed) <= most else choose(left, least, most, seconds)
        if again in ((), picked):
            break
        picked = again
    return closed


def _closed(picked: tuple[Chapter, ...], least: float, most: float, length: Length) -> tuple[Chapter, ...]:
    """The chapters with longer or shorter pauses where that brings them between the bounds, or half a width below."""
    total = length(picked)
    if least <= total <= most:
        return picked
    inside = min(1.0, (most - least) / 4)  # seconds: silences are whole frames
    stretched = stretch(picked, least + inside if total < least else most - inside, total)
    enough = length(stretched) >= least - (most - least) / 2 - NEAR
    return stretched if total > most or enough else picked
