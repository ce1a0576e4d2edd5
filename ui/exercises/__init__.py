"""How each kind of exercise looks, one file for each kind, in one table.

A module here has `draw_question(exercise, deck, key)`, which draws the question and returns what the learner entered
(None: nothing, or the kind takes nothing), and `draw_answer(exercise, deck, response)`, which draws the answer and returns
the grade that it suggests (None: no grade).
"""

from __future__ import annotations

from typing import Any, Protocol

from deck.model import Deck
from quiz.scheduler import Rating
from ui.exercises import decision, estimate, gap, options, order, prediction, recall, typed


class ExerciseView(Protocol):
    """What every module in the table offers."""

    def draw_question(self, exercise: Any, deck: Deck, key: str) -> Any:
        """Draw the question and return what the learner entered.

        Widgets take their keys from `key`, which is new for each card shown.
        """

    def draw_answer(self, exercise: Any, deck: Deck, response: Any) -> Rating | None:
        """Draw the answer beside what was entered and return the grade that it suggests. The learner decides."""


EXERCISE_VIEWS: dict[str, ExerciseView] = {
    "recall": recall,
    "typed": typed,
    "choice": options,
    "tests": options,
    "pick": options,
    "next": options,
    "gap": gap,
    "order": order,
    "decision": decision,
    "estimate": estimate,
    "prediction": prediction,
}
