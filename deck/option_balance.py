"""Choose wrong options beside which the right one cannot be guessed from its looks.

Four habits find the right option without knowing anything: take the longest, take the one that repeats most words of the
question, take the most specific (figures, names, code), take the middle number. Each is a feature here. A set of options is
fair when the right one's rank in each feature is a matter of chance; see Haladyna, Downing and Rodriguez, "A review of
multiple-choice item-writing guidelines for classroom assessment" (2002), on the same faults in written tests.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from random import Random

# A figure, a word with an inner capital or an underscore, an acronym, a call: what makes a text sound precise.
_SPECIFIC = re.compile(r"\d[\d.,]*|`[^`]+`|\b\w+_\w+\b|\b[a-z]+[A-Z]\w*\b|\b[A-Z]{2,}\w*\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORD = re.compile(r"[^\W\d_]{4,}")
# Words of one root mostly share their first five letters; a rough stem serves, since learners guess by sight.
_ROOT_LETTERS = 5
# A right option that is this much longer or shorter than all others is seen at a glance, whatever its rank.
_LENGTH_SPREAD = 1.6
# Lengths that differ by less than this are not noticed at a glance.
_NOTICED = 1.25
_DRAWS = 300
# Length is what people guess by most, precision least.
_WEIGHTS = (3.0, 2.0, 1.0)


@dataclass(frozen=True, slots=True)
class OptionLooks:
    """What shows without reading for meaning: `length` in characters, `shared` words with the question, `specific` marks,
    and the first `number` (None where there is none)."""

    length: int
    shared: int
    specific: int
    number: float | None

    @property
    def ranked(self) -> tuple[int, int, int]:
        """The features in which the options can be ranked."""
        return self.length, self.shared, self.specific


@lru_cache(maxsize=4096)
def find_roots(text: str) -> frozenset[str]:
    """Return the rough stems of the longer words of a text. Each exercise of a deck asks it of the deck's same texts."""
    return frozenset(word[:_ROOT_LETTERS] for word in _WORD.findall(text.casefold()))


def measure_looks(text: str, question_roots: frozenset[str]) -> OptionLooks:
    """Measure an option against the roots of everything that is shown above it."""
    found = _NUMBER.search(text)
    number = found.group().replace(",", "") if found else ""
    return OptionLooks(
        length=len(text),
        shared=len(find_roots(text) & question_roots),
        specific=len(_SPECIFIC.findall(text)),
        number=float(number) if number and number.count(".") <= 1 else None,
    )


def stands_out(right: str, others: Sequence[str], question: str) -> bool:
    """Tell whether the right option repeats more of the question's words than every other, or is more specific."""
    roots = find_roots(question)
    own = measure_looks(right, roots)
    looks = [measure_looks(text, roots) for text in others]
    return own.shared > max(look.shared for look in looks) or own.specific > max(look.specific for look in looks)


def choose_balanced(
    right: str, candidates: Sequence[str], wanted: int, rng: Random, question: str = "", rank: int | None = None
) -> tuple[int, ...]:
    """Choose the places of `wanted` candidates beside which the right option does not stand out.

    The candidates are wrong and say different things; nearer ones come first and are drawn more often. The rank that the
    right option shall have is drawn anew for each feature, so that over many exercises every rank is as likely. Who makes
    a row of exercises passes a `rank` for the length that goes round: then it is so for a few, too. Returns () where no set
    hides the right option: that exercise should not be made.
    """
    if len(candidates) < wanted:
        return ()
    roots = find_roots(question)
    own = measure_looks(right, roots)
    looks = [measure_looks(text, roots) for text in candidates]
    targets = [rng.randrange(wanted + 1) for _ in _WEIGHTS]
    if rank is not None:
        targets[0] = rank % (wanted + 1)
    longer = [place for place, look in enumerate(looks) if look.length > own.length]
    shorter = [place for place, look in enumerate(looks) if look.length < own.length]
    if len(longer) + len(shorter) < wanted:
        shorter = [place for place, look in enumerate(looks) if look.length <= own.length]
    # As many longer ones as the drawn rank asks for, or as there are.
    above = min(targets[0], len(longer))
    above = max(above, wanted - len(shorter))
    best: tuple[float, tuple[int, ...]] = (float("inf"), ())
    for _ in range(_DRAWS if len(candidates) > wanted else 1):
        drawn = tuple(sorted((*_draw(longer, above, rng), *_draw(shorter, wanted - above, rng))))
        cost = _measure_unfairness(own, [looks[place] for place in drawn], targets)
        if cost < best[0]:
            best = cost, drawn
        if cost == 0:
            break
    return best[1] if _is_hidden(own, [looks[place] for place in best[1]]) else ()


def _draw(places: Sequence[int], wanted: int, rng: Random) -> set[int]:
    """Draw different places, the first ones more often."""
    if wanted >= len(places):
        return set(places)
    cumulative = list(accumulate(1.0 / (1 + at / 6) for at in range(len(places))))
    drawn: set[int] = set()
    while len(drawn) < wanted:
        drawn.update(rng.choices(places, cum_weights=cumulative, k=wanted - len(drawn)))
    return drawn


def _measure_unfairness(own: OptionLooks, others: Sequence[OptionLooks], targets: Sequence[int]) -> float:
    """Sum how far the right option's ranks are from those drawn for it, and how far its length sticks out."""
    cost = 0.0
    for feature, target in enumerate(targets):
        value = own.ranked[feature]
        above = sum(other.ranked[feature] > value for other in others)
        ties = sum(other.ranked[feature] == value for other in others)
        cost += _WEIGHTS[feature] * max(0, above - target, target - above - ties)
    longest, shortest = max(other.length for other in others), min(other.length for other in others)
    cost += max(0.0, own.length / max(1, longest) - _NOTICED) + max(0.0, shortest / max(1, own.length) - _NOTICED)
    numbers = sorted(other.number for other in others if other.number is not None)
    if own.number is not None and len(numbers) >= 2:
        # The middle one is guessed: let it be the middle one no more often than chance.
        middle = numbers[0] < own.number < numbers[-1]
        cost += 0.5 if middle and targets[0] != 1 else 0.0
    return cost


def _is_hidden(own: OptionLooks, others: Sequence[OptionLooks]) -> bool:
    """Tell whether neither length nor precision nor repeated words give the right option away."""
    if not others:
        return False
    longest, shortest = max(other.length for other in others), min(other.length for other in others)
    return shortest / _LENGTH_SPREAD <= own.length <= longest * _LENGTH_SPREAD
