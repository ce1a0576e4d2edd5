"""A learner's own weights: fit them when there are enough reviews, adopt them when they are better."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quiz import fit as fitting
from quiz import fsrs6
from quiz.days import day_of
from quiz.fit import Fitted, Review
from quiz.schedule import MODEL
from services import desk as desks
from services.desk import Learner
from services.opened import opened
from services.workspace import Workspace
from store import history, people
from store.database import from_ms, to_ms, transaction
from store.people import Weights


@dataclass(frozen=True, slots=True)
class Own:
    """Where a learner stands: `reviews` that a fit could use, `needed` to begin with, and the `weights` in use (None: the
    model's own)."""

    reviews: int
    needed: int
    weights: Weights | None


def own(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> Own:
    """What there is. Raises UserError when there is no such deck."""
    reviews = _reviews(ws, who, deck_id, now)
    last: dict[int, int] = {}
    usable = 0
    for review in reviews:
        usable += review.card in last and review.day > last[review.card]
        last[review.card] = review.day
    with opened(ws) as connection:
        return Own(usable, fitting.FEWEST, people.weights(connection, who.id, MODEL))


def fit(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> Fitted | None:
    """Fit on all of the learner's reviews over all decks; adopt the weights when the held-out loss is better.

    None when there are too few reviews. Takes seconds. Raises UserError when there is no such deck.
    """
    reviews = _reviews(ws, who, deck_id, now)
    with opened(ws) as connection:
        used = people.weights(connection, who.id, MODEL)
    found = fitting.fit(reviews, used.parameters if used else fsrs6.WEIGHTS)
    if found is not None and found.better:
        with opened(ws) as connection, transaction(connection):
            people.adopt(
                connection,
                who.id,
                MODEL,
                found.weights,
                now=to_ms(now),
                reviews=found.scored,
                losses=(found.loss_before, found.loss_after),
            )
    return found


def _reviews(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> list[Review]:
    with opened(ws) as connection:
        settings = desks.sit(connection, who, deck_id, now).settings
        rows = history.grades(connection, who.id)
    zone, hour = settings.zone, settings.rollover_hour
    return [Review(card, day_of(from_ms(at), zone, hour).toordinal(), rating) for card, at, rating in rows]
