"""Deck markdown as HTML that can do nothing: no raw HTML, no script, no address but http, https and mailto."""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token

_LINK = re.compile(r"^(?:https?://|mailto:)", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.validateLink = lambda url: bool(_LINK.match(url.strip()))  # type: ignore[method-assign]
    return reader


_READER = _reader()


def html(markdown: str) -> str:
    """Markdown as HTML blocks. Pictures become their description: a single file cannot carry them."""
    tokens = _READER.parse(_clean(markdown))
    for token in tokens:
        if token.children:
            token.children = [_without_picture(child) for child in token.children]
    rendered: str = _READER.renderer.render(tokens, _READER.options, {})
    return rendered.strip()


def line(markdown: str) -> str:
    """The same on one line, without a paragraph around it."""
    rendered: str = _READER.renderInline(" ".join(_clean(markdown).split()))
    return re.sub(r"<img[^>]*>", "", rendered)


def text(plain: str) -> str:
    """Plain text, escaped."""
    return escape(_clean(plain))


def _clean(said: str) -> str:
    """Without control characters, and without those that turn the direction of what follows."""
    return _CONTROLS.sub("\ufffd", said)


def _without_picture(token: Token) -> Token:
    if token.type != "image":
        return token
    return Token("text", "", 0, content=f"[Picture: {token.content or 'without a description'}]")
