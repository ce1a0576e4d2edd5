"""Task lists: key points (`- [ ]`) and choices (`- [x]` among `- [ ]`)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from deck.markdown.list_items import Item, is_task, item, split_arrow, squeeze
from deck.markdown.state import Reader
from deck.markdown.tokens import Node
from deck.model import Choice


@dataclass(frozen=True, slots=True)
class Tasks:
    """What a task list says: either key points or choices."""

    key_points: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()


def is_tasks(reader: Reader, node: Node | None) -> bool:
    """Whether all items of a list carry a box."""
    return node is not None and node.kind == "list" and all(is_task(reader.lines[first]) for first, _ in node.items)


def read(reader: Reader, node: Node) -> Tasks:
    """The key points or choices of a task list; one ticked box makes it choices."""
    items = [item(reader.lines, first, last) for first, last in node.items]
    if any(i.task for i in items):
        return Tasks(choices=tuple(choice(i, reader.origin[i.first]) for i in items))
    return Tasks(key_points=tuple(squeeze(i.text) for i in items if i.text.strip()))


def choice(entry: Item, line: int) -> Choice:
    """An option; why it is right or wrong follows an arrow."""
    text, why = split_arrow(entry.text)
    return Choice(squeeze(text), bool(entry.task), squeeze(why), line)


def rule(reader: Reader) -> bool:
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
    tasks = reader.nodes[reader.at + 1] if labelled and reader.at + 1 < len(reader.nodes) else node
    question = reader.question_here()
    if question is None or not is_tasks(reader, tasks):
        return False
    found = read(reader, tasks)
    reader.flush()
    taken = [node, tasks] if labelled else [node]
    reader.cover(*taken)
    reader.at += len(taken)
    points, choices = question.key_points + found.key_points, question.choices + found.choices
    kind = "choice" if choices and question.kind == "recall" else question.kind
    low, high = reader.span(taken)
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
        reader.replace(place, grown)
    return True
