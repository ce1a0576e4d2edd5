"""Questions: `**Question:** …` with `**Answer:** …`, and `### Q: …` with `**A:** …`."""

from __future__ import annotations

import re

from deck.blocks.answer import AnswerDraft, read_answer
from deck.markdown.headings import split_id
from deck.markdown.list_items import join_wrapped_lines, strip_quotation
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Question

_QUESTION_HEADING = re.compile(r"^(?:Q|Question)(?: ?\d+)?\s*[:.)]\s*(\S.*)$", re.IGNORECASE | re.DOTALL)


def read_question(reader: ParserState) -> bool:
    """A question in either form, with its answer."""
    node = reader.node
    if node is None:
        return False
    if node.kind == "paragraph" and node.label and node.label.kind == "question":
        return _read_labelled(reader, node, node.label.rest)
    if (
        node.kind == "heading"
        and (match := _QUESTION_HEADING.match(node.title))
        and not (node.level == 1 and not reader.title)
    ):
        return _read_heading_question(reader, node, match.group(1))
    return False


def _read_labelled(reader: ParserState, node: Node, rest: str) -> bool:
    text = "\n".join([rest, *reader.lines[node.first + 1 : node.last + 1]])
    nodes = [node]
    reader.end_prose()
    reader.consume(node)
    reader.position += 1
    after = reader.node
    if not text.strip() and after is not None and after.kind in ("quote", "paragraph") and not after.label:
        text = reader.node_text(after).replace("\n>", "\n").lstrip("> ")
        nodes.append(after)
        reader.consume(after)
        reader.position += 1
    prompt, explicit = split_id(join_wrapped_lines(text))
    _finish_question(reader, nodes, strip_quotation(prompt), explicit, 0)
    return True


def _read_heading_question(reader: ParserState, node: Node, title: str) -> bool:
    reader.end_prose()
    reader.consume(node)
    reader.position += 1
    _finish_question(reader, [node], strip_quotation(join_wrapped_lines(title)), node.explicit, node.level)
    return True


def _finish_question(reader: ParserState, nodes: list[Node], prompt: str, explicit: str, level: int) -> None:
    """Read the answer and add the question. A question asked as a heading owns the deeper headings below it."""

    def ends(node: Node) -> bool:
        if node.kind == "heading":
            return level == 0 or node.level <= level
        return node.kind == "rule"

    answer = AnswerDraft()
    read_answer(reader, answer, ends)
    low, high = reader.source_span([*nodes, *answer.nodes])
    line = reader.source_line(nodes[0])
    if not prompt:
        reader.report(line, "error", "question-empty", "A question has no text.", "Write it behind the label.")
    if not answer.join_layer("answer") and not answer.choices and not answer.parts:
        reader.report(
            line, "warning", "question-unanswered", "This question has no answer.", "Add **Answer:** below it."
        )
    made = reader.make_question_id(explicit, prompt, line)
    reader.add_block(
        Question(
            made,
            answer.kind,
            reader.section,
            prompt,
            answer.join_layer("answer"),
            answer.join_layer("eli8"),
            line,
            max(high, low),
            tuple(answer.parts),
            answer.key_points,
            answer.choices,
            bool(explicit),
            reader.group,
            wordings=answer.wordings,
            wrong_answers=answer.wrong_answers,
        )
    )
