"""What a question is answered with: parts, key points and choices, up to where the answer ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from deck.blocks import key_points as tasks
from deck.blocks.exercises.contents import begins_estimate
from deck.blocks.exercises.design import begins_design
from deck.blocks.parts import read_part
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Callout, Choice, Part, Prose, QuestionKind
from deck.render import render_part

ENDING_LABELS = {"question", "counter", "decision", "story"}  # labels that end an answer


@dataclass(slots=True)
class AnswerDraft:
    """The parts of the answer in order, and the markdown of the simple layer."""

    parts: list[Part] = field(default_factory=list)
    eli8: list[str] = field(default_factory=list)
    key_points: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    nodes: list[Node] = field(default_factory=list)

    def join_layer(self, layer: str) -> str:
        """A layer as one markdown text; the answer's is made from its parts, callouts left out."""
        if layer == "answer":
            parts = [p for p in self.parts if not isinstance(p, Callout)]
            return "\n\n".join(chunk for p in parts for chunk in render_part(p)).strip("\n")
        return "\n\n".join(self.eli8).strip("\n")

    @property
    def kind(self) -> QuestionKind:
        """What kind of question this answers."""
        return "choice" if self.choices else "recall"


def read_answer(reader: ParserState, answer: AnswerDraft, ends: Callable[[Node], bool]) -> None:
    """Read parts into the answer until `ends` says so, a label opens something else, or the text is over."""
    layer = "answer"
    while (node := reader.node) is not None and not ends(node):
        label = node.label.kind if node.kind == "paragraph" and node.label else ""
        if label in ENDING_LABELS or node.kind == "marker":
            return
        start = reader.position
        if begins_estimate(reader, start) or begins_design(reader, start):
            return
        if label in ("eli8", "architect", "answer"):
            layer = "eli8" if label == "eli8" else "answer"
            _read_labelled(reader, node, answer, layer)
        elif tasks.is_tasks(reader, node):
            _read_tasks(reader, node, answer)
        elif label in ("key points", "choices") and _is_before_tasks(reader, node):
            reader.consume(node)
            reader.position += 1
        else:
            _read_part(reader, node, answer, layer)
        answer.nodes += reader.nodes[start : reader.position]


def _is_before_tasks(reader: ParserState, node: Node) -> bool:
    after = reader.nodes[reader.position + 1] if reader.position + 1 < len(reader.nodes) else None
    return not (node.label and node.label.rest) and tasks.is_tasks(reader, after)


def _read_tasks(reader: ParserState, node: Node, answer: AnswerDraft) -> None:
    found = tasks.read_task_list(reader, node)
    answer.key_points += found.key_points
    answer.choices += found.choices
    reader.consume(node)
    reader.position += 1


def _read_labelled(reader: ParserState, node: Node, answer: AnswerDraft, layer: str) -> None:
    """A paragraph that begins with the label of a layer: what follows the label belongs to the layer."""
    rest = node.label.rest if node.label else ""
    lines = [rest, *reader.lines[node.first + 1 : node.last + 1]]
    text = "\n".join(lines).strip()
    reader.consume(node)
    reader.position += 1
    if text:
        _add_text(reader, [node], text, answer, layer)


def _read_part(reader: ParserState, node: Node, answer: AnswerDraft, layer: str) -> None:
    start = reader.position
    found = read_part(reader)
    if found is None:
        reader.consume(node)
        reader.position += 1
        _add_text(reader, [node], reader.node_text(node), answer, layer)
        return
    if layer == "answer" or isinstance(found, Callout):
        answer.parts.append(found)
    else:
        answer.eli8.append("\n\n".join(reader.node_text(n) for n in reader.nodes[start : reader.position]))


def _add_text(reader: ParserState, nodes: list[Node], text: str, answer: AnswerDraft, layer: str) -> None:
    if layer != "answer":
        answer.eli8.append(text)
        return
    low, high = reader.source_span(nodes)
    last = answer.parts[-1] if answer.parts else None
    if isinstance(last, Prose):
        joined = f"{last.markdown}\n\n{text}"
        answer.parts[-1] = Prose(joined, last.section, min(low, last.line), max(high, last.last), last.details)
    else:
        answer.parts.append(Prose(text, reader.section, low, high, reader.group))
