"""What cannot be done in a round, and what is said of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from services.interview import rounds
from services.interview.rounds import RoundRequest
from services.library import catalog
from services.practice.context import Learner
from services.workspace import Workspace
from tests.mock_interview.round_values import DECK
from tests.refusals import check_refusals
from tests.services.interview.test_rounds import WHO, start
from tests.services.private_deck import PrivateDeck, private_deck, school

__all__ = ["private_deck", "school"]  # fixtures
pytestmark = pytest.mark.engines("sqlite")  # sentences, not statements
NO_ROUND = ("There is no such round.", "Choose one from the list, or begin another.")
SCORES = ("Score every dimension from 1 to 4.", "Nothing was saved.")


def test_everything_that_is_refused(workspace: Workspace, now: datetime) -> None:
    ws = workspace
    deck_id = catalog.add_deck(ws, "pools.md", DECK.encode(), now).summary.id
    here = start(ws, deck_id, now)
    full = {dimension.key: 4 for dimension in here.rubric.dimensions}
    first = next(iter(full))

    def score(scores: dict[str, int], scorer: str = "Mona") -> rounds.InterviewRound:
        return rounds.score_round(ws, 1, here.key, scorer, scores, "A note.", now)

    check_refusals(
        [
            (lambda: rounds.make_plan(ws, WHO, RoundRequest(decks=(), minutes=20, seed=1), now), "Choose at least one deck.", ""),
            (lambda: rounds.load_round(ws, 1, "gone"), *NO_ROUND),
            (lambda: rounds.load_round(ws, 2, here.key), *NO_ROUND),
            (lambda: score({}), *SCORES),
            (lambda: score({**full, "more": 1}), *SCORES),
            (lambda: score({**full, first: 0}), *SCORES),
            (lambda: score({**full, first: 5}), *SCORES),
            (lambda: score(full, " "), "Scores need the name of who gave them.", ""),
        ]
    )  # fmt: skip
    assert score({**full, first: 1}, f" {'M' * 90} ").key == here.key


def test_nothing_is_asked_from_a_deck_of_somebody_elses(private_deck: PrivateDeck) -> None:
    ws, now = private_deck.ws, private_deck.now
    request = RoundRequest(decks=("d", "own"), minutes=20, seed=1, order="blind")
    stranger, owner = (Learner(learner, "UTC", "s") for learner in (private_deck.stranger, private_deck.owner))
    private_deck.check_hidden(
        [
            lambda: rounds.make_plan(ws, stranger, request, now),
            lambda: rounds.start_round(ws, stranger, request, "k", now),
        ]
    )
    assert rounds.make_plan(ws, owner, request, now).parts
