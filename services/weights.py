"""A learner's own weights: fit them when there are enough reviews, adopt them when they are better, go back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from quiz import fit as fitting
from quiz import fsrs6
from quiz.days import day_of
from quiz.fit import Fitted, Review
from quiz.schedule import MODEL
from services import desk as desks
from services import restate
from services.desk import Learner
from services.opened import opened
from services.restate import Restated
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
        used = people.weights(connection, who.id, MODEL)
    return Own(usable, fitting.FEWEST, None if used is None or used.parameters == fsrs6.WEIGHTS else used)


def fit(ws: Workspace, who: Learner, deck_id: str, now: datetime, *, reschedule: bool = False) -> Outcome:
    """Fit on all of the learner's reviews over all decks; adopt the weights when the held-out loss is better.

    Adopting works out every memory anew from the log, and with `reschedule` the due dates; both in one transaction. Takes
    seconds. Raises UserError when there is no such deck.
    """
    reviews = _reviews(ws, who, deck_id, now)
    with opened(ws) as connection:
        used = people.weights(connection, who.id, MODEL)
    found = fitting.fit(reviews, used.parameters if used else fsrs6.WEIGHTS)
    if found is None or not found.better:
        return Outcome(found, None)
    losses = (found.loss_before, found.loss_after)
    with opened(ws) as connection, transaction(connection):
        people.adopt(connection, who.id, MODEL, found.weights, now=to_ms(now), reviews=found.scored, losses=losses)
        desk = desks.sit(connection, who, deck_id, now)
        return Outcome(found, restate.all_cards(desk, reschedule=reschedule))


def back(ws: Workspace, who: Learner, deck_id: str, now: datetime, *, reschedule: bool = False) -> Restated | None:
    """Return to the model's own weights, the memories worked out anew with them; None when they are in use.

    The learner's own stay on record: going back is an adoption too. Raises UserError when there is no such deck.
    """
    with opened(ws) as connection, transaction(connection):
        used = people.weights(connection, who.id, MODEL)
        if used is None or used.parameters == fsrs6.WEIGHTS:
            return None
        people.adopt(connection, who.id, MODEL, fsrs6.WEIGHTS, now=to_ms(now), reviews=0, losses=(None, None))
        desk = desks.sit(connection, who, deck_id, now)
        return restate.all_cards(desk, reschedule=reschedule)


def _reviews(ws: Workspace, who: Learner, deck_id: str, now: datetime) -> list[Review]:
    with opened(ws) as connection:
        settings = desks.sit(connection, who, deck_id, now).settings
        rows = history.grades(connection, who.id)
    zone, hour = settings.zone, settings.rollover_hour
    return [Review(card, day_of(from_ms(at), zone, hour).toordinal(), rating) for card, at, rating in rows]
