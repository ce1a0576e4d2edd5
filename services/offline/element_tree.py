"""Deck text as a tree of elements, for a page that makes nodes of it: no markup travels as text.

A node is a string, or `[name, attributes, child, …]`. Only the names in `ALLOWED` occur, with the attributes they need.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

ElementNode = str | list[Any]

ALLOWED = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "s", "code", "pre", "blockquote"}
    | {"table", "thead", "tbody", "tr", "th", "td", "a", "img", "hr", "br"}
)
ATTRIBUTES = {"a": ("href",), "img": ("src", "alt"), "ol": ("start",)}
VOID = frozenset({"img", "hr", "br"})


class _TreeBuilder(HTMLParser):
    """Builds the tree from HTML that `exchange.export.html` wrote: well formed, and harmless already."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.roots: list[ElementNode] = []
        self.open: list[list[Any]] = []

    def _add(self, node: ElementNode) -> None:
        (self.open[-1] if self.open else self.roots).append(node)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            return
        names = ATTRIBUTES.get(tag, ())
        node: list[Any] = [tag, {name: value or "" for name, value in attrs if name in names}]
        self._add(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        # The end of an element that was left out closes nothing.
        if self.open and self.open[-1][0] == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        # Line breaks between blocks come from the writer of the HTML, not from the text.
        if data.strip() or self.open:
            self._add(data)


def build_nodes(html: str) -> list[ElementNode]:
    """Return HTML as a list of nodes."""
    builder = _TreeBuilder()
    builder.feed(html)
    builder.close()
    return builder.roots
