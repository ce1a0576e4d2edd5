"""Writing an accepted wording into a deck's text: one line changes, everything else stays as it was typed."""

from __future__ import annotations

import re

from deck.markdown.list_items import is_task_line, join_wrapped_lines, split_wordings
from deck.markdown.source import split_keeping_breaks
from deck.model import CounterQuestion, Question
from deck.parser import parse

# "- [ ] " or "* [x] ": what is compared with the deck's key point is the text behind the box.
_TASK = re.compile(r"^\s*[-*+][ \t]+\[[ xX]\][ \t]+")
# The next item or label: up to there the lines go on with the point.
_NEXT_BLOCK = re.compile(r"\s*(?:[-*+]\s|\*\*)")
# What would end a wording early or part it in two.
_SEPARATORS = re.compile(r"\s*[;~\n]+\s*")


def add_wording(text: str, question: str, point: str, wording: str) -> str:
    """Return a deck's text with a wording accepted for a key point of a question.

    Raises LookupError when the question or the point is not in the text any more. A wording that is there already changes
    nothing.
    """
    clean = _SEPARATORS.sub(", ", wording.strip()).strip(" ,.")
    block = next(
        (b for b in parse(text).blocks if isinstance(b, Question | CounterQuestion) and b.id == question), None
    )
    if block is None or not clean:
        raise LookupError(question)
    pieces = split_keeping_breaks(text)
    lines = ["".join(pieces[place : place + 2]) for place in range(0, len(pieces), 2)]
    for first in range(block.line - 1, min(block.last, len(lines))):
        if not is_task_line(lines[first].lstrip()):
            continue
        last = first
        while last + 1 < block.last and lines[last + 1].strip() and not _NEXT_BLOCK.match(lines[last + 1]):
            last += 1
        item = join_wrapped_lines(_TASK.sub("", "".join(lines[first : last + 1])))
        point_text, also = split_wordings(item)
        if point_text != point:
            continue
        if clean.casefold() in {other.casefold() for other in also}:
            return text
        ending = lines[last][len(lines[last].rstrip()) :]
        lines[last] = f"{lines[last].rstrip()}{'; ' if also else ' ~ '}{clean}{ending}"
        return "".join(lines)
    raise LookupError(point)
