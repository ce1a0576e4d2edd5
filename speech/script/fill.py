"""Making an episode last what it promises: chapters are chosen until it does, then the pauses for thought take
up the rest."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace

from speech.model import Chapter, Item, Pause

STRETCH_LEAST, STRETCH_MOST = 0.6, 1.6  # of a thinking pause
GIVEN_UP = 5  # chapters, at most, for others that fit better
LOOKED_AT = 400  # candidates; a commute of three hours has fewer

Length = Callable[[tuple[Chapter, ...]], float]


def choose(candidates: Iterable[Chapter], least: float, most: float, length: Length) -> tuple[Chapter, ...]:
    """Candidates that last between `least` and `most` seconds together, the first ones wherever possible.

    Filled in order; where that falls short, the last ones are given up for one or two others that fit. When nothing
    does it stays shorter.
    """
    known = tuple(itertools.islice(candidates, LOOKED_AT))
    seconds = [length((chapter,)) for chapter in known]
    taken: list[int] = []
    total = 0.0
    for at, more in enumerate(seconds):
        if total < least and total + more <= most:
            taken.append(at)
            total += more
    fewest = max(0, len(taken) - GIVEN_UP)
    for kept in range(len(taken), fewest - 1, -1) if total < least <= sum(seconds) else ():
        base = taken[:kept]
        passed = sum(seconds[at] for at in base)
        others = [at for at in range(len(known)) if at not in base]
        for some in (*itertools.combinations(others, 1), *itertools.combinations(others, 2)):
            if least <= passed + sum(seconds[at] for at in some) <= most:
                return tuple(known[at] for at in sorted((*base, *some)))
    return tuple(known[at] for at in taken)


def stretch(chapters: tuple[Chapter, ...], target: float, total: float) -> tuple[Chapter, ...]:
    """The same, which last `total` seconds, with their thinking pauses longer or shorter, all by one factor, as near to
    `target` seconds as bounds allow."""
    thinking = sum(item.seconds for item in _pauses(chapters))
    if thinking == 0:
        return chapters
    factor = min(STRETCH_MOST, max(STRETCH_LEAST, (thinking + target - total) / thinking))
    return tuple(replace(chapter, items=tuple(_scaled(item, factor) for item in chapter.items)) for chapter in chapters)


def _pauses(chapters: Iterable[Chapter]) -> Iterable[Pause]:
    return (i for chapter in chapters for i in chapter.items if isinstance(i, Pause) and i.thinking)


def _scaled(item: Item, factor: float) -> Item:
    if isinstance(item, Pause) and item.thinking:
        return replace(item, seconds=item.seconds * factor)
    return item
