"""Task lists: key points (`- [ ]`) and choices (`- [x]` among `- [ ]`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from deck.markdown.list_items import (
    ListItem,
    is_task_line,
    join_wrapped_lines,
    parse_list_item,
    split_arrow,
    split_wordings,
    strip_quotation,
)
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Choice, WrongAnswer


@dataclass(frozen=True, slots=True)
class TaskList:
    """What a task list says: either key points or choices."""

    key_points: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    wordings: tuple[tuple[str, ...], ...] = ()


def is_tasks(state: ParserState, node: Node | None) -> bool:
    """Return whether all items of a list carry a box."""
    return node is not None and node.kind == "list" and all(is_task_line(state.lines[first]) for first, _ in node.items)


def read_task_list(state: ParserState, node: Node) -> TaskList:
    """Return the key points or choices of a task list; one ticked box makes it choices."""
    items = [parse_list_item(state.lines, first, last) for first, last in node.items]
    if any(i.task for i in items):
        return TaskList(choices=tuple(build_choice(i, state.origin[i.first]) for i in items))
    return build_points(join_wrapped_lines(i.text) for i in items if i.text.strip())


def build_points(texts: Iterable[str]) -> TaskList:
    """Return key points with their accepted wordings: one tuple of wordings for each point."""
    points = [split_wordings(text) for text in texts]
    return TaskList(key_points=tuple(text for text, _ in points), wordings=tuple(also for _, also in points))


def join_wordings(
    points: Sequence[str], wordings: Sequence[tuple[str, ...]], task_list: TaskList
) -> tuple[tuple[str, ...], ...]:
    """Return the accepted wordings of some points and of those that follow, one tuple a point; () where no point has any."""
    all_wordings = (*(wordings or [()] * len(points)), *task_list.wordings)
    return all_wordings if any(all_wordings) else ()


def read_wrong_answers(lines: Sequence[str], node: Node) -> tuple[WrongAnswer, ...]:
    """Return the common wrong answers of a list; why each is wrong follows an arrow."""
    items = (parse_list_item(lines, first, last).text for first, last in node.items)
    return tuple(build_wrong_answer(text) for text in items if text.strip())


def build_wrong_answer(text: str) -> WrongAnswer:
    """Return a wrong answer and its reason."""
    wrong, reason = split_arrow(text)
    return WrongAnswer(text=strip_quotation(join_wrapped_lines(wrong)), reason=join_wrapped_lines(reason))


def build_choice(entry: ListItem, line: int) -> Choice:
    """Return an option; why it is right or wrong follows an arrow."""
    text, why = split_arrow(entry.text)
    return Choice(join_wrapped_lines(text), bool(entry.task), join_wrapped_lines(why), line)


def read_key_points(state: ParserState) -> bool:
    """Add key points or choices that stand after something else to the last question of the section."""
    node = state.node
    labelled = (
        node is not None
        and node.kind == "paragraph"
        and node.label is not None
        and node.label.kind in ("key points", "choices")
    )
    if node is None or (labelled and node.label is not None and node.label.rest):
        return False
    tasks = state.nodes[state.position + 1] if labelled and state.position + 1 < len(state.nodes) else node
    question = state.find_current_question()
    if question is None or not is_tasks(state, tasks):
        return False
    result = read_task_list(state, tasks)
    state.end_prose()
    nodes = [node, tasks] if labelled else [node]
    state.consume(*nodes)
    state.position += len(nodes)
    points, choices = question.key_points + result.key_points, question.choices + result.choices
    wordings = join_wordings(question.key_points, question.wordings, result)
    kind = "choice" if choices and question.kind == "recall" else question.kind
    low, high = state.get_source_span(nodes)
    place = state.last_question
    if place is not None:
        grown = replace(
            question,
            kind=kind,
            key_points=points,
            wordings=wordings,
            choices=choices,
            last=max(question.last, high),
            line=min(question.line, low),
        )
        state.replace_block(place, grown)
    return True
