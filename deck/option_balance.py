"""Choose wrong options beside which the right one cannot be guessed from its looks.

Some habits find the right option without knowing anything: take the longest, take the one that repeats most words of the
question, take the most specific (figures, names, code), take the middle number. For every set of options the chance that
such a guess is right can be worked out. Sets are chosen for a row of exercises at once, so that each habit is right as often
as blind chance, over the whole row: no single set hides everything, but a row can. See Haladyna, Downing and Rodriguez, "A
review of multiple-choice item-writing guidelines for classroom assessment" (2002), on the same faults in written tests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random
from statistics import median_low

# A figure, a word with an inner capital or an underscore, an acronym, a call: what makes a text sound precise.
_SPECIFIC = re.compile(r"\d[\d.,]*|`[^`]+`|\b\w+_\w+\b|\b[a-z]+[A-Z]\w*\b|\b[A-Z]{2,}\w*\b")
# The same by a coarser eye: every word with a digit or a capital that does not begin the text.
_CAPITAL_OR_DIGIT = re.compile(r"(?<!^)\b(?=\w*[A-Z\d])\w+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# Words that people notice when they come again, and all words, small ones included.
_WORD, _ANY_WORD = re.compile(r"[^\W\d_]{4,}"), re.compile(r"\w+")
# Words of one root mostly share their first letters; a rough stem serves, since learners guess by sight.
_ROOT_LETTERS = 6
# A right option that is this much longer or shorter than all others is seen at a glance, whatever its rank.
_LENGTH_SPREAD = 1.6
# Lengths that differ by less than this are not noticed at a glance.
_NOTICED = 1.25
# How many sets are drawn for each number of options that are longer than the right one.
_DRAWS = 14
# What each habit weighs in the sum that is kept small: longest, shortest, most words, words shared with all that is shown,
# with the question alone, small words included; most specific, most capitals and digits; middle number.
_WEIGHTS = (1.0, 0.4, 0.4, 1.0, 0.7, 0.4, 1.0, 0.4, 1.0)
# The habits whose gain over a row may not pass `_MOST_GAIN`: an exercise is left out for it, but no more than this share.
_HELD = (0, 3, 4, 6, 8)
_SHARED = 3
_MOST_GAIN, _MOST_LEFT_OUT = 0.04, 1 / 2
# In a shorter row one exercise more or less proves nothing about a habit.
_SHORTEST_ROW = 5
# In a row that comes down to so many exercises one right guess shows: a part of it is looked for in which no habit gains more
# than five points, with so many tries for each size. In the worst case that takes a second or two, once for each row.
_SMALL_ROW, _TRIES, _MOST_GAIN_SMALL = 12, 24, 0.05
# The question alone is a part of all that is shown: in a small row that habit is not held as well.
_HELD_SMALL = (0, 3, 6, 8)
# What a length that sticks out costs beside a gain of 1, an option fewer, and the place of an option among the candidates.
_GLANCE_COST, _MISSING_COST, _DISTANCE_COST = 0.02, 0.02, 0.0005
# With fewer candidates than this there are few sets of three.
_HANDFUL = 7
# The candidate that stands so many places behind the first is drawn half as often as it.
_HALF_AT = 6
# Rounds in which each set of a row is chosen again beside the others, in case two of them keep changing places.
_SWEEPS = 4

Gains = tuple[float, ...]
# The sums before the first exercise of a row.
NO_GAINS: Gains = (0.0,) * len(_WEIGHTS)


@dataclass(frozen=True, slots=True)
class OptionSet:
    """Some candidates beside a right option, by their places.

    `gains` says for each habit how much more often than by chance it finds the right option here; `cost` how much the set
    is worse than others for other reasons.
    """

    places: tuple[int, ...]
    gains: Gains
    cost: float


@lru_cache(maxsize=16384)
def find_roots(text: str) -> frozenset[str]:
    """Return the rough stems of the longer words of a text. Each exercise of a deck asks it of the deck's same texts."""
    return frozenset(word[:_ROOT_LETTERS] for word in _WORD.findall(text.casefold()))


@lru_cache(maxsize=16384)
def _find_all_words(text: str) -> frozenset[str]:
    return frozenset(_ANY_WORD.findall(text.casefold()))


@lru_cache(maxsize=16384)
def _measure_alone(text: str) -> tuple[int, int, int, int, float | None]:
    """Return length, words, specific marks, capitals and digits, and the first number of a text."""
    match = _NUMBER.search(text)
    number = match.group().replace(",", "") if match else ""
    return (
        len(text),
        len(text.split()),
        len(_SPECIFIC.findall(text)),
        len(_CAPITAL_OR_DIGIT.findall(text)),
        float(number) if number and number.count(".") <= 1 else None,
    )


