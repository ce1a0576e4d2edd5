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
from deck.model import Callout, Choice, Part, Prose, QuestionKind, WrongAnswer
from deck.render import render_parts

ENDING_LABELS = {"question", "counter", "decision", "story"}  # labels that end an answer


@dataclass(slots=True)
class AnswerDraft:
    """The parts of the answer in order, and the markdown of the simple layer.

    `setup` are the parts between the question and its options or the label of its answer: they belong to what is asked.
    """

    setup: list[Part] = field(default_factory=list)
    is_labelled: bool = False  # an answer's label or options were read: what follows is no part of the question
    parts: list[Part] = field(default_factory=list)
    eli8: list[str] = field(default_factory=list)
    key_points: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    wordings: tuple[tuple[str, ...], ...] = ()
    wrong_answers: tuple[WrongAnswer, ...] = ()
    nodes: list[Node] = field(default_factory=list)

    def join_layer(self, layer: str) -> str:
        """Return a layer as one markdown text; the answer's is made from its parts, callouts left out."""
        if layer == "answer":
            parts = [p for p in self.parts if not isinstance(p, Callout)]
            return render_parts(parts).strip("\n")
        return "\n\n".join(self.eli8).strip("\n")

    @property
    def kind(self) -> QuestionKind:
        """What kind of question this answers."""
        return "choice" if self.choices else "recall"


def read_answer(state: ParserState, answer: AnswerDraft, ends: Callable[[Node], bool]) -> None:
    """Read parts into the answer until `ends` says so, a label opens something else, or the text is over."""
    layer = "answer"
    while (node := state.node) is not None and not ends(node):
        label = node.label.kind if node.kind == "paragraph" and node.label else ""
        if label in ENDING_LABELS or node.kind == "marker":
            return
        start = state.position
        if begins_estimate(state, start) or begins_design(state, start):
            return
        if label in ("eli8", "architect", "answer"):
            _end_setup(answer)
            layer = "eli8" if label == "eli8" else "answer"
            _read_labelled(state, node, answer, layer)
        elif tasks.is_tasks(state, node):
            _read_tasks(state, node, answer)
        elif label in ("key points", "choices") and _is_before_tasks(state, node):
            state.consume(node)
            state.position += 1
        elif label == "wrong answers" and _is_before_list(state, node):
            after = state.nodes[state.position + 1]
            answer.wrong_answers += tasks.read_wrong_answers(state.lines, after)
            state.consume(node, after)
            state.position += 2
        else:
            _read_part(state, node, answer, layer)
        answer.nodes += state.nodes[start : state.position]


def _end_setup(answer: AnswerDraft) -> None:
    """Move what was read so far to the question, callouts excepted, where nothing has ended the question before."""
    if not answer.is_labelled:
        answer.setup = [part for part in answer.parts if not isinstance(part, Callout)]
        answer.parts = [part for part in answer.parts if isinstance(part, Callout)]
        answer.is_labelled = True


def _is_before_tasks(state: ParserState, node: Node) -> bool:
    after = state.nodes[state.position + 1] if state.position + 1 < len(state.nodes) else None
    return not (node.label and node.label.rest) and tasks.is_tasks(state, after)


def _is_before_list(state: ParserState, node: Node) -> bool:
    after = state.nodes[state.position + 1] if state.position + 1 < len(state.nodes) else None
    return bool(
        node.label and not node.label.rest and after and after.kind == "list" and not tasks.is_tasks(state, after)
    )


def _read_tasks(state: ParserState, node: Node, answer: AnswerDraft) -> None:
    result = tasks.read_task_list(state, node)
    if result.choices:
        _end_setup(answer)
    answer.wordings = tasks.join_wordings(answer.key_points, answer.wordings, result)
    answer.key_points += result.key_points
    answer.choices += result.choices
    state.consume(node)
    state.position += 1


def _read_labelled(state: ParserState, node: Node, answer: AnswerDraft, layer: str) -> None:
    """Read a paragraph that begins with the label of a layer: what follows the label belongs to the layer."""
    opening = node.label.rest if node.label else ""
    lines = [opening, *state.lines[node.first + 1 : node.last + 1]]
    text = "\n".join(lines).strip()
    state.consume(node)
    state.position += 1
    if text:
        _add_text(state, [node], text, answer, layer)


def _read_part(state: ParserState, node: Node, answer: AnswerDraft, layer: str) -> None:
    start = state.position
    result = read_part(state)
    if result is None:
        state.consume(node)
        state.position += 1
        _add_text(state, [node], state.get_node_text(node), answer, layer)
        return
    if layer == "answer" or isinstance(result, Callout):
        answer.parts.append(result)
    else:
        answer.eli8.append("\n\n".join(state.get_node_text(n) for n in state.nodes[start : state.position]))


def _add_text(state: ParserState, nodes: list[Node], text: str, answer: AnswerDraft, layer: str) -> None:
    if layer != "answer":
        answer.eli8.append(text)
        return
    low, high = state.get_source_span(nodes)
    last = answer.parts[-1] if answer.parts else None
    if isinstance(last, Prose):
        markdown = f"{last.markdown}\n\n{text}"
        answer.parts[-1] = Prose(markdown, last.section, min(low, last.line), max(high, last.last), last.details)
    else:
        answer.parts.append(Prose(text, state.section, low, high, state.group))
