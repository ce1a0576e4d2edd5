"""The command line of the quiz: `python -m quiz judge DECK QUESTION --json` reads an answer from standard input.

`{"suggested": "good|hard|again|null", "points": [{"point", "verdict": "said|not_said|unsure", "evidence"}], "engine"}`.
Errors are one sentence on standard error and exit status 2.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TextIO

from commands import list_exercises
from commands.entry import run_and_exit
from deck import parse
from deck.model import CounterQuestion, Deck, Question
from errors import UserError
from quiz.answers.judges import default_judge, judge_answer, points_of
from quiz.answers.verdict import Judgement


def main(arguments: Sequence[str] | None = None, stdin: TextIO | None = None) -> int:
    """Run a command. Returns the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        options.run(options, stdin or sys.stdin)
    except UserError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m quiz", description="Judge answers to a deck's questions, or list its exercises."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    judge = commands.add_parser("judge", help="judge an answer read from standard input")
    judge.add_argument("deck", help="the deck's markdown file")
    judge.add_argument("question", help="the question's id")
    judge.add_argument("--json", action="store_true", help="print one JSON object instead of lines to read")
    judge.set_defaults(run=_judge)
    list_exercises.add_exercises_parser(commands)
    commands.choices["exercises"].set_defaults(run=lambda options, _stdin: list_exercises.run_exercises(options))
    return parser


def _judge(options: argparse.Namespace, stdin: TextIO) -> None:
    deck = _read_deck(options.deck)
    question = _find_question(deck, options.question)
    points = points_of(deck, question)
    if not points:
        raise UserError(f"{options.question} has neither key points nor an answer to judge against.")
    try:
        answer = stdin.read()
    except UnicodeDecodeError:
        raise UserError("The answer is not UTF-8 text.") from None
    judgement = judge_answer(default_judge(deck), question.prompt, points, answer, wrong_answers=question.wrong_answers)
    if options.json:
        print(json.dumps(as_json(judgement, answer), ensure_ascii=False))
        return
    print(
        f"Suggested: {judgement.suggested.name.capitalize() if judgement.suggested else 'nothing, too little is decided'}"
    )
    if judgement.near_wrong:
        print(f"Near a common wrong answer: {judgement.near_wrong.text}. {judgement.near_wrong.reason}".strip())
    for point in judgement.points:
        print(f"{point.outcome.replace('_', ' ')}: {point.point}")


def as_json(judgement: Judgement, answer: str) -> dict[str, Any]:
    """Return a judgement as plain values; `evidence` are the learner's words."""
    return {
        "suggested": judgement.suggested.name.lower() if judgement.suggested else None,
        "points": [
            {
                "point": point.point,
                "verdict": point.outcome,
                "evidence": [answer[place.start : place.end] for place in point.evidence],
            }
            for point in judgement.points
        ],
        "engine": judgement.engine,
        "near_wrong_answer": {"text": wrong.text, "why": wrong.reason} if (wrong := judgement.near_wrong) else None,
    }


def _read_deck(name: str) -> Deck:
    try:
        return parse(Path(name).read_bytes())
    except OSError as error:
        raise UserError(f"{name} cannot be read: {(error.strerror or str(error)).lower()}.") from None


def _find_question(deck: Deck, name: str) -> Question | CounterQuestion:
    questions: tuple[Question | CounterQuestion, ...] = (*deck.questions, *deck.counter_questions)
    question_id = name.removeprefix("#")
    for question in questions:
        if question.id == question_id:
            return question
    raise UserError(f"The deck has no question {name}.")


if __name__ == "__main__":
    run_and_exit(main)
