"""What `python -m deck check` says of estimates: their units, which the reader of the format does not know."""

from __future__ import annotations

from deck.model import Deck, Problem
from quiz.exercises import estimate


def find_estimate_problems(deck: Deck) -> tuple[Problem, ...]:
    """Return a problem for each estimate whose units do not fit; a deck without estimates loads no units."""
    return estimate.find_unit_problems(deck) if deck.estimates else ()
