"""Making an episode last what it promises: chapters are added until it does, then the pauses for thought take
up the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from speech.model import Chapter, Item, Pause

STRETCH_LEAST, STRETCH_MOST = 0.6, 1.6  # of a thinking pause

Length = Callable[[tuple[Chapter, ...]], float]


def fill(
    base: tuple[Chapter, ...], candidates: Iterable[Chapter], least: float, most: float, length: Length
) -> tuple[Chapter, ...]:
    """`base` and as many candidates, in order, as bring it to at least `least` and at most `most` seconds.

    A candidate that would pass `most` is passed over. When they are used up it stays shorter.
    """
    total = length(base)
    chosen = list(base)
    for chapter in candidates:
        if total >= least:
            break
        more = length((chapter,))
        if total + more <= most:
            chosen.append(chapter)
            total += more
    return tuple(chosen)


def stretch(chapters: tuple[Chapter, ...], target: float, length: Length) -> tuple[Chapter, ...]:
    """The same with its thinking pauses longer or shorter, all by one factor, as near to `target` seconds as
    bounds allow."""
    total = length(chapters)
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
