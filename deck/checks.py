"""Check what shows only when the whole text has been read.

Groups left open, choices with nothing to choose, and questions asked twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from deck.choice_checks import find_choice_faults
from deck.markdown.parser_state import ParserState
from deck.model import Choice, Incident, Question


def check_document(state: ParserState) -> None:
    """Report what shows only now, each at its line."""
    for place in state.open_details:
        group = state.details[place]
        message = f"The group “{group.title}” is never closed: all that follows is inside it."
        state.report(group.line, "warning", "details-unclosed", message, "Add a line ::: where it ends.")
    first_lines: dict[str, int] = {}
    for block in state.blocks:
        if isinstance(block, Question):
            _check_choices(state, block)
            _check_guessing(state, block.prompt, block.choices)
            _check_repetition(state, block, first_lines)
        elif isinstance(block, Incident):
            for decision in block.decisions:
                _check_guessing(state, decision.prompt, decision.choices)


def _check_choices(state: ParserState, question: Question) -> None:
    if question.kind == "choice" and all(c.right for c in question.choices):
        message = "There is nothing to choose here: every choice is right."
        remedy = "Add wrong ones as - [ ]; where these are the key points of an answer, leave all boxes empty."
        state.report(question.line, "warning", "choices-all-right", message, remedy)


def _check_repetition(state: ParserState, question: Question, first_lines: dict[str, int]) -> None:
    """Report questions without an id that are asked twice: when the first of two goes, the second takes its history."""
    words = " ".join(question.prompt.split()).casefold()
    if question.explicit_id or not words:
        return
    first = first_lines.setdefault(words, question.line)
    if first != question.line:
        message = f"This question is asked in the same words at line {first}."
        state.report(
            question.line, "info", "question-repeated", message, "Reword one of the two, or give each an {#id}."
        )


def _check_guessing(state: ParserState, prompt: str, choices: Sequence[Choice]) -> None:
    """Warn of options that can be guessed by somebody who knows nothing."""
    for choice, code, message, remedy in find_choice_faults(prompt, choices):
        state.report(choice.line, "warning", code, message, remedy)