def _measure_looks(text: str, prompt: str, visible_text: str) -> tuple[tuple[float, ...], float | None]:
    """Return an option's score for each habit but the last (higher attracts more), and its first number."""
    length, words, specific, capitals, number = _measure_alone(text)
    roots = find_roots(text)
    return (
        length,
        -length,
        words,
        len(roots & find_roots(visible_text)),
        len(roots & find_roots(prompt)),
        len(_find_all_words(text) & _find_all_words(visible_text)),
        specific,
        capitals,
    ), number


def draw_sets(
    right: str, candidates: Sequence[str], count: int, rng: Random, prompt: str = "", situation: str = ""
) -> tuple[OptionSet, ...]:
    """Return different sets of `count` candidates, () where none hides the right option's length. Of a handful of
    candidates sets of one fewer are returned too: there is little to choose from else.

    The candidates are wrong and say different things; nearer ones come first and are drawn more often. `prompt` and
    `situation` are all that is shown above the options.
    """
    if not 0 < count <= len(candidates):
        return ()
    visible_text = f"{prompt} {situation}"
    own, own_number = _measure_looks(right, prompt, visible_text)
    looks = [_measure_looks(text, prompt, visible_text) for text in candidates]
    length = own[0]
    longer = [place for place, (look, _) in enumerate(looks) if look[0] > length]
    shorter = [place for place, (look, _) in enumerate(looks) if look[0] <= length]
    place_sets: dict[tuple[int, ...], None] = {}
    for size in (count, count - 1) if count > 2 and len(candidates) < _HANDFUL else (count,):
        for above in range(max(0, size - len(shorter)), min(size, len(longer)) + 1):
            for _ in range(_DRAWS):
                place_sets[tuple(sorted((*_draw(longer, above, rng), *_draw(shorter, size - above, rng))))] = None
    out = []
    for places in place_sets:
        others = [looks[place] for place in places]
        lengths = [look[0] for look, _ in others]
        if min(lengths) / _LENGTH_SPREAD <= length <= max(lengths) * _LENGTH_SPREAD:
            glance = max(0.0, length / max(1, *lengths) - _NOTICED)
            glance += max(0.0, min(lengths) / max(1, length) - _NOTICED)
            gains = _measure_gains(own, own_number, others)
            missing = _MISSING_COST * (count - len(places))
            out.append(OptionSet(places, gains, _GLANCE_COST * glance + _DISTANCE_COST * sum(places) + missing))
    return tuple(out)


def _draw(places: Sequence[int], count: int, rng: Random) -> set[int]:
    """Draw different places, the first ones more often."""
    if count >= len(places):
        return set(places)
    cumulative = list(accumulate(1.0 / (1 + at / _HALF_AT) for at in range(len(places))))
    picks: set[int] = set()
    while len(picks) < count:
        picks.update(rng.choices(places, cum_weights=cumulative, k=count - len(picks)))
    return picks


def _measure_gains(
    own: tuple[float, ...], own_number: float | None, others: Sequence[tuple[tuple[float, ...], float | None]]
) -> Gains:
    """Return for each habit the chance that it picks the right option, less that of a blind guess. Ties are shared."""
    chance = 1 / (len(others) + 1)
    gains = []
    for habit, value in enumerate(own):
        ties = 0
        for look, _ in others:
            if look[habit] > value:
                gains.append(-chance)
                break
            ties += look[habit] == value
        else:
            gains.append(1 / (1 + ties) - chance)
    numbers = [number for number in (own_number, *(number for _, number in others)) if number is not None]
    if len(numbers) < 3:
        gains.append(0.0)
    else:
        middle = median_low(numbers)
        gains.append((1 / numbers.count(middle) if own_number == middle else 0.0) - chance)
    return tuple(gains)


def gives_away(option_sets: Sequence[OptionSet], candidates: int) -> bool:
    """Tell whether the right option repeats more of the question's words than the others whichever of many are chosen."""
    return candidates >= _HANDFUL and all(option.gains[_SHARED] > 0 for option in option_sets)


def add_gains(first: Gains, second: Gains) -> Gains:
    """Return the sums of two rows of gains."""
    return tuple(a + b for a, b in zip(first, second, strict=True))


def choose_next(option_sets: Sequence[OptionSet], before: Gains) -> OptionSet | None:
    """Return the set after which no habit has gained or lost much, None where nothing is offered.

    `before` are the sums of the exercises made so far.
    """
    return (
        min(option_sets, key=lambda option: _weigh(add_gains(before, option.gains)) + option.cost)
        if option_sets
        else None
    )


