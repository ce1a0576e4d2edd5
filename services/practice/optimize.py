"""A learner's own weights: fitted when there are enough reviews, adopted when they predict better, and given up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quiz.fsrs import memory_model
from quiz.fsrs import optimizer as fitting
from quiz.fsrs.optimizer import FitResult, Review
from quiz.scheduler import MODEL_NAME
from quiz.study_days import get_study_day
from services.connections import connect
from services.practice import recompute
from services.practice.context import Learner, load_context
from services.practice.recompute import RecomputeResult
from services.workspace import Workspace
from store.connection import from_ms, to_ms, transaction
from store.tables.learners import learners
from store.tables.learners.learners import MemoryWeights
from store.tables.practice import review_stats


@dataclass(frozen=True, slots=True)
class WeightsStatus:
    """Where a learner stands: `reviews` that a fit could use, `needed` to begin with, and the `weights` in use (None: the
    model's own)."""

    reviews: int
    needed: int
    weights: MemoryWeights | None


@dataclass(frozen=True, slots=True)
class OptimizeResult:
    """A fit, and what its adoption changed (None: the weights were not better, or too few reviews to tell)."""

    fit: FitResult | None
    recomputed: RecomputeResult | None


def load_status(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> WeightsStatus:
    """Return how many reviews an optimization could use, and the weights in use.

    Raises UserError without such a deck.
    """
    reviews = _load_reviews(ws, who, deck_id, now)
    last: dict[int, int] = {}
    usable = 0
    for review in reviews:
        # The first review of a card predicts nothing, and one on the same day says nothing of forgetting.
        usable += review.card in last and review.day > last[review.card]
        last[review.card] = review.day
    with connect(ws) as connection:
        weights = learners.load_weights(connection, who.id, MODEL_NAME)
    return WeightsStatus(
        usable,
        fitting.MIN_REVIEWS,
        None if weights is None or weights.parameters == memory_model.DEFAULT_WEIGHTS else weights,
    )


def optimize_weights(
    ws: Workspace, who: Learner, deck_id: str, now: datetime, *, reschedule: bool = False
) -> OptimizeResult:
    """Fit on all of the learner's reviews over all decks; adopt the weights when the held-out loss is better.

    Adopting them works out every memory anew from the log, and with `reschedule` the due dates, in one transaction. Takes
    seconds. Raises UserError when there is no such deck.
    """
    reviews = _load_reviews(ws, who, deck_id, now)
    with connect(ws) as connection:
        weights = learners.load_weights(connection, who.id, MODEL_NAME)
    # Outside the transaction, which would keep the learner's own grades waiting for seconds.
    fit = fitting.fit_weights(reviews, weights.parameters if weights else memory_model.DEFAULT_WEIGHTS)
    if fit is None or not fit.is_better:
        return OptimizeResult(fit, None)
    losses = (fit.loss_before, fit.loss_after)
    with connect(ws) as connection, transaction(connection, who.id):
        learners.save_weights(
            connection, who.id, MODEL_NAME, fit.weights, now=to_ms(now), reviews=fit.fitted_reviews, losses=losses
        )
        # Loaded once the weights are saved: it is by these that memories are worked out.
        context = load_context(connection, who, deck_id, now)
        return OptimizeResult(fit, recompute.recompute_all(context, reschedule=reschedule))


def restore_default_weights(
    ws: Workspace, who: Learner, deck_id: str, now: datetime, *, reschedule: bool = False
) -> RecomputeResult | None:
    """Return to the model's own weights, with memories recomputed; None when they are already in use.

    The learner's own weights stay on record: going back is an adoption too. Raises UserError when there is no such deck.
    """
    with connect(ws) as connection, transaction(connection, who.id):
        weights = learners.load_weights(connection, who.id, MODEL_NAME)
        if weights is None or weights.parameters == memory_model.DEFAULT_WEIGHTS:
            return None
        learners.save_weights(
            connection, who.id, MODEL_NAME, memory_model.DEFAULT_WEIGHTS, now=to_ms(now), reviews=0, losses=(None, None)
        )
        context = load_context(connection, who, deck_id, now)
        return recompute.recompute_all(context, reschedule=reschedule)


def _load_reviews(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> list[Review]:
    with connect(ws) as connection:
        settings = load_context(connection, who, deck_id, now).settings
        rows = review_stats.list_grades(connection, who.id)
    zone, hour = settings.zone, settings.rollover_hour
    return [Review(card, get_study_day(from_ms(at), zone, hour).toordinal(), rating) for card, at, rating in rows]
