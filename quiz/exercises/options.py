"""Exercises with options, whichever kind they come from, and the grade that a choice suggests."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from deck.model import Part
from quiz.model import Card, Exercise
from quiz.scheduler import Rating

WRONG_OPTIONS = 3  # with the right one four in all, as in most written tests: a blind guess is right once in four


@dataclass(frozen=True, slots=True)
class Option:
    """One option, markdown. `explanation` is shown after the choice ("" where nothing does)."""

    text: str
    right: bool
    explanation: str


@dataclass(frozen=True, slots=True)
class OptionsExercise(Exercise):
    """A question with options to choose from, in the order shown.

    `situation` is what the prompt rests on (markdown, ""); `body` and `answer` are what the source says besides, shown after
    the choice.
    """

    options: tuple[Option, ...]
    situation: str
    body: tuple[Part, ...]
    answer: str

    @property
    def has_several_right(self) -> bool:
        """Tell whether more than one option is right."""
        return sum(option.right for option in self.options) > 1


def make_options_exercise(
    card: Card,
    heading: str,
    prompt: str,
    options: Collection[Option],
    rng: Random,
    *,
    story: str = "",
    body: tuple[Part, ...] = (),
    answer: str = "",
) -> OptionsExercise:
    """Return the options in a random order."""
    shuffled = list(options)
    rng.shuffle(shuffled)
    return OptionsExercise(
        card=card, heading=heading, prompt=prompt, options=tuple(shuffled), situation=story, body=body, answer=answer
    )


def suggest_grade(exercise: OptionsExercise, selection: Collection[int]) -> Rating:
    """Suggest Good when the choice is all right, Hard when some of several right options were found and no wrong one,
    else Again.

    `selection` holds places among the options.
    """
    right = {place for place, option in enumerate(exercise.options) if option.right}
    selected_places = set(selection)
    if selected_places == right:
        return Rating.GOOD
    return Rating.HARD if selected_places and selected_places < right else Rating.AGAIN
