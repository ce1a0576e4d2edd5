"""Layered answers: a heading that is a question, answered at two depths (`**ELI8:**`, `**Architect view:**`)."""

from __future__ import annotations

import re

from deck.blocks.answer import AnswerDraft, read_answer
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Question

_LAYER_LABELS = {"eli8", "architect"}
_NODES_LOOKED_BACK = 400  # nodes looked back over
_FEWEST_SIBLINGS = 2  # layered headings of a parent that make a bare one beside them layered too


def read_layered_question(state: ParserState) -> bool:
    """Read a heading as a question if a layer stands under it, or if it is numbered like layered questions beside it."""
    node = state.node
    if node is None or node.kind != "heading" or (node.level == 1 and not state.title and not state.sections):
        return False
    if not _has_layers(state, state.position) and not _is_like_siblings(state, state.position):
        return False
    title = " ".join(node.title.split())
    section = state.open_section(node, title, node.explicit)
    state.position += 1
    answer = AnswerDraft(is_labelled=True)
    read_answer(state, answer, lambda n: n.kind in ("heading", "rule"))
    low, high = state.get_source_span([node, *answer.nodes])
    prompt = title
    new_id = state.make_question_id(node.explicit, prompt, state.get_source_line(node))
    question = Question(
        id=new_id,
        kind="layered",
        topic=section.id,
        prompt=prompt,
        answer=answer.join_layer("answer"),
        eli8=answer.join_layer("eli8"),
        line=state.get_source_line(node),
        last=max(low, high),
        body=tuple(answer.parts),
        key_points=answer.key_points,
        choices=answer.choices,
        explicit_id=bool(node.explicit),
        details=state.group,
        wordings=answer.wordings,
        wrong_answers=answer.wrong_answers,
    )
    if not question.answer and not question.eli8:
        message = "This question has no answer."
        state.report(question.line, "warning", "question-unanswered", message, "Add **Architect view:** below it.")
    state.add_block(question)
    return True


def _list_nodes_below(state: ParserState, at: int) -> list[Node]:
    """Return the nodes under a heading, before the next one."""
    own = []
    for node in state.nodes[at + 1 :]:
        if node.kind == "heading":
            break
        own.append(node)
    return own


def _has_layers(state: ParserState, at: int) -> bool:
    for i in range(at + 1, len(state.nodes)):
        node = state.nodes[i]
        label = node.label.kind if node.label else ""
        if node.kind == "heading" or label == "question":
            return False
        if label in _LAYER_LABELS:
            return True
    return False


_DIGITS = re.compile(r"\d+")  # "3.", "12." and "4)" against each other: only the signs make the style


def _number_style(number: str) -> str:
    return _DIGITS.sub("1", number)


def _is_like_siblings(state: ParserState, at: int) -> bool:
    """Return whether a numbered heading stands among layered questions with numbers of the same style and has text of its own."""
    node = state.nodes[at]
    if not node.number:
        return False
    style, layered = _number_style(node.number), 0
    labels = {n.label.kind for n in _list_nodes_below(state, at) if n.label}
    if "question" in labels or "counter" not in labels:
        return False
    for i in range(at - 1, max(at - _NODES_LOOKED_BACK, -1), -1):
        other = state.nodes[i]
        if other.kind != "heading":
            continue
        if other.level < node.level:
            break
        if other.level == node.level and _number_style(other.number) == style and _has_layers(state, i):
            layered += 1
            if layered == _FEWEST_SIBLINGS:
                return True
    return False
