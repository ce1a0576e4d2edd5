"""How far two scorers agree who scored the same round without seeing each other's scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mock_interview.rubric import HIGHEST, LOWEST

_FEWEST_PAIRS = 4  # with fewer dimensions kappa says nothing


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares of the dimensions scored alike and at most one apart; `kappa` with quadratic weights, None where it has no value.

    `dimensions` are those that both scored, with both scores, the widest apart first.
    """

    dimensions: tuple[tuple[str, int, int], ...]
    exact: float
    within_one: float
    kappa: float | None


def measure_agreement(first: Mapping[str, int], second: Mapping[str, int]) -> Agreement | None:
    """Return how far two scorers agree on the dimensions that both scored; None where there is none."""
    pairs = [(key, first[key], second[key]) for key in first if key in second]
    if not pairs:
        return None
    apart = [abs(mine - theirs) for _, mine, theirs in pairs]
    return Agreement(
        dimensions=tuple(sorted(pairs, key=lambda pair: -abs(pair[1] - pair[2]))),
        exact=sum(distance == 0 for distance in apart) / len(pairs),
        within_one=sum(distance <= 1 for distance in apart) / len(pairs),
        kappa=compute_kappa([(mine, theirs) for _, mine, theirs in pairs]) if len(pairs) >= _FEWEST_PAIRS else None,
    )


def compute_kappa(pairs: list[tuple[int, int]]) -> float | None:
    """Return Cohen's kappa with quadratic weights (Cohen 1968); None where chance alone explains any agreement."""
    scores = range(LOWEST, HIGHEST + 1)
    count = len(pairs)
    observed = sum((rating - other_rating) ** 2 for rating, other_rating in pairs) / count
    first = {score: sum(rating == score for rating, _ in pairs) / count for score in scores}
    second = {score: sum(other_rating == score for _, other_rating in pairs) / count for score in scores}
    expected = sum(first[a] * second[b] * (a - b) ** 2 for a in scores for b in scores)
    return 1 - observed / expected if expected else None
