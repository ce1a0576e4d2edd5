"""A learner's own weights: fit them when there are enough reviews, adopt them when they are better, go back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quiz.fsrs import optimizer as fitting
from quiz.fsrs import vectorized
from quiz.fsrs.optimizer import Fitted, Review
from quiz.scheduler import MODEL
from quiz.study_days import day_of
from services.connections import opened
from services.practice import context as desks
from services.practice import recompute
from services.practice.context import Learner
from services.practice.recompute import Restated
from services.workspace import Workspace
from store.connection import from_ms, to_ms, transaction
from store.tables import history, learners
from store.tables.learners import Weights


@dataclass(frozen=True, slots=True)
class Own:
    """Where a learner stands: `reviews` that a fit could use, `needed` to begin with, and the `weights` in use (None: the
    model's own)."""

    reviews: int
    needed: int
    weights: Weights | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fit, and what its adoption changed (None: the weights were not better, or too few reviews to tell)."""

    fitted: Fitted | None
    restated: Restated | None


def own(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> Own:
    """What there is. Raises UserError when there is no such deck."""
    reviews = _reviews(ws, who, deck_id, now)
    last: dict[int, int] = {}
    usable = 0
    for review in reviews:
        usable += review.card in last and review.day > last[review.card]
        last[review.card] = review.day
    with opened(ws) as connection:
        used = learners.weights(connection, who.id, MODEL)
    return Own(usable, fitting.FEWEST, None if used is None or used.parameters == vectorized.WEIGHTS else used)


def fit(ws: Workspace, who: Learner, deck_id: str, now: datetime, *, reschedule: bool = False) -> Outcome:
    """Fit on all of the learner's reviews over all decks; adopt the weights when the held-out loss is better.

    Adopting works out every memory anew from the log, and with `reschedule` the due dates; both in one transaction. Takes
    seconds. Raises UserError when there is no such deck.
    """
    reviews = _reviews(ws, who, deck_id, now)
    with opened(ws) as connection:
        used = learners.weights(connection, who.id, MODEL)
    found = fitting.fit(reviews, used.parameters if used else vectorized.WEIGHTS)
    if found is None or not found.better:
        return Outcome(found, None)
    losses = (found.loss_before, found.loss_after)
    with opened(ws) as connection, transaction(connection):
        learners.adopt(connection, who.id, MODEL, found.weights, now=to_ms(now), reviews=found.scored, losses=losses)
        desk = desks.sit(connection, who, deck_id, now)
        return Outcome(found, recompute.all_cards(desk, reschedule=reschedule))


def back(ws: Workspace, who: Learner, deck_id: str, now: datetime, *, reschedule: bool = False) -> Restated | None:
    """Return to the model's own weights, the memories worked out anew with them; None when they are in use.

    The learner's own stay on record: going back is an adoption too. Raises UserError when there is no such deck.
    """
    with opened(ws) as connection, transaction(connection):
        used = learners.weights(connection, who.id, MODEL)
        if used is None or used.parameters == vectorized.WEIGHTS:
            return None
        learners.adopt(connection, who.id, MODEL, vectorized.WEIGHTS, now=to_ms(now), reviews=0, losses=(None, None))
        desk = desks.sit(connection, who, deck_id, now)
        return recompute.all_cards(desk, reschedule=reschedule)


def _reviews(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> list[Review]:
    with opened(ws) as connection:
        settings = desks.sit(connection, who, deck_id, now).settings
        rows = history.grades(connection, who.id)
    zone, hour = settings.zone, settings.rollover_hour
    return [Review(card, day_of(from_ms(at), zone, hour).toordinal(), rating) for card, at, rating in rows]
