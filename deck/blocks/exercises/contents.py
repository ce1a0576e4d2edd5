"""What stands inside an exercise: parts and key points, read node by node."""

from __future__ import annotations

from deck.blocks import key_points
from deck.blocks.parts import read_part
from deck.estimates.estimate_notation import BRACES
from deck.markdown.list_items import join_wrapped_lines, parse_list_item
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Part, Prose

_ENDING_LABELS = {"question", "counter", "story"}  # labels that open another thing


def ends_exercise(state: ParserState, position: int) -> bool:
    """Tell whether an exercise is over here: at a heading, a thematic break, a group's border or another thing to answer."""
    node = state.nodes[position]
    label = node.label.kind if node.kind == "paragraph" and node.label else ""
    return node.kind in ("heading", "rule", "marker") or label in _ENDING_LABELS or begins_estimate(state, position)


def begins_estimate(state: ParserState, position: int) -> bool:
    """Tell whether an estimate stands here: its label with numbers in braces, or with an answer right below.

    A label alone is not enough: "**Estimate:** three days" is an ordinary remark.
    """
    node = state.nodes[position]
    if node.kind != "paragraph" or node.label is None or node.label.kind != "estimate":
        return False
    below = state.nodes[position + 1] if position + 1 < len(state.nodes) else None
    answered = below is not None and below.label is not None and below.label.kind == "answer"
    return answered or BRACES.search(state.get_node_text(node)) is not None


def add_node(state: ParserState, parts: list[Part]) -> None:
    """Read the node at the cursor into `parts`; what has no meaning of its own is prose."""
    node = state.node
    if node is None:
        return
    part = read_part(state)
    if part is not None:
        parts.append(part)
        return
    state.consume(node)
    state.position += 1
    add_text(state, node, state.get_node_text(node), parts)


def add_text(state: ParserState, node: Node, text: str, parts: list[Part]) -> None:
    """Add a text that stands on the lines of `node`; neighbouring prose becomes one part."""
    if not text.strip():
        return
    low, high = state.get_source_span([node])
    last = parts[-1] if parts else None
    if isinstance(last, Prose):
        markdown = f"{last.markdown}\n\n{text}"
        parts[-1] = Prose(markdown, last.section, min(low, last.line), max(high, last.last), last.details)
    else:
        parts.append(Prose(text, state.section, low, high, state.group))


def read_points(state: ParserState) -> tuple[str, ...] | None:
    """Read key points at the cursor, with or without their label; None where none stand there.

    A ticked box means nothing in an exercise: its text is a key point like the others.
    """
    node = state.node
    if node is None:
        return None
    labelled = node.label is not None and node.label.kind == "key points" and not node.label.rest
    place = state.position + 1 if labelled else state.position
    tasks = state.nodes[place] if place < len(state.nodes) else None
    if tasks is None or not key_points.is_tasks(state, tasks):
        return None
    state.consume(node, tasks)
    state.position = place + 1
    texts = (join_wrapped_lines(parse_list_item(state.lines, first, last).text) for first, last in tasks.items)
    return tuple(text for text in texts if text)


def read_label_text(state: ParserState, node: Node) -> str:
    """Consume a labelled paragraph and return what stands behind its label."""
    opening = node.label.rest if node.label else ""
    state.consume(node)
    state.position += 1
    return "\n".join([opening, *state.lines[node.first + 1 : node.last + 1]]).strip()
