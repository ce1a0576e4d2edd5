"""Making an episode last what it promises: chapters are chosen until it does, then the pauses for thought take
up the rest."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace

from speech.model import Chapter, Pause, ScriptItem

SHORTEST_STRETCH, LONGEST_STRETCH = 0.6, 1.6  # of a thinking pause
MAX_GIVEN_UP = 5  # chapters, at most, for others that fit better
MAX_CANDIDATES = 400  # candidates; a commute of three hours has fewer

MeasureChapters = Callable[[tuple[Chapter, ...]], float]


def choose_chapters(
    candidates: Iterable[Chapter], least: float, most: float, length: MeasureChapters
) -> tuple[Chapter, ...]:
    """Candidates that last between `least` and `most` seconds together, the first ones wherever possible.

    Filled in order; where that falls short, the last ones are given up for one or two others that fit. When nothing
    does it stays shorter.
    """
    known = tuple(itertools.islice(candidates, MAX_CANDIDATES))
    seconds = [length((chapter,)) for chapter in known]
    taken: list[int] = []
    total = 0.0
    for at, more in enumerate(seconds):
        if total < least and total + more <= most:
            taken.append(at)
            total += more
    fewest = max(0, len(taken) - MAX_GIVEN_UP)
    for kept in range(len(taken), fewest - 1, -1) if total < least <= sum(seconds) else ():
        base = taken[:kept]
        passed = sum(seconds[at] for at in base)
        others = [at for at in range(len(known)) if at not in base]
        for some in (*itertools.combinations(others, 1), *itertools.combinations(others, 2)):
            if least <= passed + sum(seconds[at] for at in some) <= most:
                return tuple(known[at] for at in sorted((*base, *some)))
    return tuple(known[at] for at in taken)


def stretch_pauses(chapters: tuple[Chapter, ...], target: float, total: float) -> tuple[Chapter, ...]:
    """The same, which last `total` seconds, with their thinking pauses longer or shorter, all by one factor, as near to
    `target` seconds as bounds allow."""
    thinking = sum(item.seconds for item in _list_think_pauses(chapters))
    if thinking == 0:
        return chapters
    factor = min(LONGEST_STRETCH, max(SHORTEST_STRETCH, (thinking + target - total) / thinking))
    return tuple(
        replace(chapter, items=tuple(_scale_pause(item, factor) for item in chapter.items)) for chapter in chapters
    )


def _list_think_pauses(chapters: Iterable[Chapter]) -> Iterable[Pause]:
    return (i for chapter in chapters for i in chapter.items if isinstance(i, Pause) and i.is_think_time)


def _scale_pause(item: ScriptItem, factor: float) -> ScriptItem:
    if isinstance(item, Pause) and item.is_think_time:
        return replace(item, seconds=item.seconds * factor)
    return item
