"""A learner's own FSRS-6 weights: fitted on the earlier part of their reviews, judged on the later part.

The loss is the mean log loss of recall on reviews at least one study day after the one before, as in the public
benchmark (https://github.com/open-spaced-repetition/srs-benchmark). Gradients are exact (forward mode, over all cards at
once); the weights are bounded and pulled towards the defaults by the spread that they have among learners, so that few
reviews change little. L-BFGS-B: Byrd, Lu, Nocedal, Zhu (1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quiz.fsrs import gradients, vectorized
from quiz.fsrs.vectorized import Bools, Floats, Ints

MIN_REVIEWS = 400
HELD_OUT_SHARE = 0.2
# Standard deviations of the fitted weights among learners, from fsrs-rs (open-spaced-repetition).
PRIOR_DEVIATIONS = (
    *(6.43, 9.66, 17.58, 27.85, 0.57, 0.28, 0.6, 0.12, 0.39, 0.18),
    *(0.33, 0.3, 0.09, 0.16, 0.57, 0.25, 1.03, 0.31, 0.32, 0.14, 0.27),
)
_MIN_PROBABILITY = 1e-6


@dataclass(frozen=True, slots=True)
class Review:
    """One grade: `card` is any number, `day` the study day as an ordinal, `rating` 1..4."""

    card: int
    day: int
    rating: int


@dataclass(frozen=True, slots=True)
class FitResult:
    """The outcome: mean log losses on the held-out reviews with the weights before and with the fitted ones.

    `scored` reviews were fitted on, `held_out` were judged; `better` says whether to adopt `weights`.
    """

    weights: tuple[float, ...]
    loss_before: float
    loss_after: float
    fitted_reviews: int
    held_out_reviews: int

    @property
    def is_better(self) -> bool:
        """Whether the held-out loss is lower."""
        return self.loss_after < self.loss_before


def fit_weights(reviews: Sequence[Review], before: Sequence[float] = vectorized.DEFAULT_WEIGHTS) -> FitResult | None:
    """Fit on the earlier reviews, judge on the rest; None when there are fewer than `FEWEST` to judge by.

    `reviews` stand in the order in which they were given. `before` are the weights in use.
    """
    from scipy.optimize import minimize  # noqa: PLC0415  a quarter of a second that only a fit needs

    grid = _ReviewGrid(reviews)
    places = grid.scored_places()
    if len(places) < MIN_REVIEWS:
        return None
    cut = places[int(len(places) * (1 - HELD_OUT_SHARE))]
    early, late = grid.mask(0, cut), grid.mask(cut, len(reviews))
    prior, spread = np.asarray(vectorized.DEFAULT_WEIGHTS), np.asarray(PRIOR_DEVIATIONS)
    many = int(early.sum())

    def objective(scaled: Floats) -> tuple[float, Floats]:
        weights = scaled * spread
        loss, gradient = grid.loss(weights, early, gradient=True)
        away = (weights - prior) / spread
        return loss + float(away @ away) / many, (gradient + 2 * away / spread / many) * spread

    result = minimize(
        objective,
        np.clip(np.asarray(before), vectorized.LOWER_BOUNDS, vectorized.UPPER_BOUNDS) / spread,
        jac=True,
        method="L-BFGS-B",
        bounds=list(
            zip(np.asarray(vectorized.LOWER_BOUNDS) / spread, np.asarray(vectorized.UPPER_BOUNDS) / spread, strict=True)
        ),
        options={"maxiter": 60, "ftol": 1e-7},  # beyond that only noise is fitted
    )
    fitted = np.clip(result.x * spread, vectorized.LOWER_BOUNDS, vectorized.UPPER_BOUNDS)
    return FitResult(
        tuple(float(weight) for weight in fitted),
        grid.loss(np.asarray(before), late)[0],
        grid.loss(fitted, late)[0],
        many,
        int(late.sum()),
    )


class _ReviewGrid:
    """Reviews as arrays: row k holds the k-th review of every card that has one, cards with the most reviews first."""

    def __init__(self, reviews: Sequence[Review]) -> None:
        histories: dict[int, list[tuple[int, Review]]] = {}
        for place, review in enumerate(reviews):
            histories.setdefault(review.card, []).append((place, review))
        ordered = sorted(histories.values(), key=len, reverse=True)
        longest = len(ordered[0]) if ordered else 0
        self.rows: list[tuple[Ints, Floats, Ints]] = []
        for step in range(longest):
            here = [history for history in ordered if len(history) > step]
            rating = np.array([history[step][1].rating for history in here])
            days = np.array([history[step][1].day - history[max(0, step - 1)][1].day for history in here])
            self.rows.append((rating, np.maximum(days, 0).astype(float), np.array([h[step][0] for h in here])))

    def scored_places(self) -> list[int]:
        """The places, in order, of reviews that count: those at least a day after the one before."""
        return sorted(int(p) for _, days, place in self.rows[1:] for p in place[days >= 1])

    def mask(self, start: int, end: int) -> _Mask:
        """The reviews that count among places in [start, end)."""
        return _Mask(
            [(days >= 1) & (place >= start) & (place < end) & (k > 0) for k, (_, days, place) in enumerate(self.rows)]
        )

    def loss(self, weights: Floats, mask: _Mask, *, gradient: bool = False) -> tuple[float, Floats]:
        """Mean log loss over the masked reviews, and its gradient (zeros unless wanted)."""
        w = weights
        total, slope = 0.0, np.zeros(21)
        state = gradients.start_memory(w, self.rows[0][0], gradient=gradient)
        for (rating, days, _), counted in zip(self.rows[1:], mask.rows[1:], strict=True):
            state = state.take_first(len(rating))
            recall, slopes = gradients.compute_recall(w, days, state)
            if counted.any():
                p = np.clip(recall[counted], _MIN_PROBABILITY, 1 - _MIN_PROBABILITY)
                good = rating[counted] > 1
                total -= float(np.log(np.where(good, p, 1 - p)).sum())
                if slopes is not None:
                    slope -= slopes[:, counted] @ np.where(good, 1 / p, -1 / (1 - p))
            state = gradients.update_memory(w, rating, days, state, recall, slopes)
        count = max(1, int(mask.sum()))
        return total / count, slope / count


@dataclass(frozen=True, slots=True)
class _Mask:
    rows: list[Bools]

    def sum(self) -> int:
        """How many reviews it holds."""
        return sum(int(row.sum()) for row in self.rows)
