"""Callouts: `**Director insight:** …`, a label over a quote or list, or a heading "War story"."""

from __future__ import annotations

import re

from deck.markdown.labels import classify_callout
from deck.markdown.list_items import join_wrapped_lines
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Callout

# A fence may quote a callout: "Director insight: …" on its first line. Code such as "apiVersion: v1" looks the same and
# is turned down by classify_callout; the length keeps out sentences that hold a colon.
_FENCED_LABEL = re.compile(r"^([A-Za-z][A-Za-z ]{2,30}):\s+\S")
# One level only: the marks of a quote inside the quote stay. One space behind the mark belongs to it (CommonMark 5.1).
_QUOTE_MARK = re.compile(r"^ {0,3}> ?")


def read_callout(state: ParserState) -> Callout | None:
    """Read the callout that starts at this node."""
    node = state.node
    if node is None:
        return None
    if node.kind == "paragraph" and node.label and node.label.kind.startswith("callout:"):
        return _read_labelled(state, node, node.label.kind.removeprefix("callout:"), node.label.text, node.label.rest)
    if node.kind == "fence" and not node.info:
        return _read_fenced(state, node)
    return _read_under_heading(state, node)


def _read_labelled(state: ParserState, node: Node, kind: str, label: str, opening: str) -> Callout:
    lines = [opening, *state.lines[node.first + 1 : node.last + 1]]
    text = "\n".join(lines).strip()
    nodes = [node]
    state.position += 1
    after = state.node
    if not text and after is not None and _can_hold_text(after):
        text = read_labelled_text(state, after)
        nodes.append(after)
        state.position += 1
    elif not text:
        state.report(
            state.get_source_line(node),
            "warning",
            "callout-empty",
            f"“{label}” has no text.",
            "Write its text after it.",
        )
    return _build_callout(state, nodes, kind, label, text)


def _can_hold_text(node: Node) -> bool:
    return node.kind in ("quote", "list", "fence", "table") or (node.kind == "paragraph" and not node.label)


def read_labelled_text(state: ParserState, node: Node) -> str:
    """Return the text of a node that belongs to a label: a quote without its marks, anything else as it stands."""
    text = state.get_node_text(node)
    return strip_quote_marks(text) if node.kind == "quote" else text


def strip_quote_marks(text: str) -> str:
    """Return a quote's inner text."""
    return "\n".join(_QUOTE_MARK.sub("", line) for line in text.split("\n")).strip("\n")


def _read_fenced(state: ParserState, node: Node) -> Callout | None:
    body = [line for line in state.lines[node.first + 1 : node.last] if line.strip()]
    match = _FENCED_LABEL.match(body[0]) if body else None
    kind = classify_callout(match.group(1)) if match else ""
    if not match or not kind or not state.lines[node.last].strip().startswith(("```", "~~~")):
        return None
    state.position += 1
    text = join_wrapped_lines("\n".join([body[0][match.end(1) + 1 :], *body[1:]]))
    return _build_callout(state, [node], kind, match.group(1), text)


def _read_under_heading(state: ParserState, node: Node) -> Callout | None:
    """Return all plain text right under a heading such as "War story"."""
    if not state.sections or node.kind not in ("paragraph", "quote", "list"):
        return None
    kind = classify_callout(state.section_title)
    above = state.nodes[state.position - 1] if state.position else None
    if not kind or above is None or above.kind != "heading" or (node.label and node.label.kind):
        return None
    state.position += 1
    return _build_callout(state, [node], kind, "", read_labelled_text(state, node))


def _build_callout(state: ParserState, nodes: list[Node], kind: str, label: str, text: str) -> Callout:
    state.consume(*nodes)
    low, high = state.get_source_span(nodes)
    return Callout(kind=kind, label=label, text=text, section=state.section, line=low, last=high, details=state.group)
