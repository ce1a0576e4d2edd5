"""Write the ids that a deck has into its source, so that a later rewording keeps every learner's history.

Only ` {#id}` is added, at the end of the line that asks; no other letter changes. What was written is read again, and a
mark that was not understood is taken out.
"""

from __future__ import annotations

import re

from deck.markdown.source import decode_text, split_keeping_breaks
from deck.model import CounterQuestion, Deck, Estimate, Question, Story
from deck.parser import parse

# An id goes in front of "→ testing …", since what stands behind the arrow is not the prompt.
_TESTING_ARROW = re.compile(r"\s*(?:→|->)\s*test", re.IGNORECASE)
_LONGEST_PROMPT = 12  # lines; the id of a longer prompt would stand where no reader looks for it
_NUMBERED_ITEM = re.compile(r"\d+[.)]\s")  # a list below the prompt, where its paragraph ends


def write_ids(source: str | bytes) -> tuple[str, int]:
    """Return the text with explicit ids on every question and counter-question, and how many were added."""
    text, _ = decode_text(source)
    before = parse(text)
    places = [(b.line, b.last, b.id) for b in _list_asked(before) if not b.explicit_id]
    marked_text = add_id_marks(text, {line: (last, name) for line, last, name in places})
    after = parse(marked_text)
    good = {b.id for b in _list_asked(after) if b.explicit_id}
    wrong = {name for _, _, name in places} - good
    if wrong or not _asks_the_same(before, after):
        remaining = {line: (last, name) for line, last, name in places if name not in wrong}
        marked_text = add_id_marks(text, remaining)
        if not _asks_the_same(before, parse(marked_text)):
            return text, 0
        return marked_text, len(remaining)
    return marked_text, len(places)


def _list_asked(deck: Deck) -> tuple[Question | CounterQuestion | Estimate | Story, ...]:
    return tuple(b for b in deck.blocks if isinstance(b, Question | CounterQuestion | Estimate | Story))


def _asks_the_same(before: Deck, after: Deck) -> bool:
    """Return whether the two ask the same things under the same ids."""
    prompts_before, prompts_after = ([(b.id, b.prompt) for b in _list_asked(deck)] for deck in (before, after))
    return prompts_before == prompts_after and [i.id for i in before.incidents] == [i.id for i in after.incidents]


def add_id_marks(text: str, marks: dict[int, tuple[int, str]]) -> str:
    """Return the text with an id behind each prompt: `marks` maps its first line to its last one and the id."""
    # every line keeps its own ending, so that nothing but the ids is added
    pieces = split_keeping_breaks(text)
    lines = pieces[::2]
    for line, (last, name) in marks.items():
        index = _find_prompt_end(lines, line - 1, last)
        head = lines[index]
        tests = _TESTING_ARROW.search(head)
        at = tests.start() if tests else len(head.rstrip())
        lines[index] = f"{head[:at]} {{#{name}}}{head[at:] if tests else ''}"
    pieces[::2] = lines
    return "".join(pieces)


def _find_prompt_end(lines: list[str], first: int, last: int) -> int:
    """Return the last line of the paragraph that asks: before the next blank line, list, label or `→`."""
    if lines[first].lstrip().startswith("#"):
        return first
    for index in range(first + 1, min(last, first + _LONGEST_PROMPT, len(lines))):
        head = lines[index].lstrip()
        if not head or head[:1] in "-*+#>|`~→" or head.startswith(("**", "->")) or _NUMBERED_ITEM.match(head):
            return index - 1
    return first if first + 1 >= last else min(last - 1, first)
