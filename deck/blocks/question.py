"""Questions: `**Question:** …` with `**Answer:** …`, and `### Q: …` with `**A:** …`."""

from __future__ import annotations

import re

from deck.blocks.answer import Answer, gather
from deck.markdown.headings import split_id
from deck.markdown.list_items import squeeze, unquote
from deck.markdown.state import Reader
from deck.markdown.tokens import Node
from deck.model import Question

_HEADING = re.compile(r"^(?:Q|Question)(?: ?\d+)?\s*[:.)]\s*(\S.*)$", re.IGNORECASE | re.DOTALL)


def rule(reader: Reader) -> bool:
    """A question in either form, with its answer."""
    node = reader.node
    if node is None:
        return False
    if node.kind == "paragraph" and node.label and node.label.kind == "question":
        return _labelled(reader, node, node.label.rest)
    if node.kind == "heading" and (match := _HEADING.match(node.title)) and not (node.level == 1 and not reader.title):
        return _asked(reader, node, match.group(1))
    return False


def _labelled(reader: Reader, node: Node, rest: str) -> bool:
    text = "\n".join([rest, *reader.lines[node.first + 1 : node.last + 1]])
    nodes = [node]
    reader.flush()
    reader.cover(node)
    reader.at += 1
    after = reader.node
    if not text.strip() and after is not None and after.kind in ("quote", "paragraph") and not after.label:
        text = reader.text(after).replace("\n>", "\n").lstrip("> ")
        nodes.append(after)
        reader.cover(after)
        reader.at += 1
    prompt, explicit = split_id(squeeze(text))
    _finish(reader, nodes, unquote(prompt), explicit, 0)
    return True


def _asked(reader: Reader, node: Node, title: str) -> bool:
    reader.flush()
    reader.cover(node)
    reader.at += 1
    _finish(reader, [node], unquote(squeeze(title)), node.explicit, node.level)
    return True


def _finish(reader: Reader, nodes: list[Node], prompt: str, explicit: str, level: int) -> None:
    """Read the answer and add the question. A question asked as a heading owns the deeper headings below it."""

    def ends(node: Node) -> bool:
        if node.kind == "heading":
            return level == 0 or node.level <= level
        return node.kind == "rule"

    answer = Answer()
    gather(reader, answer, ends)
    low, high = reader.span([*nodes, *answer.nodes])
    line = reader.line(nodes[0])
    if not prompt:
        reader.tell(line, "error", "question-empty", "A question has no text.", "Write it behind the label.")
    if not answer.text("answer") and not answer.choices and not answer.parts:
        reader.tell(line, "warning", "question-unanswered", "This question has no answer.", "Add **Answer:** below it.")
    made = reader.question_id(explicit, prompt, line)
    reader.emit(
        Question(
            made,
            answer.kind,
            reader.section,
            prompt,
            answer.text("answer"),
            answer.text("eli8"),
            line,
            max(high, low),
            tuple(answer.parts),
            answer.key_points,
            answer.choices,
            bool(explicit),
            reader.group,
        )
    )
