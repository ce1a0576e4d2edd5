"""The two sides of a card for a page that cannot ask the server: the question, its options, and the answer, as markdown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from deck.model import Deck
from deck.render import render_parts
from quiz import exercises, units
from quiz.exercises.decision import DecisionExercise
from quiz.exercises.estimate import EstimateExercise, format_tolerance
from quiz.exercises.gap import GAP, GapExercise
from quiz.exercises.options import OptionsExercise
from quiz.exercises.order import OrderExercise
from quiz.exercises.recall import RecallExercise
from quiz.model import Card, Exercise
from services.practice.own_cards import OwnCard

TYPED_KINDS = frozenset({"typed"})  # a typed answer is judged on the server: offline it is only thought or said


@dataclass(frozen=True, slots=True)
class CardFace:
    """A card's two sides. `options` are single lines, and `right` the places of the right ones among them."""

    kind: str
    heading: str
    question: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    answer: str


def make_face(deck: Deck, card: Card, seed: int, kinds: Collection[str], own: OwnCard, *, met: bool) -> CardFace:
    """Return the sides of a card in the kind in which practice would put it now, with the learner's own texts.

    Raises LookupError when its source is gone from the deck.
    """
    offered_kinds = tuple(kind for kind in kinds if kind not in TYPED_KINDS)
    form, exercise = exercises.make_exercise_for(deck, card, seed, offered_kinds, was_met=met)
    question, options, right, answer = _describe(exercise, own)
    note = f"**Your note:** {own.note}" if own.note else ""
    return CardFace(form, exercise.heading, question, options, right, _join(answer, note))


def _describe(exercise: Exercise, own: OwnCard) -> tuple[str, tuple[str, ...], tuple[int, ...], str]:
    """Return question, options, places of the right ones, and answer."""
    if isinstance(exercise, OptionsExercise):
        options = [(option.text, option.right, option.explanation) for option in exercise.options]
        body = render_parts(exercise.body) or exercise.answer
        texts, right = _describe_options(options)
        return _join(exercise.prompt, exercise.situation), texts, right, _join(_list_reasons(options), body)
    if isinstance(exercise, DecisionExercise):
        options = [(choice.text, choice.right, choice.explanation) for choice in exercise.choices]
        texts, right = _describe_options(options)
        return _join(exercise.situation, f"**{exercise.prompt}**"), texts, right, _list_reasons(options)
    if isinstance(exercise, OrderExercise):
        mixed = "\n".join(f"- {_flatten(moment)}" for moment in exercise.moments)
        solution = zip(exercise.solution, exercise.stamps, strict=True)
        # Each line begins with "1.": markdown counts on by itself.
        ordered = "\n".join(f"1. **{stamp}** {_flatten(exercise.moments[place])}" for place, stamp in solution)
        return _join(exercise.prompt, mixed), (), (), ordered
    if isinstance(exercise, GapExercise):
        full = exercise.sentence.replace(GAP, f"**{exercise.term}**")
        return _join(exercise.prompt, f"> {exercise.sentence}"), (), (), _join(f"> {full}", exercise.answer)
    if isinstance(exercise, EstimateExercise):
        value = units.format_quantity(exercise.answer, exercise.unit)
        reached = f"**{value}** ({format_tolerance(exercise.tolerance)})"
        points = _list_points(exercise.key_points)
        return _join(exercise.prompt, exercise.context), (), (), _join(reached, exercise.derivation, points)
    if isinstance(exercise, RecallExercise):
        tests = f"**What it tests:** {exercise.tests}" if exercise.tests else ""
        answer = own.answer or render_parts(exercise.body) or exercise.answer or exercise.simple_answer
        hint = "Judge by what it tests." if exercise.tests else "Judge by what you know."
        missing = "" if answer else f"This deck has no answer for this card. {hint}"
        points = _list_points(exercise.key_points)
        return own.prompt or exercise.prompt, (), (), _join(answer, missing, tests, points)
    raise LookupError(exercise.card.id)


def _describe_options(options: Iterable[tuple[str, bool, str]]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    options = list(options)
    texts = tuple(_flatten(text) for text, _, _ in options)
    return texts, tuple(place for place, (_, right, _) in enumerate(options) if right)


def _list_reasons(options: Iterable[tuple[str, bool, str]]) -> str:
    return "\n".join(f"- {_flatten(text)}: {_flatten(why)}" for text, _, why in options if why)


def _list_points(points: tuple[str, ...]) -> str:
    return _join("**Key points**", "\n".join(f"- {_flatten(point)}" for point in points)) if points else ""


def _join(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)


def _flatten(text: str) -> str:
    return " ".join(text.split())
