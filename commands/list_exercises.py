"""`python -m quiz exercises DECK --json`: every exercise the app would make from a deck."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from commands.input_files import load_file
from deck.model import Deck
from deck.parser import parse
from quiz import exercises, units
from quiz.exercises.decision import DecisionExercise
from quiz.exercises.estimate import EstimateExercise
from quiz.exercises.gap import GapExercise
from quiz.exercises.options import OptionsExercise
from quiz.exercises.order import OrderExercise
from quiz.exercises.recall import RecallExercise
from quiz.model import Card, Exercise

# A card is put in another way each time it comes: so many of its turns are listed, without those that are alike.
TURNS = 8


@dataclass(frozen=True, slots=True)
class ListedExercise:
    """An exercise as a script reads it. `right` are places in `options`; `answer` is the text that counts as right.

    `situation` is what is shown between the prompt and the options; `turn` tells the exercises of one card apart.
    """

    card: str
    kind: str
    prompt: str
    situation: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    answer: str
    turn: int


def list_exercises(deck: Deck, turns: int = TURNS) -> Iterator[ListedExercise]:
    """Yield every exercise of a deck, card by card. One that cannot be made in its own form is left out: practice asks its card
    as recall.
    """
    for card in exercises.find_cards(deck):
        listed_keys: set[tuple[str, str, str]] = set()
        for turn in range(turns):
            try:
                exercise = exercises.make_exercise(deck, card, turn)
            except LookupError:
                continue
            listed = describe_exercise(card, exercise, turn)
            # The order of the options is drawn anew each time and makes no other exercise.
            key = listed.prompt, listed.situation, listed.answer
            if key not in listed_keys:
                listed_keys.add(key)
                yield listed


def describe_exercise(card: Card, exercise: Exercise, turn: int) -> ListedExercise:
    """Return what a learner sees of an exercise, and what counts as right."""
    situation, answer = "", ""
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    if isinstance(exercise, OptionsExercise):
        situation, options = exercise.situation, tuple(option.text for option in exercise.options)
        right = tuple(place for place, option in enumerate(exercise.options) if option.right)
    elif isinstance(exercise, DecisionExercise):
        situation, options = exercise.situation, tuple(choice.text for choice in exercise.choices)
        right = tuple(place for place, choice in enumerate(exercise.choices) if choice.right)
    elif isinstance(exercise, OrderExercise):
        options, right = exercise.moments, exercise.solution
    elif isinstance(exercise, GapExercise):
        situation, answer = exercise.sentence, exercise.term
    elif isinstance(exercise, EstimateExercise):
        situation, answer = exercise.context, units.format_quantity(exercise.answer, exercise.unit)
    elif isinstance(exercise, RecallExercise):
        answer = exercise.answer
    if options:
        answer = "; ".join(options[place] for place in right)
    return ListedExercise(
        card=card.id,
        kind=card.kind,
        prompt=exercise.prompt,
        situation=situation,
        options=tuple(options),
        right=tuple(right),
        answer=answer,
        turn=turn,
    )


def add_exercises_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the sub-command `exercises`."""
    parser = commands.add_parser("exercises", help="list every exercise that is made from a deck")
    parser.add_argument("deck", metavar="DECK", help="a markdown file")
    parser.add_argument("--json", action="store_true", help="as one JSON array")


def run_exercises(args: argparse.Namespace) -> int:
    """Print the exercises of a deck. Raises UserError when the file cannot be read."""
    listed = list(list_exercises(parse(load_file(args.deck))))
    if args.json:
        json.dump([asdict(exercise) for exercise in listed], sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return 0
    for exercise in listed:
        sys.stdout.write(f"{exercise.kind}\t{exercise.card}\t{exercise.prompt.partition(chr(10))[0]}\n")
    return 0
