"""Writing an answer below a question that has none: lines are added, everything else stays as it was typed."""

from __future__ import annotations

from deck.model import CounterQuestion, Deck, Question
from deck.parser import parse
from deck.versioning.places import get_lines, replace_lines


def add_answer(text: str, question: str, answer: str) -> str:
    """Return a deck's text with an answer below a question.

    Raises LookupError when the question is not in the text, has an answer already, or when the answer would be read as
    something else: as a heading or as another question.
    """
    before = parse(text)
    block = _find_block(before, question)
    if block is None or _has_answer(block) or not answer.strip():
        raise LookupError(question)
    lines = get_lines(text, block.line, block.last)
    # A follow-up is an item of a list: its answer is a paragraph of that item.
    is_item = lines.lstrip()[:1] in "-*+" and isinstance(block, CounterQuestion)
    indent = " " * (len(lines) - len(lines.lstrip()) + 2) if is_item else ""
    paragraph = "\n".join(f"{indent}{line}".rstrip() for line in f"**Answer:** {answer.strip()}".split("\n"))
    new_text = replace_lines(text, block.line, block.last, f"{lines}\n\n{paragraph}")
    after = parse(new_text)
    new_block = _find_block(after, question)
    if new_block is None or not _has_answer(new_block) or _list_ids(after) != _list_ids(before):
        raise LookupError(question)
    return new_text


def _has_answer(block: Question | CounterQuestion) -> bool:
    return bool(block.answer or (isinstance(block, Question) and block.body))


def _find_block(deck: Deck, question: str) -> Question | CounterQuestion | None:
    return next((b for b in deck.blocks if isinstance(b, Question | CounterQuestion) and b.id == question), None)


def _list_ids(deck: Deck) -> list[str]:
    question_ids = [block.id for block in deck.blocks if isinstance(block, Question | CounterQuestion)]
    return [*question_ids, *(section.id for section in deck.sections), *(incident.id for incident in deck.incidents)]
