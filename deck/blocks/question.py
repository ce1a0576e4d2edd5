"""Questions: `**Question:** …` with `**Answer:** …`, and `### Q: …` with `**A:** …`."""

from __future__ import annotations

import re

from deck.blocks.answer import AnswerDraft, read_answer
from deck.markdown.headings import split_id
from deck.markdown.list_items import join_wrapped_lines, strip_quotation
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Question
from deck.render import render_part

# "Q: …", "Question 3) …". Without the sign it is an ordinary heading: "Q4 results", "Questions to ask".
_QUESTION_HEADING = re.compile(r"^(?:Q|Question)(?: ?\d+)?\s*[:.)]\s*(\S.*)$", re.IGNORECASE | re.DOTALL)


def read_question(state: ParserState) -> bool:
    """Read a question in either form, with its answer."""
    node = state.node
    if node is None:
        return False
    if node.kind == "paragraph" and node.label and node.label.kind == "question":
        return _read_labelled(state, node, node.label.rest)
    if (
        node.kind == "heading"
        and (match := _QUESTION_HEADING.match(node.title))
        and not (node.level == 1 and not state.title)
    ):
        return _read_heading_question(state, node, match.group(1))
    return False


def _read_labelled(state: ParserState, node: Node, opening: str) -> bool:
    text = "\n".join([opening, *state.lines[node.first + 1 : node.last + 1]])
    nodes = [node]
    state.end_prose()
    state.consume(node)
    state.position += 1
    after = state.node
    if not text.strip() and after is not None and after.kind in ("quote", "paragraph") and not after.label:
        text = state.get_node_text(after).replace("\n>", "\n").lstrip("> ")
        nodes.append(after)
        state.consume(after)
        state.position += 1
    prompt, explicit = split_id(join_wrapped_lines(text))
    _finish_question(state, nodes, strip_quotation(prompt), explicit, 0)
    return True


def _read_heading_question(state: ParserState, node: Node, title: str) -> bool:
    state.end_prose()
    state.consume(node)
    state.position += 1
    _finish_question(state, [node], strip_quotation(join_wrapped_lines(title)), node.explicit, node.level)
    return True


def _finish_question(state: ParserState, nodes: list[Node], prompt: str, explicit: str, level: int) -> None:
    """Read the answer and add the question. A question asked as a heading owns the deeper headings below it."""

    def ends(node: Node) -> bool:
        if node.kind == "heading":
            # a question one level deeper is a question of its own, not a heading inside the answer
            return level == 0 or node.level <= level or _QUESTION_HEADING.match(node.title) is not None
        return node.kind == "rule"

    answer = AnswerDraft()
    read_answer(state, answer, ends)
    prompt = "\n\n".join([prompt, *(chunk for part in answer.setup for chunk in render_part(part))])
    low, high = state.get_source_span([*nodes, *answer.nodes])
    line = state.get_source_line(nodes[0])
    if not prompt:
        state.report(line, "error", "question-empty", "A question has no text.", "Write it after the label.")
    is_empty = not answer.join_layer("answer") and not answer.choices and not answer.parts
    if is_empty and line not in state.unanswered_lines:
        state.report(
            line, "warning", "question-unanswered", "This question has no answer.", "Add **Answer:** below it."
        )
    new_id = state.make_question_id(explicit, prompt, line)
    state.add_block(
        Question(
            id=new_id,
            kind=answer.kind,
            topic=state.section,
            prompt=prompt,
            answer=answer.join_layer("answer"),
            eli8=answer.join_layer("eli8"),
            line=line,
            last=max(high, low),
            body=tuple(answer.parts),
            key_points=answer.key_points,
            choices=answer.choices,
            explicit_id=bool(explicit),
            details=state.group,
            wordings=answer.wordings,
            wrong_answers=answer.wrong_answers,
        )
    )
