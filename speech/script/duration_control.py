"""Lasting as long as promised, though nobody knows how long a sentence is before it has been spoken: the beginning is
given out by estimate, the end is chosen by exact lengths."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from speech.model import Chapter, Pause, Sentence
from speech.script.composer import THINK_LEAST, THINK_MOST, Composer
from speech.script.fill import LOOKED_AT, Length, choose, stretch

ROUNDS = 4  # of choosing the end; each asks for the exact lengths of what it chose
ALONE = 5  # questions without their answers, at most
LATE = 1.2  # times its estimate that such a question may last
ENOUGH, FEWEST = 3.0, 60  # candidates looked at: they would last so many times as long as is wanted; so many at least
SILENCE = 10.0  # seconds, at most, behind the last word
NEAR = 0.05  # seconds

Bounds = tuple[float, float]  # seconds, least and most


def filled(
    base: tuple[Chapter, ...], candidates: Iterable[Chapter], bounds: Bounds, composer: Composer
) -> Generator[Chapter | None, None, tuple[Chapter, ...]]:
    """`base`, then candidates, in order, until all last between the bounds. Returned is what was given.

    What is chosen by estimate is given out as long as it ends before half of the time that is left: whatever the
    engine's true speed, it would not be taken back. Then (None) it has to be spoken; with its exact length what is left
    is chosen anew.
    """
    given = list(base)
    left: tuple[Chapter, ...] | None = None  # looked for when `base` is being heard: a large deck takes a while
    yield from base
    while True:
        if given:
            yield None
        spent = composer.exact(tuple(given))
        left = tuple(_looked_at(candidates, bounds[1] * ENOUGH, composer.length)) if left is None else left
        rest = (bounds[0] - spent, bounds[1] - spent)
        picked = choose(left, *rest, composer.length) if rest[0] > 0 else ()
        sure = _before(_closed(picked, rest, composer.length), rest[0] / 2, composer.length)
        if not sure:
            break
        yield from sure
        given += sure
        left = _without(left, picked[: len(sure)])
    end = _end(picked, left, rest, composer)
    yield from end
    return (*given, *end)


def _looked_at(candidates: Iterable[Chapter], enough: float, length: Length) -> Iterator[Chapter]:
    """The first candidates, until they last long enough to choose among: to read the whole of a large deck takes
    seconds, and nothing is heard before."""
    total = 0.0
    for at, chapter in enumerate(islice(candidates, LOOKED_AT)):
        if at >= FEWEST and total >= enough:
            return
        yield chapter
        total += length((chapter,))


def _without(chapters: tuple[Chapter, ...], gone: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """The chapters that do not say the same as one of those that are gone (whose pauses may have been changed)."""
    said = {chapter.sentences for chapter in gone}
    return tuple(chapter for chapter in chapters if chapter.sentences not in said)


def _before(chapters: tuple[Chapter, ...], limit: float, length: Length) -> tuple[Chapter, ...]:
    """The first chapters that end before the limit."""
    total = 0.0
    for at, chapter in enumerate(chapters):
        total += length((chapter,))
        if total > limit:
            return chapters[:at]
    return chapters


def _end(
    picked: tuple[Chapter, ...], left: tuple[Chapter, ...], bounds: Bounds, composer: Composer
) -> tuple[Chapter, ...]:
    """The last chapters, by exact lengths: other ones, or longer pauses, then questions without their answers, then a
    silence close the gap that is left."""
    least, most = bounds
    end = _fitting(picked, left, bounds, composer)
    length = composer.exact(end)
    end += _alone(_without(left, end), (least - length, most - length), composer)
    gap = least - composer.exact(end)
    if 0 < gap <= SILENCE:
        end += (Chapter("", (Pause(gap + _inside(bounds)),)),)
    return end


def _fitting(
    picked: tuple[Chapter, ...], left: tuple[Chapter, ...], bounds: Bounds, composer: Composer
) -> tuple[Chapter, ...]:
    """What was chosen by estimate, chosen anew as long as its exact length asks for it."""
    spoken: set[tuple[Sentence, ...]] = set()

    def known(chapters: tuple[Chapter, ...]) -> float:
        return sum((composer.exact if one.sentences in spoken else composer.length)((one,)) for one in chapters)

    for _ in range(ROUNDS):
        composer.exact(picked)  # all at once: the workers speak them side by side
        spoken |= {chapter.sentences for chapter in picked}
        closed = _closed(picked, bounds, composer.exact)
        again = () if bounds[0] <= composer.exact(closed) <= bounds[1] else choose(left, *bounds, known)
        if again in ((), picked):
            break
        picked = again
    return closed


def _closed(picked: tuple[Chapter, ...], bounds: Bounds, length: Length) -> tuple[Chapter, ...]:
    """The chapters, with longer or shorter pauses where that brings them between the bounds, or half a width below."""
    least, most = bounds
    total = length(picked)
    if least <= total <= most:
        return picked
    inside = _inside(bounds)
    stretched = stretch(picked, least + inside if total < least else most - inside, total)
    enough = length(stretched) >= least - (most - least) / 2 - NEAR
    return stretched if total > most or enough else picked


def _alone(candidates: Iterable[Chapter], bounds: Bounds, composer: Composer) -> tuple[Chapter, ...]:
    """Questions without their answers, as many as are needed and fit, each with a pause that closes the gap."""
    least, most = bounds
    found: list[Chapter] = []
    for chapter in candidates:
        if least <= 0 or len(found) == ALONE:
            break
        asked = composer.unanswered(chapter)
        if composer.length((asked,)) * LATE > most or (length := composer.exact((asked,))) > most:
            continue
        wanted = min(least + _inside((least, most)), length + THINK_MOST - THINK_LEAST)
        target = min(most, max(length, wanted))
        pause = Pause(THINK_LEAST + target - length, thinking=True)
        found.append(replace(asked, items=(*asked.items[:-1], pause)))
        least, most = least - target, most - target
    return tuple(found)


def _inside(bounds: Bounds) -> float:
    """How far from a bound to stay, in seconds: silences are whole frames."""
    return min(1.0, (bounds[1] - bounds[0]) / 4)
