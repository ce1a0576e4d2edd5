"""Slips that show when the whole text has been read: groups left open, choices with nothing to choose, a question asked
twice."""

from __future__ import annotations

from collections.abc import Sequence

from deck.choice_checks import find_choice_faults
from deck.markdown.parser_state import ParserState
from deck.model import Choice, Incident, Question


def check_document(reader: ParserState) -> None:
    """Tell of each at its line."""
    for place in reader.open_details:
        group = reader.details[place]
        said = f"The group “{group.title}” is never closed: all that follows is inside it."
        reader.report(group.line, "warning", "details-unclosed", said, "Add a line ::: where it ends.")
    asked: dict[str, int] = {}
    for block in reader.blocks:
        if isinstance(block, Question):
            _check_choices(reader, block)
            _check_guessing(reader, block.prompt, block.choices)
            _check_repetition(reader, block, asked)
        elif isinstance(block, Incident):
            for decision in block.decisions:
                _check_guessing(reader, decision.prompt, decision.choices)


def _check_choices(reader: ParserState, question: Question) -> None:
    if question.kind == "choice" and all(c.right for c in question.choices):
        said = "There is nothing to choose here: every choice is right."
        remedy = "Add wrong ones as - [ ]; where these are the key points of an answer, leave all boxes empty."
        reader.report(question.line, "warning", "choices-all-right", said, remedy)


def _check_repetition(reader: ParserState, question: Question, asked: dict[str, int]) -> None:
    """Words alone tell questions without an id apart: when the first of two goes, the second takes its history."""
    words = " ".join(question.prompt.split()).casefold()
    if question.explicit_id or not words:
        return
    first = asked.setdefault(words, question.line)
    if first != question.line:
        said = f"This question is asked in the same words at line {first}."
        reader.report(question.line, "info", "question-repeated", said, "Reword one of the two, or give each an {#id}.")


def _check_guessing(reader: ParserState, prompt: str, choices: Sequence[Choice]) -> None:
    """Warn of options that can be guessed by somebody who knows nothing."""
    for choice, code, said, remedy in find_choice_faults(prompt, choices):
        reader.report(choice.line, "warning", code, said, remedy)
