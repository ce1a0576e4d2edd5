"""Callouts: `**Director insight:** …`, a label over a quote or list, or a heading "War story"."""

from __future__ import annotations

import re

from deck.markdown.labels import classify_callout
from deck.markdown.list_items import join_wrapped_lines
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Callout

_FENCED_LABEL = re.compile(r"^([A-Za-z][A-Za-z ]{2,30}):\s+\S")


def read_callout(reader: ParserState) -> Callout | None:
    """The callout that starts at this node."""
    node = reader.node
    if node is None:
        return None
    if node.kind == "paragraph" and node.label and node.label.kind.startswith("callout:"):
        return _read_labelled(reader, node, node.label.kind.removeprefix("callout:"), node.label.text, node.label.rest)
    if node.kind == "fence" and not node.info:
        return _read_fenced(reader, node)
    return _read_under_heading(reader, node)


def _read_labelled(reader: ParserState, node: Node, kind: str, label: str, rest: str) -> Callout:
    lines = [rest, *reader.lines[node.first + 1 : node.last + 1]]
    text = "\n".join(lines).strip()
    nodes = [node]
    reader.position += 1
    after = reader.node
    if not text and after is not None and _can_hold_text(after):
        text = labelled_text(reader, after)
        nodes.append(after)
        reader.position += 1
    elif not text:
        reader.report(
            reader.source_line(node),
            "warning",
            "callout-empty",
            f"“{label}” says nothing.",
            "Write its text behind it.",
        )
    return _build_callout(reader, nodes, kind, label, text)


def _can_hold_text(node: Node) -> bool:
    return node.kind in ("quote", "list", "fence", "table") or (node.kind == "paragraph" and not node.label)


def labelled_text(reader: ParserState, node: Node) -> str:
    """The text of a node that belongs to a label: a quote without its marks, anything else as it stands."""
    text = reader.node_text(node)
    return strip_quote_marks(text) if node.kind == "quote" else text


def strip_quote_marks(text: str) -> str:
    """A quote's inner text."""
    return "\n".join(re.sub(r"^ {0,3}> ?", "", line) for line in text.split("\n")).strip("\n")


def _read_fenced(reader: ParserState, node: Node) -> Callout | None:
    body = [line for line in reader.lines[node.first + 1 : node.last] if line.strip()]
    match = _FENCED_LABEL.match(body[0]) if body else None
    kind = classify_callout(match.group(1)) if match else ""
    if not match or not kind or not reader.lines[node.last].strip().startswith(("```", "~~~")):
        return None
    reader.position += 1
    text = join_wrapped_lines("\n".join([body[0][match.end(1) + 1 :], *body[1:]]))
    return _build_callout(reader, [node], kind, match.group(1), text)


def _read_under_heading(reader: ParserState, node: Node) -> Callout | None:
    """All plain text right under a heading such as "War story"."""
    if not reader.sections or node.kind not in ("paragraph", "quote", "list"):
        return None
    kind = classify_callout(reader.section_title)
    above = reader.nodes[reader.position - 1] if reader.position else None
    if not kind or above is None or above.kind != "heading" or (node.label and node.label.kind):
        return None
    reader.position += 1
    return _build_callout(reader, [node], kind, "", labelled_text(reader, node))


def _build_callout(reader: ParserState, nodes: list[Node], kind: str, label: str, text: str) -> Callout:
    reader.consume(*nodes)
    low, high = reader.source_span(nodes)
    return Callout(kind, label, text, reader.section, low, high, reader.group)
