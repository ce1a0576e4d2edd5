"""Lasting as long as promised, though nobody knows how long a sentence is before it has been spoken: the beginning is
given out by estimate, the end is chosen by exact lengths."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from speech.model import Chapter, Pause, Sentence
from speech.script.fill import MAX_CANDIDATES, MeasureChapters, choose_chapters, stretch_pauses
from speech.script.script_builder import LONGEST_THINK_TIME, SHORTEST_THINK_TIME, ScriptBuilder

MAX_ROUNDS = 4  # of choosing the end; each asks for the exact lengths of what it chose
MAX_UNANSWERED = 5  # questions without their answers, at most
ESTIMATE_SLACK = 1.2  # times its estimate that such a question may last
CANDIDATE_FACTOR, MIN_CANDIDATES = (
    3.0,
    60,
)  # candidates looked at: they would last so many times as long as is wanted; so many at least
LONGEST_SILENCE = 10.0  # seconds, at most, behind the last word
NEGLIGIBLE_SECONDS = 0.05  # seconds

Bounds = tuple[float, float]  # seconds, least and most


def fill_duration(
    base: tuple[Chapter, ...], candidates: Iterable[Chapter], bounds: Bounds, composer: ScriptBuilder
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
        spent = composer.measure_seconds(tuple(given))
        left = (
            tuple(_take_candidates(candidates, bounds[1] * CANDIDATE_FACTOR, composer.estimate_seconds))
            if left is None
            else left
        )
        rest = (bounds[0] - spent, bounds[1] - spent)
        picked = choose_chapters(left, *rest, composer.estimate_seconds) if rest[0] > 0 else ()
        sure = _take_before(
            _stretch_to_fit(picked, rest, composer.estimate_seconds), rest[0] / 2, composer.estimate_seconds
        )
        if not sure:
            break
        yield from sure
        given += sure
        left = _exclude_chapters(left, picked[: len(sure)])
    end = _close_gap(picked, left, rest, composer)
    yield from end
    return (*given, *end)


def _take_candidates(candidates: Iterable[Chapter], enough: float, length: MeasureChapters) -> Iterator[Chapter]:
    """The first candidates, until they last long enough to choose among: to read the whole of a large deck takes
    seconds, and nothing is heard before."""
    total = 0.0
    for at, chapter in enumerate(islice(candidates, MAX_CANDIDATES)):
        if at >= MIN_CANDIDATES and total >= enough:
            return
        yield chapter
        total += length((chapter,))


def _exclude_chapters(chapters: tuple[Chapter, ...], gone: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """The chapters that do not say the same as one of those that are gone (whose pauses may have been changed)."""
    said = {chapter.sentences for chapter in gone}
    return tuple(chapter for chapter in chapters if chapter.sentences not in said)


def _take_before(chapters: tuple[Chapter, ...], limit: float, length: MeasureChapters) -> tuple[Chapter, ...]:
    """The first chapters that end before the limit."""
    total = 0.0
    for at, chapter in enumerate(chapters):
        total += length((chapter,))
        if total > limit:
            return chapters[:at]
    return chapters


def _close_gap(
    picked: tuple[Chapter, ...], left: tuple[Chapter, ...], bounds: Bounds, composer: ScriptBuilder
) -> tuple[Chapter, ...]:
    """The last chapters, by exact lengths: other ones, or longer pauses, then questions without their answers, then a
    silence close the gap that is left."""
    least, most = bounds
    end = _refit_chapters(picked, left, bounds, composer)
    length = composer.measure_seconds(end)
    end += _add_unanswered(_exclude_chapters(left, end), (least - length, most - length), composer)
    gap = least - composer.measure_seconds(end)
    if 0 < gap <= LONGEST_SILENCE:
        end += (Chapter("", (Pause(gap + _compute_margin(bounds)),)),)
    return end


def _refit_chapters(
    picked: tuple[Chapter, ...], left: tuple[Chapter, ...], bounds: Bounds, composer: ScriptBuilder
) -> tuple[Chapter, ...]:
    """What was chosen by estimate, chosen anew as long as its exact length asks for it."""
    spoken: set[tuple[Sentence, ...]] = set()

    def known(chapters: tuple[Chapter, ...]) -> float:
        return sum(
            (composer.measure_seconds if one.sentences in spoken else composer.estimate_seconds)((one,))
            for one in chapters
        )

    for _ in range(MAX_ROUNDS):
        composer.measure_seconds(picked)  # all at once: the workers speak them side by side
        spoken |= {chapter.sentences for chapter in picked}
        closed = _stretch_to_fit(picked, bounds, composer.measure_seconds)
        again = (
            () if bounds[0] <= composer.measure_seconds(closed) <= bounds[1] else choose_chapters(left, *bounds, known)
        )
        if again in ((), picked):
            break
        picked = again
    return closed


def _stretch_to_fit(picked: tuple[Chapter, ...], bounds: Bounds, length: MeasureChapters) -> tuple[Chapter, ...]:
    """The chapters, with longer or shorter pauses where that brings them between the bounds, or half a width below."""
    least, most = bounds
    total = length(picked)
    if least <= total <= most:
        return picked
    inside = _compute_margin(bounds)
    stretched = stretch_pauses(picked, least + inside if total < least else most - inside, total)
    enough = length(stretched) >= least - (most - least) / 2 - NEGLIGIBLE_SECONDS
    return stretched if total > most or enough else picked


def _add_unanswered(candidates: Iterable[Chapter], bounds: Bounds, composer: ScriptBuilder) -> tuple[Chapter, ...]:
    """Questions without their answers, as many as are needed and fit, each with a pause that closes the gap."""
    least, most = bounds
    found: list[Chapter] = []
    for chapter in candidates:
        if least <= 0 or len(found) == MAX_UNANSWERED:
            break
        asked = composer.drop_answer(chapter)
        if (
            composer.estimate_seconds((asked,)) * ESTIMATE_SLACK > most
            or (length := composer.measure_seconds((asked,))) > most
        ):
            continue
        wanted = min(least + _compute_margin((least, most)), length + LONGEST_THINK_TIME - SHORTEST_THINK_TIME)
        target = min(most, max(length, wanted))
        pause = Pause(SHORTEST_THINK_TIME + target - length, is_think_time=True)
        found.append(replace(asked, items=(*asked.items[:-1], pause)))
        least, most = least - target, most - target
    return tuple(found)


def _compute_margin(bounds: Bounds) -> float:
    """How far from a bound to stay, in seconds: silences are whole frames."""
    return min(1.0, (bounds[1] - bounds[0]) / 4)
