"""Collapsed blocks of any notation: a title and what it hides.

A title that asks makes a question, one that says "Answer" an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from deck.markdown.titles import clean_title
from deck.notations.document import (
    HEADING,
    LIST_MARK,
    RULE,
    Document,
    Edit,
    TaggedLine,
    build_question,
    clean_body,
    dedent_block,
    needs_rule,
    trim_blank,
)
from deck.notations.questions import is_asked, is_question, is_reveal, names_questions

_MOST_ABOVE = 60  # lines above an answer in which its question is looked for
_LONGEST_PROMPT = 6  # lines of the paragraph that asks

# the label of a heading that asks, which is no part of the prompt
_LABEL = re.compile(r"^(?:Q|Question)(?: ?\d{1,4})?\s*[:.)]\s*(?=\S)", re.IGNORECASE)


@dataclass(slots=True)
class CollapsibleBlock:
    """A collapsed block: the lines it stands on (`stop` exclusive), its title, and what is in it, blocks included."""

    first: int
    stop: int
    title: str
    body: list[TaggedLine | CollapsibleBlock] = field(default_factory=list)
    title_line: int = -1
    column: int = 0
    is_marked: bool = False  # its notation says that it is a question

    @property
    def children(self) -> list[CollapsibleBlock]:
        """The blocks directly inside."""
        return [part for part in self.body if isinstance(part, CollapsibleBlock)]

    @property
    def line(self) -> int:
        """The index of the line of the title."""
        return self.title_line if self.title_line >= 0 else self.first


def rewrite_blocks(document: Document, blocks: Sequence[CollapsibleBlock]) -> list[Edit]:
    """Return the edits that turn collapsed blocks into questions and answers; other blocks stay as they are."""
    asking = [block for block in _walk(blocks) if _asks(block)]
    plain = [b for b in _walk(blocks) if not _asks(b) and not is_reveal(b.title) and not b.children]
    reveals = [block for block in _walk(blocks) if is_reveal(block.title)]
    if not asking and not reveals:
        return []
    # where most blocks ask, a title such as "Fork 101" names a question as well
    takes_all = len(asking) >= max(2, len(plain))
    edits: list[Edit] = []
    previous_end = 0
    for block in blocks:
        if block.first < previous_end:
            continue
        edit = (
            _edit_reveal(document, block, previous_end) if is_reveal(block.title) else _edit(document, block, takes_all)
        )
        if edit is not None:
            edits.append(edit)
            previous_end = edit.stop
        else:
            previous_end = max(previous_end, block.first)
    return edits


def _walk(blocks: Sequence[CollapsibleBlock]) -> list[CollapsibleBlock]:
    return [inner for block in blocks for inner in (block, *_walk(block.children))]


def _asks(block: CollapsibleBlock) -> bool:
    return block.is_marked or is_asked(block.title) or is_question(block.title)


def _edit(document: Document, block: CollapsibleBlock, takes_all: bool) -> Edit | None:
    lines = _render(block, takes_all)
    if lines is None:
        return None
    if needs_rule(document.lines, block.stop):
        lines += [(block.stop - 1, ""), (block.stop - 1, "---"), (block.stop - 1, "")]
    return Edit(block.first, block.stop, tuple(lines))


def _render(block: CollapsibleBlock, takes_all: bool) -> list[TaggedLine] | None:
    """Return the lines of a block that is a question or a group with questions in it, None for any other block."""
    inner = any(_asks(child) for child in block.children)
    if _asks(block) or (takes_all and not block.children and not is_reveal(block.title) and _has_text(block)):
        return build_question(
            [(block.line, block.title)], clean_body(dedent_block(_flatten(block.body))), answer_label=None
        )
    if not inner:
        return None
    lines: list[TaggedLine] = [(block.first, ""), (block.line, f":::details {block.title}".rstrip()), (block.line, "")]
    for part in block.body:
        if isinstance(part, CollapsibleBlock):
            lines += _render(part, takes_all) or [(part.line, f"**{part.title}**"), *_flatten(part.body)]
        else:
            lines.append(part)
    return [*lines, (block.stop - 1, ""), (block.stop - 1, ":::"), (block.stop - 1, "")]


def _has_text(block: CollapsibleBlock) -> bool:
    """Tell whether a block says something.

    A list of nothing but links to the document's own places is a table of contents.
    """
    filled = [text for _, text in _flatten(block.body) if text.strip()]
    return bool(filled) and sum("](#" in text for text in filled) * 2 < len(filled)


def _flatten(body: Sequence[TaggedLine | CollapsibleBlock]) -> list[TaggedLine]:
    """Return what is in a block as lines.

    A block inside becomes its title in bold and its lines, an answer inside its lines.
    """
    lines: list[TaggedLine] = []
    for part in body:
        if not isinstance(part, CollapsibleBlock):
            lines.append(part)
            continue
        if part.title and not is_reveal(part.title):
            lines += [(part.line, ""), (part.line, f"**{part.title}**"), (part.line, "")]
        lines += _flatten(part.body)
    return lines


def _edit_reveal(document: Document, block: CollapsibleBlock, previous_end: int) -> Edit | None:
    """Return the edit for a block that hides an answer to the question above it, None where no question stands there."""
    question = find_prompt(document, block.first, previous_end)
    answer = clean_body(dedent_block(_flatten(block.body)))
    if question is None:
        return None
    first, prompt, context = question
    label = block.line
    lines: list[TaggedLine] = [(first, ""), *prompt, (prompt[-1][0], ""), *context, (label, ""), (label, "**Answer:**")]
    lines += [(label, ""), *answer, (block.stop - 1, "")]
    if needs_rule(document.lines, block.stop):
        lines += [(block.stop - 1, "---"), (block.stop - 1, "")]
    return Edit(first, block.stop, tuple(lines))


def find_prompt(
    document: Document, before: int, previous_end: int
) -> tuple[int, list[TaggedLine], list[TaggedLine]] | None:
    """Return where the question above an answer begins, the question in our notation, and the lines between the two.

    `previous_end` is the line at which the edit before ends. The question is the last paragraph that asks, else the heading
    above.
    """
    lines = document.lines
    low = max(previous_end, before - _MOST_ABOVE)
    top = before
    for i in range(before - 1, low - 1, -1):
        if i not in document.fenced and (HEADING.match(lines[i]) or RULE.match(lines[i])):
            top = i if HEADING.match(lines[i]) else i + 1
            break
        top = i
    heading = HEADING.match(lines[top]) if top < before and top not in document.fenced else None
    # from the answer upwards, so that the last paragraph that asks is the question
    for i in range(before - 1, top - 1 if heading is None else top, -1):
        if (
            i in document.fenced
            or not lines[i].strip()
            or (i > top and lines[i - 1].strip() and not LIST_MARK.match(lines[i]))
        ):
            continue
        stop = i + 1
        while stop < before and lines[stop].strip() and stop - i < _LONGEST_PROMPT and stop not in document.fenced:
            if LIST_MARK.match(lines[stop]) or ends_prompt(lines[i:stop]):
                break
            stop += 1
        words = clean_title(LIST_MARK.sub("", " ".join(lines[i:stop]), count=1))
        if is_asked(words) or is_question(words):
            prompt = [(i, f"**Question:** {words}"), *((n, "") for n in range(i + 1, stop))]
            return i, prompt[:1], trim_blank(dedent_block([(n, lines[n]) for n in range(stop, before)]))
    if heading is None:
        return None
    title = _LABEL.sub("", clean_title(heading.group(2)))
    context = trim_blank([(n, lines[n]) for n in range(top + 1, before)])
    if not title or (not is_asked(title) and not context and names_questions(title)):
        return None
    return top, [(top, f"{heading.group(1)} Q: {title}")], context


def ends_prompt(lines: Sequence[str]) -> bool:
    """Return whether the lines of a paragraph end in a question mark already."""
    return bool(lines) and lines[-1].rstrip(" *_").endswith(("?", "？", "؟"))
