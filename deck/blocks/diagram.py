"""Diagrams: fences that draw boxes or say mermaid, with the spoken summary that stands before them."""

from __future__ import annotations

import re

from deck.blocks.callout import body_of
from deck.blocks.code import fence_body, title_of
from deck.markdown.list_items import squeeze, unquote
from deck.markdown.state import Reader
from deck.markdown.tokens import Node
from deck.model import Diagram

_BOX = re.compile("[\u2500-\u257f\u2580-\u259f]")
_EDGE = re.compile(r"\+[-=]{3,}(?:\+|$)|[-=]{2,}>|<[-=]{2,}|\|\s*v\b|\b[vV^]\s*$")
_WALL = re.compile(r"^\s*[|+].*[|+]")
_LANGUAGES = {"mermaid": "mermaid", "ascii": "ascii", "diagram": "ascii", "asciiart": "ascii", "ascii-art": "ascii"}
_LEAST = 2  # lines that draw, for a fence without a language to be a drawing


def part(reader: Reader) -> Diagram | None:
    """The diagram at this node, its spoken summary included."""
    node = reader.node
    if node is None:
        return None
    if node.kind == "paragraph" and node.label and node.label.kind == "spoken":
        return _spoken(reader, node)
    language = _language(reader, node)
    return _made(reader, [node], language, "", title_of(reader)) if language else None


def _language(reader: Reader, node: Node) -> str:
    if node.kind != "fence":
        return ""
    name = node.info.replace("{", " ").split()[0].lower() if node.info.strip("{} ") else ""
    if name:
        return _LANGUAGES.get(name, "ascii" if name in ("text", "txt", "plain") and _draws(reader, node) else "")
    return "ascii" if _draws(reader, node) else ""


def _draws(reader: Reader, node: Node) -> bool:
    body = reader.lines[node.first + 1 : node.last]
    return sum(1 for line in body if _BOX.search(line) or _EDGE.search(line) or _WALL.match(line)) >= _LEAST


def _spoken(reader: Reader, label: Node) -> Diagram | None:
    """A summary and the fence it belongs to; without a fence it is prose."""
    rest = label.label.rest if label.label else ""
    text = squeeze("\n".join([rest, *reader.lines[label.first + 1 : label.last + 1]]))
    ahead = reader.at + 1
    nodes = [label]
    if not text and ahead < len(reader.nodes) and reader.nodes[ahead].kind in ("quote", "paragraph"):
        nodes.append(reader.nodes[ahead])
        text = squeeze(body_of(reader, reader.nodes[ahead]))
        ahead += 1
    fence = reader.nodes[ahead] if ahead < len(reader.nodes) else None
    language = _language(reader, fence) if fence is not None else ""
    if fence is None or not language:
        reader.tell(
            reader.line(label),
            "warning",
            "spoken-alone",
            "A spoken summary stands here without a diagram.",
            "Put the diagram right after it.",
        )
        return None
    title = title_of(reader)
    reader.at = ahead
    return _made(reader, [*nodes, fence], language, unquote(text), title)


def _made(reader: Reader, nodes: list[Node], language: str, spoken: str, title: str) -> Diagram:
    source = fence_body(reader, nodes[-1])
    reader.at += 1
    reader.cover(*nodes)
    low, high = reader.span(nodes)
    return Diagram(title, language, source, spoken, reader.section, low, high, reader.group)
