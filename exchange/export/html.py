"""Deck markdown as HTML that can do nothing: no raw HTML, no script, no address but http, https and mailto."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from deck.images import is_inside_folder

# The addresses a page may lead to.
_LINK = re.compile(r"^(?:https?://|mailto:)", re.IGNORECASE)
# A scheme in front, as RFC 3986 allows it.
_SCHEME = re.compile(r"^\s*[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Control characters, those that turn the direction of what follows (Unicode UAX 9), and what no encoding can write.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

PictureSource = Callable[[str], str]  # a picture's address in the deck -> where the page has it, "" where it has not


def _make_parser() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    # What has no scheme is let through as far as `_filter_tokens`, where a picture finds its file and a link is taken off.
    reader.validateLink = lambda url: bool(_LINK.match(url.strip())) or not _SCHEME.match(url)  # type: ignore[method-assign]
    return reader


_READER = _make_parser()


def _find_nothing(_address: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class HtmlWriter:
    """Writes HTML for one page. Pictures that `find_picture` does not know become their description."""

    find_picture: PictureSource = _find_nothing

    def render_blocks(self, markdown: str) -> str:
        """Return markdown as HTML blocks."""
        rendered: str = _READER.renderer.render(
            self._make_safe(_READER.parse(_replace_controls(markdown))), _READER.options, {}
        )
        return _replace_controls(rendered).strip()  # once more: an entity such as &#x202E; is a character only now

    def render_line(self, markdown: str) -> str:
        """Return markdown as HTML on one line, without a paragraph around it."""
        tokens = self._make_safe(_READER.parseInline(" ".join(_replace_controls(markdown).split())))
        rendered: str = _READER.renderer.render(tokens, _READER.options, {})
        return _replace_controls(rendered)

    def _make_safe(self, tokens: list[Token]) -> list[Token]:
        for token in tokens:
            if token.children:
                token.children = list(self._filter_tokens(token.children))
        return tokens

    def _filter_tokens(self, children: Iterable[Token]) -> Iterator[Token]:
        """Yield what may stand on a page: links that lead out of it, pictures that go with it."""
        leads: list[bool] = []
        for token in children:
            if token.type == "link_open":
                leads.append(bool(_LINK.match(str(token.attrs.get("href", "")))))
            if token.type == "image":
                yield self._resolve_picture(token)
            elif token.type not in {"link_open", "link_close"} or leads[-1]:
                yield token
            if token.type == "link_close":
                leads.pop()

    def _resolve_picture(self, token: Token) -> Token:
        address = unquote(str(token.attrs.get("src", "")))
        if address and is_inside_folder(address) and (result := self.find_picture(address)):
            token.attrs["src"] = result
            return token
        return Token("text", "", 0, content=f"[Picture: {token.content or 'without a description'}]")


_PLAIN = HtmlWriter()


def render_line(markdown: str) -> str:
    """Return markdown as HTML on one line; pictures become their description."""
    return _PLAIN.render_line(markdown)


def escape_text(plain: str) -> str:
    """Return plain text, escaped."""
    return escape(_replace_controls(plain))


def _replace_controls(text: str) -> str:
    """Replace control characters, and those that turn the direction of what follows."""
    return _CONTROLS.sub("\ufffd", text)
