"""The results of finished rounds: the scorecard of one, and the history of all."""

from __future__ import annotations

from collections.abc import Sequence

from mock_interview.history import RoundResult
from mock_interview.scorecard import Scorecard, build_scorecard
from services.interview.rounds import InterviewRound


def score_evidence(mock_round: InterviewRound) -> Scorecard:
    """Return what the evidence of a round says."""
    return build_scorecard(mock_round.plan, mock_round.turns, mock_round.rubric)


def list_results(rounds: Sequence[InterviewRound]) -> tuple[RoundResult, ...]:
    """Return the results of one's own finished rounds in which something was answered, the oldest first."""
    results = []
    for mock_round in sorted(rounds, key=lambda finished: finished.started):
        if (
            mock_round.origin != "own"
            or mock_round.finished is None
            or not any(turn.answered for turn in mock_round.turns)
        ):
            continue
        card = score_evidence(mock_round)
        results.append(
            RoundResult(
                key=mock_round.key,
                finished=mock_round.finished,
                minutes=mock_round.plan.minutes,
                evidence={result.dimension.key: result.score for result in card.results},
                own=mock_round.own_scores or {},
                pace=card.pace,
                calibration=card.calibration,
            )
        )
    return tuple(results)
