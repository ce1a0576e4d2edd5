"""Callouts: `**Director insight:** …`, a label over a quote or list, or a heading "War story"."""

from __future__ import annotations

import re

from deck.markdown.labels import callout_of
from deck.markdown.list_items import squeeze
from deck.markdown.state import Reader
from deck.markdown.tokens import Node
from deck.model import Callout

_FENCED = re.compile(r"^([A-Za-z][A-Za-z ]{2,30}):\s+\S")


def part(reader: Reader) -> Callout | None:
    """The callout that starts at this node."""
    node = reader.node
    if node is None:
        return None
    if node.kind == "paragraph" and node.label and node.label.kind.startswith("callout:"):
        return _labelled(reader, node, node.label.kind.removeprefix("callout:"), node.label.text, node.label.rest)
    if node.kind == "fence" and not node.info:
        return _fenced(reader, node)
    return _under_heading(reader, node)


def _labelled(reader: Reader, node: Node, kind: str, label: str, rest: str) -> Callout:
    lines = [rest, *reader.lines[node.first + 1 : node.last + 1]]
    text = "\n".join(lines).strip()
    nodes = [node]
    reader.at += 1
    after = reader.node
    if not text and after is not None and _may_follow(after):
        text = body_of(reader, after)
        nodes.append(after)
        reader.at += 1
    elif not text:
        reader.tell(
            reader.line(node), "warning", "callout-empty", f"“{label}” says nothing.", "Write its text behind it."
        )
    return _made(reader, nodes, kind, label, text)


def _may_follow(node: Node) -> bool:
    return node.kind in ("quote", "list", "fence", "table") or (node.kind == "paragraph" and not node.label)


def body_of(reader: Reader, node: Node) -> str:
    """The text of a node that belongs to a label: a quote without its marks, anything else as it stands."""
    text = reader.text(node)
    return unquoted(text) if node.kind == "quote" else text


def unquoted(text: str) -> str:
    """A quote's inner text."""
    return "\n".join(re.sub(r"^ {0,3}> ?", "", line) for line in text.split("\n")).strip("\n")


def _fenced(reader: Reader, node: Node) -> Callout | None:
    body = [line for line in reader.lines[node.first + 1 : node.last] if line.strip()]
    match = _FENCED.match(body[0]) if body else None
    kind = callout_of(match.group(1)) if match else ""
    if not match or not kind or not reader.lines[node.last].strip().startswith(("```", "~~~")):
        return None
    reader.at += 1
    text = squeeze("\n".join([body[0][match.end(1) + 1 :], *body[1:]]))
    return _made(reader, [node], kind, match.group(1), text)


def _under_heading(reader: Reader, node: Node) -> Callout | None:
    """All plain text right under a heading such as "War story"."""
    if not reader.sections or node.kind not in ("paragraph", "quote", "list"):
        return None
    kind = callout_of(reader.section_title)
    above = reader.nodes[reader.at - 1] if reader.at else None
    if not kind or above is None or above.kind != "heading" or (node.label and node.label.kind):
        return None
    reader.at += 1
    return _made(reader, [node], kind, "", body_of(reader, node))


def _made(reader: Reader, nodes: list[Node], kind: str, label: str, text: str) -> Callout:
    reader.cover(*nodes)
    low, high = reader.span(nodes)
    return Callout(kind, label, text, reader.section, low, high, reader.group)
