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


def read_layered_question(reader: ParserState) -> bool:
    """A heading under which a layer stands, or which is numbered like its layered siblings."""
    node = reader.node
    if node is None or node.kind != "heading" or (node.level == 1 and not reader.title and not reader.sections):
        return False
    if not _has_layers(reader, reader.position) and not _is_like_siblings(reader, reader.position):
        return False
    title = " ".join(node.title.split())
    section = reader.open_section(node, title, node.explicit)
    reader.position += 1
    answer = AnswerDraft()
    read_answer(reader, answer, lambda n: n.kind in ("heading", "rule"))
    low, high = reader.source_span([node, *answer.nodes])
    prompt = title
    made = reader.make_question_id(node.explicit, prompt, reader.source_line(node))
    question = Question(
        made,
        "layered",
        section.id,
        prompt,
        answer.join_layer("answer"),
        answer.join_layer("eli8"),
        reader.source_line(node),
        max(low, high),
        tuple(answer.parts),
        answer.key_points,
        answer.choices,
        bool(node.explicit),
        reader.group,
        wordings=answer.wordings,
        wrong_answers=answer.wrong_answers,
    )
    if not question.answer and not question.eli8:
        message = "This question has no answer."
        reader.report(question.line, "warning", "question-unanswered", message, "Add **Architect view:** below it.")
    reader.add_block(question)
    return True


def _nodes_below(reader: ParserState, at: int) -> list[Node]:
    """The nodes under a heading, before the next one."""
    own = []
    for node in reader.nodes[at + 1 :]:
        if node.kind == "heading":
            break
        own.append(node)
    return own


def _has_layers(reader: ParserState, at: int) -> bool:
    for i in range(at + 1, len(reader.nodes)):
        node = reader.nodes[i]
        label = node.label.kind if node.label else ""
        if node.kind == "heading" or label == "question":
            return False
        if label in _LAYER_LABELS:
            return True
    return False


def _number_style(number: str) -> str:
    return re.sub(r"\d+", "1", number)


def _is_like_siblings(reader: ParserState, at: int) -> bool:
    """Whether a numbered heading stands among layered questions with numbers of the same style and has text of its own."""
    node = reader.nodes[at]
    if not node.number:
        return False
    style, layered = _number_style(node.number), 0
    labels = {n.label.kind for n in _nodes_below(reader, at) if n.label}
    if "question" in labels or "counter" not in labels:
        return False
    for i in range(at - 1, max(at - _NODES_LOOKED_BACK, -1), -1):
        other = reader.nodes[i]
        if other.kind != "heading":
            continue
        if other.level < node.level:
            break
        if other.level == node.level and _number_style(other.number) == style and _has_layers(reader, i):
            layered += 1
            if layered == _FEWEST_SIBLINGS:
                return True
    return False
