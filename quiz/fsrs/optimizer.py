"""A learner's own FSRS-6 weights: fitted on the earlier part of their reviews, judged on the later part.

The loss is the mean log loss of recall over the reviews that came at least one study day after the one before, as in the
public benchmark (https://github.com/open-spaced-repetition/srs-benchmark). The weights are bounded and pulled towards the
defaults by the spread that they have among learners, so that few reviews change little. L-BFGS-B: Byrd, Lu, Nocedal, Zhu
(1995). Slopes are forward differences: the model takes the 22 sets of weights side by side in one pass, which costs what
derivatives written by hand cost (docs/decisions/fsrs.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quiz.fsrs import memory_model
from quiz.fsrs.memory_model import DEFAULT_WEIGHTS, LOWER_BOUNDS, UPPER_BOUNDS, Bools, Floats, Ints

# fsrs-rs fits from 400 reviews on with a prior; below that the defaults are the better guess.
MIN_REVIEWS = 400
HELD_OUT_SHARE = 0.2  # the last fifth of the reviews: what is fitted must hold for what comes after
# Standard deviations of the fitted weights among learners, from fsrs-rs (open-spaced-repetition).
PRIOR_DEVIATIONS = (
    *(6.43, 9.66, 17.58, 27.85, 0.57, 0.28, 0.6, 0.12, 0.39, 0.18),
    *(0.33, 0.3, 0.09, 0.16, 0.57, 0.25, 1.03, 0.31, 0.32, 0.14, 0.27),
)
_MIN_PROBABILITY = 1e-6  # keeps one surprising review from an infinite loss
# In standard deviations. Below, the differences drown in rounding (the loss has 16 digits); above, in curvature.
_DIFFERENCE = 1e-5


@dataclass(frozen=True, slots=True)
class Review:
    """One grade: `card` is any number, `day` the study day as an ordinal, `rating` 1..4."""

    card: int
    day: int
    rating: int


@dataclass(frozen=True, slots=True)
class FitResult:
    """The outcome: mean log losses on the held-out reviews with the weights before and with the fitted ones.

    `fitted_reviews` were fitted on, `held_out_reviews` were judged; `is_better` says whether to adopt `weights`.
    """

    weights: tuple[float, ...]
    loss_before: float
    loss_after: float
    fitted_reviews: int
    held_out_reviews: int

    @property
    def is_better(self) -> bool:
        """Tell whether the held-out loss is lower."""
        return self.loss_after < self.loss_before


def fit_weights(reviews: Sequence[Review], before: Sequence[float] = DEFAULT_WEIGHTS) -> FitResult | None:
    """Fit on the earlier reviews and judge on the rest; return None when fewer than `MIN_REVIEWS` count.

    `reviews` stand in the order in which they were given. `before` are the weights in use.
    """
    from scipy.optimize import minimize  # noqa: PLC0415  a quarter of a second that only a fit needs

    grid = _ReviewGrid(reviews)
    places = grid.list_scored_places()
    if len(places) < MIN_REVIEWS:
        return None
    split = places[int(len(places) * (1 - HELD_OUT_SHARE))]
    early, late = grid.select(0, split), grid.select(split, len(reviews))
    deviations = np.asarray(PRIOR_DEVIATIONS)
    lowest, highest = np.asarray(LOWER_BOUNDS), np.asarray(UPPER_BOUNDS)
    prior = np.asarray(DEFAULT_WEIGHTS) / deviations
    fitted_reviews = early.count()
    # A column with the weights as they are, and one with each of them moved: all are replayed in one pass.
    count = len(PRIOR_DEVIATIONS)
    steps = np.concatenate((np.zeros((count, 1)), np.eye(count) * _DIFFERENCE), axis=1)

    def compute_objective(scaled: Floats) -> tuple[float, Floats]:
        losses = grid.compute_losses((scaled[:, None] + steps) * deviations[:, None], early)
        # A prior weighs as much as one review, so it fades as reviews come in.
        distance = scaled - prior
        penalty = float(distance @ distance) / fitted_reviews
        slopes = (losses[1:] - losses[0]) / _DIFFERENCE
        return losses[0] + penalty, slopes + 2 * distance / fitted_reviews

    result = minimize(
        compute_objective,
        np.clip(np.asarray(before), lowest, highest) / deviations,
        jac=True,
        method="L-BFGS-B",
        bounds=list(zip(lowest / deviations, highest / deviations, strict=True)),
        options={"maxiter": 60, "ftol": 1e-7},  # beyond that only noise is fitted
    )
    fitted = np.clip(result.x * deviations, lowest, highest)
    loss_before, loss_after = grid.compute_losses(np.stack((np.asarray(before), fitted), axis=1), late)
    return FitResult(
        weights=tuple(float(weight) for weight in fitted),
        loss_before=float(loss_before),
        loss_after=float(loss_after),
        fitted_reviews=fitted_reviews,
        held_out_reviews=late.count(),
    )


@dataclass(frozen=True, slots=True)
class _Selection:
    """Which reviews of each row of the grid count."""

    rows: list[Bools]

    def count(self) -> int:
        """Return how many reviews it holds."""
        return sum(int(row.sum()) for row in self.rows)


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
            reached = [history for history in ordered if len(history) > step]
            rating = np.array([history[step][1].rating for history in reached])
            days = np.array([history[step][1].day - history[max(0, step - 1)][1].day for history in reached])
            places = np.array([history[step][0] for history in reached])
            self.rows.append((rating, np.maximum(days, 0).astype(float), places))

    def list_scored_places(self) -> list[int]:
        """Return the places, in order, of the reviews that count: at least a day after the one before."""
        return sorted(int(p) for _, days, places in self.rows[1:] for p in places[days >= 1])

    def select(self, start: int, end: int) -> _Selection:
        """Return the reviews that count among the places in [start, end)."""
        return _Selection(
            [
                (days >= 1) & (places >= start) & (places < end) & (k > 0)
                for k, (_, days, places) in enumerate(self.rows)
            ]
        )

    def compute_losses(self, weights: Floats, selection: _Selection) -> Floats:
        """Return the mean log loss over the selected reviews for each column of `weights` (21, sets)."""
        model = memory_model.derive_model([weight[:, None] for weight in weights])
        losses = np.zeros(weights.shape[1])
        stability, difficulty = memory_model.start_memory(model, self.rows[0][0][None, :])
        for (rating, days, _), mask in zip(self.rows[1:], selection.rows[1:], strict=True):
            stability, difficulty = stability[:, : len(rating)], difficulty[:, : len(rating)]
            if mask.any():
                recall = memory_model.compute_retrievability(model, stability, days)[:, mask]
                recall = np.clip(recall, _MIN_PROBABILITY, 1 - _MIN_PROBABILITY)
                losses -= np.log(np.where(rating[mask] > 1, recall, 1 - recall)).sum(axis=1)
            stability, difficulty = memory_model.update_memory(model, stability, difficulty, days, rating)
        return losses / max(1, selection.count())
