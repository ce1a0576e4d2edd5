"""What finished rounds amount to: the scorecard of one, and the history of all."""

from __future__ import annotations

from collections.abc import Sequence

from mock_interview.history import RoundResult
from mock_interview.scorecard import Scorecard, build_scorecard
from services.interview.rounds import InterviewRound


def score_evidence(here: InterviewRound) -> Scorecard:
    """Return what the evidence of a round says."""
    return build_scorecard(here.plan, here.turns, here.rubric)


def list_results(rounds: Sequence[InterviewRound]) -> tuple[RoundResult, ...]:
    """Return the results of one's own finished rounds in which something was answered, the oldest first."""
    results = []
    for here in sorted(rounds, key=lambda one: one.started):
        if here.origin != "own" or here.finished is None or not any(turn.answered for turn in here.turns):
            continue
        card = score_evidence(here)
        results.append(
            RoundResult(
                key=here.key,
                finished=here.finished,
                minutes=here.plan.minutes,
                evidence={result.dimension.key: result.score for result in card.results},
                own=here.own_scores or {},
                pace=card.pace,
                calibration=card.calibration,
            )
        )
    return tuple(results)
