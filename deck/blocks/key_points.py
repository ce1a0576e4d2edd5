"""Task lists: key points (`- [ ]`) and choices (`- [x]` among `- [ ]`)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from deck.markdown.list_items import ListItem, is_task_line, join_wrapped_lines, parse_list_item, split_arrow
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Choice


@dataclass(frozen=True, slots=True)
class TaskList:
    """What a task list says: either key points or choices."""

    key_points: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


def is_tasks(reader: ParserState, node: Node | None) -> bool:
    """Whether all items of a list carry a box."""
    return (
        node is not None and node.kind == "list" and all(is_task_line(reader.lines[first]) for first, _ in node.items)
    )


def read_task_list(reader: ParserState, node: Node) -> TaskList:
    """The key points or choices of a task list; one ticked box makes it choices."""
    items = [parse_list_item(reader.lines, first, last) for first, last in node.items]
    if any(i.task for i in items):
        return TaskList(choices=tuple(build_choice(i, reader.origin[i.first]) for i in items))
    return TaskList(key_points=tuple(join_wrapped_lines(i.text) for i in items if i.text.strip()))


def build_choice(entry: ListItem, line: int) -> Choice:
    """An option; why it is right or wrong follows an arrow."""
    text, why = split_arrow(entry.text)
    return Choice(join_wrapped_lines(text), bool(entry.task), join_wrapped_lines(why), line)


def read_key_points(reader: ParserState) -> bool:
    """Key points or choices that stand after something else belong to the last question of the section."""
    node = reader.node
    labelled = (
        node is not None
        and node.kind == "paragraph"
        and node.label is not None
        and node.label.kind in ("key points", "choices")
    )
    if node is None or (labelled and node.label is not None and node.label.rest):
        return False
    tasks = reader.nodes[reader.position + 1] if labelled and reader.position + 1 < len(reader.nodes) else node
    question = reader.find_current_question()
    if question is None or not is_tasks(reader, tasks):
        return False
    found = read_task_list(reader, tasks)
    reader.end_prose()
    taken = [node, tasks] if labelled else [node]
    reader.consume(*taken)
    reader.position += len(taken)
    points, choices = question.key_points + found.key_points, question.choices + found.choices
    kind = "choice" if choices and question.kind == "recall" else question.kind
    low, high = reader.source_span(taken)
    place = reader.last_question
    if place is not None:
        grown = replace(
            question,
            kind=kind,
            key_points=points,
            choices=choices,
            last=max(question.last, high),
            line=min(question.line, low),
        )
        reader.replace_block(place, grown)
    return True
