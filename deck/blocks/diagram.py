"""Diagrams: fences that draw boxes or say mermaid, with the spoken summary that stands before them."""

from __future__ import annotations

import re

from deck.blocks.callout import read_labelled_text
from deck.blocks.code import find_fence_title, get_fence_body
from deck.markdown.list_items import join_wrapped_lines, strip_quotation
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Diagram

# Unicode's box drawing (U+2500–257F) and block elements (U+2580–259F): hardly anything else uses them.
_BOX = re.compile("[\u2500-\u257f\u2580-\u259f]")
# Edges drawn in ASCII: "+---+", "-->", "<==", and a "v" at the end of a line, which points down.
_EDGE = re.compile(r"\+[-=]{3,}(?:\+|$)|[-=]{2,}>|<[-=]{2,}|\|\s*v\b|\b[vV^]\s*$")
# The sides of a box, "| API |". Rows of a table look the same, and want a fixed-width font too.
_WALL = re.compile(r"^\s*[|+].*[|+]")
_LANGUAGES = {"mermaid": "mermaid", "ascii": "ascii", "diagram": "ascii", "asciiart": "ascii", "ascii-art": "ascii"}
_FEWEST_DRAWN_LINES = 2  # lines that draw, for a fence without a language to be a drawing


def read_diagram(state: ParserState) -> Diagram | None:
    """Return the diagram at this node, its spoken summary included."""
    node = state.node
    if node is None:
        return None
    if node.kind == "paragraph" and node.label and node.label.kind == "spoken":
        return _read_spoken_summary(state, node)
    language = _detect_language(state, node)
    return _build_diagram(state, [node], language, "", find_fence_title(state)) if language else None


def _detect_language(state: ParserState, node: Node) -> str:
    if node.kind != "fence":
        return ""
    name = node.info.replace("{", " ").split()[0].lower() if node.info.strip("{} ") else ""
    if name:
        return _LANGUAGES.get(name, "ascii" if name in ("text", "txt", "plain") and _draws_boxes(state, node) else "")
    return "ascii" if _draws_boxes(state, node) else ""


def _draws_boxes(state: ParserState, node: Node) -> bool:
    body = state.lines[node.first + 1 : node.last]
    return (
        sum(1 for line in body if _BOX.search(line) or _EDGE.search(line) or _WALL.match(line)) >= _FEWEST_DRAWN_LINES
    )


def _read_spoken_summary(state: ParserState, label: Node) -> Diagram | None:
    """Return a diagram with the spoken summary that stands before it; None, and a warning, where no diagram follows."""
    opening = label.label.rest if label.label else ""
    text = join_wrapped_lines("\n".join([opening, *state.lines[label.first + 1 : label.last + 1]]))
    ahead = state.position + 1
    nodes = [label]
    if not text and ahead < len(state.nodes) and state.nodes[ahead].kind in ("quote", "paragraph"):
        nodes.append(state.nodes[ahead])
        text = join_wrapped_lines(read_labelled_text(state, state.nodes[ahead]))
        ahead += 1
    fence = state.nodes[ahead] if ahead < len(state.nodes) else None
    language = _detect_language(state, fence) if fence is not None else ""
    if fence is None or not language:
        state.report(
            state.get_source_line(label),
            "warning",
            "spoken-alone",
            "This spoken summary has no diagram.",
            "Put the diagram right after it.",
        )
        return None
    title = find_fence_title(state)
    state.position = ahead
    return _build_diagram(state, [*nodes, fence], language, strip_quotation(text), title)


def _build_diagram(state: ParserState, nodes: list[Node], language: str, spoken: str, title: str) -> Diagram:
    source = get_fence_body(state, nodes[-1])
    state.position += 1
    state.consume(*nodes)
    low, high = state.get_source_span(nodes)
    return Diagram(
        title=title,
        language=language,
        source=source,
        spoken=spoken,
        section=state.section,
        line=low,
        last=high,
        details=state.group,
    )
