"""What cannot be done in a round, and what is said of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from services.interview import rounds
from services.interview.rounds import RoundRequest
from services.library import catalog
from services.workspace import Workspace
from tests.mock_interview.round_values import DECK
from tests.refusals import check_refusals
from tests.services.interview.test_rounds import WHO, start

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
