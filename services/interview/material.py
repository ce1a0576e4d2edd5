"""What decks have for an interview: key points are derived where the author wrote none, and estimates get their numbers."""

from __future__ import annotations

from deck.model import CounterQuestion, Deck, Estimate, Question
from mock_interview.material import Material, collect_material
from quiz import units
from quiz.answers.points import derive_points
from quiz.exercises import estimate as estimates


def load_material(deck_id: str, deck: Deck, seed: int, level: str) -> Material:
    """Return the candidates of a deck for a round."""
    return collect_material(deck_id, deck, seed, level, _derive_points, _draw_estimate)


def _derive_points(deck: Deck, question: Question | CounterQuestion) -> tuple[str, ...]:
    return tuple(point.text for point in derive_points(question.answer, deck.meta.language))


def _draw_estimate(deck: Deck, estimate: Estimate, seed: int) -> tuple[str, str] | None:
    try:
        exercise = estimates.make_exercise(deck, estimates.make_card(estimate), seed)
    except LookupError:
        return None
    prompt = f"{exercise.prompt} {exercise.context}".strip()
    return prompt, units.format_quantity(exercise.answer, exercise.unit)
