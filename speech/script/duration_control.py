"""Duration control: chapters are chosen, and pauses for thought stretched, until an episode lasts as long as promised.

Nobody knows how long a sentence is before it has been spoken. So the beginning is given out by estimate, and the end is
chosen by exact lengths.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace

from speech.model import Chapter, Pause, ScriptItem, Sentence
from speech.script.script_builder import LONGEST_THINK_TIME, SHORTEST_THINK_TIME, ScriptBuilder

# Bounds of the factor by which pauses for thought are stretched: shorter ones leave no time, longer ones seem broken.
SHORTEST_STRETCH, LONGEST_STRETCH = 0.6, 1.6
# Chapters given up, at most, for others that fit better: pairs are tried, so that each costs a square.
MAX_GIVEN_UP = 5
# Candidates looked at; a commute of three hours has fewer.
MAX_CANDIDATES = 400
# Rounds of choosing the end; each has to wait until what it chose has been spoken.
MAX_ROUNDS = 4
# Questions without their answers that may close a gap.
MAX_UNANSWERED = 5
# How much longer than its estimate such a question may turn out: three standard deviations of the estimate.
ESTIMATE_SLACK = 1.2
# Candidates are looked at until they would last so many times as long as is wanted, and at least so many.
CANDIDATE_FACTOR, MIN_CANDIDATES = 3.0, 60
LONGEST_SILENCE = 10.0  # seconds behind the last word; a longer one seems to be the end
NEGLIGIBLE_SECONDS = 0.05  # two frames

Bounds = tuple[float, float]  # seconds, least and most
MeasureChapters = Callable[[tuple[Chapter, ...]], float]


def fill_duration(
    base: tuple[Chapter, ...], candidates: Iterable[Chapter], bounds: Bounds, builder: ScriptBuilder
) -> Generator[Chapter | None, None, tuple[Chapter, ...]]:
    """Yield `base`, then candidates, in order, until all last between the bounds; return what was given.

    Chapters that were chosen by estimated length are yielded as long as they end within half of the remaining time:
    whatever the engine's true speed, none has to be taken back. None asks the caller to have them spoken; their exact
    length then decides what comes next.
    """
    chapters = list(base)
    remaining: tuple[Chapter, ...] | None = None  # looked for when `base` is being heard: a large deck takes a while
    yield from base
    while True:
        if chapters:
            yield None
        seconds_spent = builder.measure_seconds(tuple(chapters))
        remaining = (
            tuple(_take_candidates(candidates, bounds[1] * CANDIDATE_FACTOR, builder.estimate_seconds))
            if remaining is None
            else remaining
        )
        open_bounds = (bounds[0] - seconds_spent, bounds[1] - seconds_spent)
        selected = choose_chapters(remaining, *open_bounds, builder.estimate_seconds) if open_bounds[0] > 0 else ()
        sure = _take_before(
            _stretch_to_fit(selected, open_bounds, builder.estimate_seconds),
            open_bounds[0] / 2,
            builder.estimate_seconds,
        )
        if not sure:
            break
        yield from sure
        chapters += sure
        remaining = _exclude_chapters(remaining, selected[: len(sure)])
    end = _close_gap(selected, remaining, open_bounds, builder)
    yield from end
    return (*chapters, *end)


def _take_candidates(candidates: Iterable[Chapter], enough: float, length: MeasureChapters) -> Iterator[Chapter]:
    """Yield the first candidates, until they last long enough to choose among.

    To read the whole of a large deck takes seconds, and nothing is heard before.
    """
    total = 0.0
    for index, chapter in enumerate(itertools.islice(candidates, MAX_CANDIDATES)):
        if index >= MIN_CANDIDATES and total >= enough:
            return
        yield chapter
        total += length((chapter,))


def _exclude_chapters(chapters: tuple[Chapter, ...], used_chapters: Iterable[Chapter]) -> tuple[Chapter, ...]:
    """Return the chapters that say something else than each of `used_chapters`.

    Pauses may have been changed, so only the sentences are compared.
    """
    text = {chapter.sentences for chapter in used_chapters}
    return tuple(chapter for chapter in chapters if chapter.sentences not in text)


def _take_before(chapters: tuple[Chapter, ...], limit: float, length: MeasureChapters) -> tuple[Chapter, ...]:
    """Return the first chapters that end before the limit."""
    total = 0.0
    for index, chapter in enumerate(chapters):
        total += length((chapter,))
        if total > limit:
            return chapters[:index]
    return chapters


def _close_gap(
    selected: tuple[Chapter, ...], remaining: tuple[Chapter, ...], bounds: Bounds, builder: ScriptBuilder
) -> tuple[Chapter, ...]:
    """Return the last chapters, chosen by exact lengths.

    Other chapters or longer pauses come first, then questions without their answers, then silence.
    """
    least, most = bounds
    end = _refit_chapters(selected, remaining, bounds, builder)
    length = builder.measure_seconds(end)
    end += _add_unanswered(_exclude_chapters(remaining, end), (least - length, most - length), builder)
    gap = least - builder.measure_seconds(end)
    if 0 < gap <= LONGEST_SILENCE:
        end += (Chapter("", (Pause(gap + _compute_margin(bounds)),)),)
    return end


def _refit_chapters(
    selected: tuple[Chapter, ...], remaining: tuple[Chapter, ...], bounds: Bounds, builder: ScriptBuilder
) -> tuple[Chapter, ...]:
    """Choose again by exact lengths what was chosen by estimate, until it fits or stays the same."""
    spoken: set[tuple[Sentence, ...]] = set()

    def measure_known(chapters: tuple[Chapter, ...]) -> float:
        return sum(
            (builder.measure_seconds if chapter.sentences in spoken else builder.estimate_seconds)((chapter,))
            for chapter in chapters
        )

    for _ in range(MAX_ROUNDS):
        builder.measure_seconds(selected)  # all at once: the workers speak them side by side
        spoken |= {chapter.sentences for chapter in selected}
        stretched_chapters = _stretch_to_fit(selected, bounds, builder.measure_seconds)
        again = (
            ()
            if bounds[0] <= builder.measure_seconds(stretched_chapters) <= bounds[1]
            else choose_chapters(remaining, *bounds, measure_known)
        )
        if again in ((), selected):
            break
        selected = again
    return stretched_chapters


def _stretch_to_fit(selected: tuple[Chapter, ...], bounds: Bounds, length: MeasureChapters) -> tuple[Chapter, ...]:
    """Return the chapters with longer or shorter pauses where that brings them between the bounds, or half a width below."""
    least, most = bounds
    total = length(selected)
    if least <= total <= most:
        return selected
    inside = _compute_margin(bounds)
    stretched = stretch_pauses(selected, least + inside if total < least else most - inside, total)
    enough = length(stretched) >= least - (most - least) / 2 - NEGLIGIBLE_SECONDS
    return stretched if total > most or enough else selected


def _add_unanswered(candidates: Iterable[Chapter], bounds: Bounds, builder: ScriptBuilder) -> tuple[Chapter, ...]:
    """Return questions without their answers, as many as are needed and fit, the last pause closing the gap."""
    least, most = bounds
    result: list[Chapter] = []
    for chapter in candidates:
        if least <= 0 or len(result) == MAX_UNANSWERED:
            break
        question = builder.drop_answer(chapter)
        if (
            builder.estimate_seconds((question,)) * ESTIMATE_SLACK > most
            or (length := builder.measure_seconds((question,))) > most
        ):
            continue
        ideal_length = min(least + _compute_margin((least, most)), length + LONGEST_THINK_TIME - SHORTEST_THINK_TIME)
        target = min(most, max(length, ideal_length))
        pause = Pause(SHORTEST_THINK_TIME + target - length, is_think_time=True)
        result.append(replace(question, items=(*question.items[:-1], pause)))
        least, most = least - target, most - target
    return tuple(result)


def _compute_margin(bounds: Bounds) -> float:
    """Return how far from a bound to stay, in seconds: silences are whole frames."""
    return min(1.0, (bounds[1] - bounds[0]) / 4)


def choose_chapters(
    candidates: Iterable[Chapter], least: float, most: float, length: MeasureChapters
) -> tuple[Chapter, ...]:
    """Choose candidates that last between `least` and `most` seconds together, the first ones wherever possible.

    Filled in order; where that falls short, the last ones are given up for one or two others that fit. When nothing
    does it stays shorter.
    """
    pool = tuple(itertools.islice(candidates, MAX_CANDIDATES))
    seconds = [length((chapter,)) for chapter in pool]
    picks: list[int] = []
    total = 0.0
    for index, more in enumerate(seconds):
        if total < least and total + more <= most:
            picks.append(index)
            total += more
    fewest = max(0, len(picks) - MAX_GIVEN_UP)
    for base_size in range(len(picks), fewest - 1, -1) if total < least <= sum(seconds) else ():
        base = picks[:base_size]
        passed = sum(seconds[index] for index in base)
        others = [index for index in range(len(pool)) if index not in base]
        for some in (*itertools.combinations(others, 1), *itertools.combinations(others, 2)):
            if least <= passed + sum(seconds[index] for index in some) <= most:
                return tuple(pool[index] for index in sorted((*base, *some)))
    return tuple(pool[index] for index in picks)


def stretch_pauses(chapters: tuple[Chapter, ...], target: float, total: float) -> tuple[Chapter, ...]:
    """Stretch the pauses for thought by one factor, so that chapters last `target` seconds instead of `total`.

    The factor stays within bounds, so that the target may not be reached.
    """
    think_seconds = sum(item.seconds for item in _list_think_pauses(chapters))
    if think_seconds == 0:
        return chapters
    factor = min(LONGEST_STRETCH, max(SHORTEST_STRETCH, (think_seconds + target - total) / think_seconds))
    return tuple(
        replace(chapter, items=tuple(_scale_pause(item, factor) for item in chapter.items)) for chapter in chapters
    )


def _list_think_pauses(chapters: Iterable[Chapter]) -> Iterable[Pause]:
    return (i for chapter in chapters for i in chapter.items if isinstance(i, Pause) and i.is_think_time)


def _scale_pause(item: ScriptItem, factor: float) -> ScriptItem:
    if isinstance(item, Pause) and item.is_think_time:
        return replace(item, seconds=item.seconds * factor)
    return item
