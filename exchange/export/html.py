"""Deck markdown as HTML that can do nothing: no raw HTML, no script, no address but http, https and mailto."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from deck.images import is_inside

_LINK = re.compile(r"^(?:https?://|mailto:)", re.IGNORECASE)
_SCHEME = re.compile(r"^\s*[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

Source = Callable[[str], str]  # a picture's address in the deck -> where the page has it, "" where it has not


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    # What has no scheme is let through as far as `_passed`, where a picture finds its file and a link is taken off.
    reader.validateLink = lambda url: bool(_LINK.match(url.strip())) or not _SCHEME.match(url)  # type: ignore[method-assign]
    return reader


_READER = _reader()


def _nowhere(_address: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes HTML for one page. Pictures that `source` does not know become their description."""

    source: Source = _nowhere

    def html(self, markdown: str) -> str:
        """Markdown as HTML blocks."""
        rendered: str = _READER.renderer.render(self._safe(_READER.parse(_clean(markdown))), _READER.options, {})
        return rendered.strip()

    def line(self, markdown: str) -> str:
        """The same on one line, without a paragraph around it."""
        tokens = self._safe(_READER.parseInline(" ".join(_clean(markdown).split())))
        rendered: str = _READER.renderer.render(tokens, _READER.options, {})
        return rendered

    def _safe(self, tokens: list[Token]) -> list[Token]:
        for token in tokens:
            if token.children:
                token.children = list(self._passed(token.children))
        return tokens

    def _passed(self, children: Iterable[Token]) -> Iterator[Token]:
        """What may stand on a page: links that lead out of it, pictures that go with it."""
        leads: list[bool] = []
        for token in children:
            if token.type == "link_open":
                leads.append(bool(_LINK.match(str(token.attrs.get("href", "")))))
            if token.type == "image":
                yield self._picture(token)
            elif token.type not in {"link_open", "link_close"} or leads[-1]:
                yield token
            if token.type == "link_close":
                leads.pop()

    def _picture(self, token: Token) -> Token:
        address = unquote(str(token.attrs.get("src", "")))
        if address and is_inside(address) and (found := self.source(address)):
            token.attrs["src"] = found
            return token
        return Token("text", "", 0, content=f"[Picture: {token.content or 'without a description'}]")


_PLAIN = Writer()


def line(markdown: str) -> str:
    """Markdown as HTML on one line, without a paragraph around it; pictures become their description."""
    return _PLAIN.line(markdown)


def text(plain: str) -> str:
    """Plain text, escaped."""
    return escape(_clean(plain))


def _clean(said: str) -> str:
    """Without control characters, and without those that turn the direction of what follows."""
    return _CONTROLS.sub("\ufffd", said)
