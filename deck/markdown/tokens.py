"""Markdown-it's block structure as a flat list of nodes with line ranges.

Only block rules run: what stands inside a line is read by the rules of `deck.blocks` where they need it, which is what keeps
the reader within its budget. `:::` lines are nodes of their own, wherever they stand at the top level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from deck.markdown.block_parser import parse_blocks
from deck.markdown.headings import split_title
from deck.markdown.labels import Label, parse_label
from deck.markdown.titles import clean_title

_NESTING_CHARACTERS = frozenset(" \t-*+>0123456789")
_BULLETS = frozenset("-*+")
_DEEPEST_INDENT = 12  # indentation that still counts: six levels of lists
# Three marks of lists or quotes at the head of a line, and a fourth behind them: what follows the third is as good as
# text. Possessive, since a line of nothing but marks would otherwise be tried in every partition.
_DEEP_MARKERS = re.compile(
    r"((?:[ \t]*+(?:[-*+]|\d{1,9}[.)]|>)(?:[ \t]++|(?<=>))){3})[ \t]*+(?:[-*+]|\d{1,9}[.)]|>)(?:\s|>)"
)
# "- - - -" looks like four lists in one another, and is a thematic break.
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,})$")


@dataclass(slots=True)
class Node:
    """A top-level block. `first` and `last` are 0-based indexes into the repaired lines, trailing blank lines cut.

    `kind`: heading, paragraph, list, quote, fence, code, table, rule, html, marker, reference. `text` is a heading's text or
    a marker's words, `info` a fence's info string, `items` the line ranges of a list's items.
    """

    kind: str
    first: int
    last: int
    level: int = 0
    text: str = ""
    info: str = ""
    items: tuple[tuple[int, int], ...] = ()
    label: Label | None = None
    title: str = ""
    explicit: str = ""
    number: str = ""


_KINDS = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "blockquote_open": "quote",
    "table_open": "table",
    "fence": "fence",
    "code_block": "code",
    "hr": "rule",
    "html_block": "html",
    "marker": "marker",
}


# a quick look for what a title may hold that is no text of it: tags, entities, links, emphasis around the whole
_DECORATED = re.compile(r"[<&\[]|^[*_]|^\s*$")


def tokenize(lines: list[str]) -> list[Node]:
    """Return the nodes of a text, in order; every non-blank line lies in exactly one of them."""
    text = "\n".join([_flatten_line(line) if line[:1] in _NESTING_CHARACTERS and line else line for line in lines])
    return list(_fill_gaps(lines, _build_nodes(lines, parse_blocks(text))))


def _flatten_line(line: str) -> str:
    """Return a line as the parser gets it: no deeper than it looks.

    Past twenty levels markdown-it gives up and takes the rest of the document for the innermost list. We only ask where
    top-level blocks and their items begin and end, and those are the same when what is deep inside stands less deep.
    """
    if line[0] in _BULLETS and line[1:2] == " " and line[2:3] not in _NESTING_CHARACTERS:
        return line  # most items: a mark at the margin, and words
    bare = line.lstrip(" \t")
    indent = line[: len(line) - len(bare)].expandtabs(4)
    if len(indent) > _DEEPEST_INDENT:
        line = " " * _DEEPEST_INDENT + bare
    many = _DEEP_MARKERS.match(line)
    return f"{many.group(1)}x" if many and not _RULE.match(line) else line


def _build_nodes(lines: list[str], tokens: list[Token]) -> Iterator[Node]:
    node: Node | None = None
    items: list[tuple[int, int]] = []
    for token in tokens:
        if token.level == 0 and token.nesting >= 0 and token.map is not None:
            if node is not None:
                yield _finish_node(lines, node, items)
            first, stop = token.map
            node = Node(_KINDS.get(token.type, "other"), first, _trim_blank_lines(lines, first, stop - 1))
            items = []
            if token.type == "heading_open":
                node.level = int(token.tag[1])
            elif token.type == "fence":
                node.info = token.info.strip()
            elif token.type == "marker":
                node.text = token.content
        elif node is not None and token.level == 1:
            if token.type == "list_item_open" and token.map is not None:
                items.append((token.map[0], _trim_blank_lines(lines, token.map[0], token.map[1] - 1)))
            elif token.type == "inline" and node.kind == "heading":
                node.text = token.content
    if node is not None:
        yield _finish_node(lines, node, items)


def _finish_node(lines: list[str], node: Node, items: list[tuple[int, int]]) -> Node:
    if node.kind == "list":
        node.items = tuple(items)
    elif node.kind == "heading":
        node.title, node.explicit, node.number = split_title(node.text)
        if _DECORATED.search(node.title) is not None:
            node.title = clean_title(node.title)
    elif node.kind == "paragraph":
        node.label = parse_label(lines[node.first])
    return node


def _trim_blank_lines(lines: list[str], first: int, last: int) -> int:
    last = min(last, len(lines) - 1)
    while last > first and not lines[last].strip():
        last -= 1
    return last


def _fill_gaps(lines: list[str], nodes: Iterator[Node]) -> Iterator[Node]:
    """Yield the nodes, with further ones for lines that markdown turns into nothing, such as link definitions."""
    at = 0
    for node in nodes:
        if node.first > at:
            yield from _build_gap_node(lines, at, node.first)
        yield node
        at = node.last + 1
    yield from _build_gap_node(lines, at, len(lines))


def _build_gap_node(lines: list[str], first: int, stop: int) -> Iterator[Node]:
    filled = [i for i in range(first, stop) if lines[i].strip()]
    if filled:
        yield Node("reference", filled[0], filled[-1])