def _weigh(sums: Gains) -> float:
    return sum(weight * value * value for weight, value in zip(_WEIGHTS, sums, strict=True))


def choose_row(
    candidates: Sequence[Sequence[OptionSet]], groups: Sequence[str] = (), *, all_made: bool = False
) -> tuple[OptionSet | None, ...]:
    """Return a set for each exercise of a row, chosen together, so that no habit is right more or less often than by chance.

    None stands for an exercise that is better not made: nothing is offered for it, or the row cannot be made fair with it.
    `groups` names what the exercises are about: of each at least one is made, unless a small row cannot be made fair with it.
    With `all_made` none is left out for the sake of the row: where people keep an exercise, it must not go because another
    one came.
    """
    option_sets: list[OptionSet | None] = []
    sums = NO_GAINS
    for sets in candidates:
        best = choose_next(sets, sums)
        option_sets.append(best)
        if best is not None:
            sums = add_gains(sums, best.gains)
    for _ in range(_SWEEPS):
        before = list(option_sets)
        for place, sets in enumerate(candidates):
            now = option_sets[place]
            if now is not None:
                other_gains = tuple(a - b for a, b in zip(sums, now.gains, strict=True))
                option_sets[place] = best = choose_next(sets, other_gains) or now
                sums = add_gains(other_gains, best.gains)
        if option_sets == before:
            break
    if all_made:
        return tuple(option_sets)
    remaining = _leave_out(option_sets, sums, groups)
    small = sum(map(bool, candidates)) >= _SHORTEST_ROW and sum(one is not None for one in remaining) <= _SMALL_ROW
    return tuple(remaining if _is_fair(remaining) or not small else _find_fair_part(candidates))


def _is_fair(option_sets: Sequence[OptionSet | None]) -> bool:
    """Tell whether no habit is right much more or less often than by chance over these exercises. None at all are fair."""
    gains_by_exercise = [one.gains for one in option_sets if one is not None]
    return all(
        abs(sum(gains[habit] for gains in gains_by_exercise)) <= _MOST_GAIN_SMALL * len(gains_by_exercise)
        for habit in _HELD_SMALL
    )


def _find_fair_part(candidates: Sequence[Sequence[OptionSet]]) -> list[OptionSet | None]:
    """Return a set for as many exercises of a row as can be made fair together, twelve at most, None for the others.

    Parts are drawn by lot, the largest first, and the same offer always ends in the same part. Where nothing comes out fair,
    nothing is made.
    """
    able = [place for place, sets in enumerate(candidates) if sets]
    rng = Random(len(able))
    for size in range(min(len(able), _SMALL_ROW), 1, -1):
        for _ in range(_TRIES):
            part = rng.sample(able, size)
            option_sets: list[OptionSet | None] = [None] * len(candidates)
            sums = NO_GAINS
            for _ in range(2):
                for place in part:
                    now = option_sets[place]
                    other_gains = sums if now is None else tuple(a - b for a, b in zip(sums, now.gains, strict=True))
                    option_sets[place] = best = choose_next(candidates[place], other_gains)
                    sums = other_gains if best is None else add_gains(other_gains, best.gains)
            if _is_fair(option_sets):
                return option_sets
    return [None] * len(candidates)


def _leave_out(option_sets: list[OptionSet | None], sums: Gains, groups: Sequence[str]) -> list[OptionSet | None]:
    """Leave out the exercises that give most away, one by one, until the row is fair or too few would be left."""
    option_count = sum(option is not None for option in option_sets)
    if option_count < _SHORTEST_ROW:
        return option_sets
    for _ in range(int(option_count * _MOST_LEFT_OUT)):
        remaining = [place for place, one in enumerate(option_sets) if one is not None]
        if max((abs(sums[habit]) for habit in _HELD), default=0.0) <= _MOST_GAIN * len(remaining):
            break
        alone = [groups[place] for place in remaining] if groups else []
        droppable = [place for place in remaining if not groups or alone.count(groups[place]) > 1]
        options = [
            (_weigh(tuple(a - b for a, b in zip(sums, one.gains, strict=True))), place)
            for place in droppable
            if (one := option_sets[place]) is not None
        ]
        if not options or min(options)[0] >= _weigh(sums):
            break
        place = min(options)[1]
        dropped = option_sets[place]
        if dropped is not None:
            sums = tuple(a - b for a, b in zip(sums, dropped.gains, strict=True))
        option_sets[place] = None
    return option_sets
