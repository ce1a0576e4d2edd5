"""The grade that the verdicts on the key points suggest."""

from __future__ import annotations

from collections.abc import Sequence

from quiz.answers.verdict import PointOutcome
from quiz.scheduler import Rating

# Shares of the decided points that were said. Two thirds and one third are what the practice page has always promised.
GOOD_FROM, HARD_FROM = 2 / 3, 1 / 3
# At least half of the points must be decided: else the learner is asked to tick them, and nothing is suggested.
DECIDED_FROM = 1 / 2


def is_mostly_undecided(outcomes: Sequence[PointOutcome]) -> bool:
    """Tell whether too little is decided to suggest a grade: the learner is asked to tick the points."""
    return len(outcomes) - outcomes.count("unsure") < len(outcomes) * DECIDED_FROM


def suggest_typed_grade(outcomes: Sequence[PointOutcome], *, contradicted: int = 0) -> Rating | None:
    """Return the grade for these verdicts, None when most of them are undecided.

    `contradicted` is the number of points whose opposite the answer states: with one of them the answer is never better
    than Hard, whatever else it names. Easy is never suggested: how easily an
    answer came only the learner knows.
    """
    if not outcomes or is_mostly_undecided(outcomes):
        return None
    share = outcomes.count("said") / (len(outcomes) - outcomes.count("unsure"))
    if share < HARD_FROM - 1e-9:
        return Rating.AGAIN
    if share < GOOD_FROM - 1e-9 or contradicted:
        return Rating.HARD
    return Rating.GOOD
