"""Deck text on the screen. It is hostile: it is markdown, and nothing but markdown.

`st.markdown` reads more than CommonMark: `$…$` as mathematics, `:red[…]` as colour, `:smile:` and `:material/…:` as
icons, `:::name` as a directive, and pictures from any address. None of that is meant by an author who writes "between
$5 and $6" or `:latest`, so it is taken out here. Raw HTML is shown as text by `st.markdown` itself, as long as nobody
allows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote, unquote

import streamlit as st
from markdown_it import MarkdownIt

PICTURES = "/pictures/"
# Breaks `:name:` for the plugins that look for icons in finished text, where a backslash has gone already.
WORD_JOINER = "\u2060"

_READER = MarkdownIt("commonmark").enable("table")
# What is not prose: a code span, an autolink, a picture, an address. Bounded and without ways back: a text made to be
# slow (tests/hostile/regex-bomb.md) is not.
_KEPT = re.compile(
    r"(?<![`\\])(`{1,40}+)(?!`)(?:.{1,5000}?)(?<!`)\1(?!`)"
    r"|<(?:https?|mailto):[^\s<>]{0,4000}+>"
    r"|(?P<picture>!\[(?P<said>[^\]]{0,1000}+)\]\(\s*+<?+(?P<target>[^)\s>]{0,2000}+)>?+[^)]{0,1000}+\))"
    r"|https?://[^\s<>()\[\]]+",
    re.DOTALL | re.IGNORECASE,
)
# A link's address, inline or by reference, that leads neither to the web nor to a mailbox nor stays here.
_ODD_LINK = re.compile(
    r"(\]\(\s*<?|^ {0,3}\[[^\]\n]+\]:\s*<?)(?!https?:|mailto:)[a-z][a-z0-9+.-]*:", re.IGNORECASE | re.MULTILINE
)
_DOLLAR = re.compile(r"(?<!\\)((?:\\\\)*)\$")
_COLON = re.compile(r"(?<!\\):(?=:*[A-Za-z])")
_ICON = re.compile(r":(?=[\w+-][\w+/-]*:)")
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|/|\\)", re.IGNORECASE)


def md(text: str) -> None:
    """Draw markdown from a deck."""
    if text.strip():
        st.markdown(safe(text))


@lru_cache(maxsize=4096)
def safe(text: str) -> str:
    """Markdown for `st.markdown` that means what CommonMark with tables says, and fetches nothing from elsewhere."""
    lines = text.split("\n")
    out = []
    for is_code, chunk in _chunks(lines, _code_lines(text)):
        out.append(chunk if is_code else _outside_code(chunk))
    return "\n".join(out)


def inline(text: str) -> str:
    """The same on one line, for a heading or the label of a widget."""
    return safe(" ".join(text.split()))


def cell(text: str) -> str:
    """The same on one line, for a cell of a table."""
    return inline(text.replace("|", "\\|"))


def plain(text: str) -> str:
    """The words alone, without markup: for a search or a page's title."""
    words = re.sub(r"!?\[([^\]\[]{0,1000}+)\]\([^)]{0,2000}+\)", r"\1", text)
    return " ".join(re.sub(r"[`*_]{1,3}|^#+\s*|^>\s?", "", words, flags=re.MULTILINE).split())


def fenced(source: str, language: str) -> str:
    """A fence that its content cannot close."""
    longest = max((len(run) for run in re.findall(r"`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{source}\n{fence}"


def _code_lines(text: str) -> frozenset[int]:
    """The lines, counted from 0, that are inside fences or indented code."""
    found: set[int] = set()
    for token in _READER.parse(text):
        if token.type in {"fence", "code_block"} and token.map:
            found.update(range(*token.map))
    return frozenset(found)


def _chunks(lines: list[str], code: frozenset[int]) -> Iterator[tuple[bool, str]]:
    """Runs of lines, each with whether it is code."""
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or (index in code) != (start in code):
            yield start in code, "\n".join(lines[start:index])
            start = index


def _outside_code(chunk: str) -> str:
    """Defuse a run of lines, leaving code spans and addresses as they are."""
    out, end = [], 0
    for kept in _KEPT.finditer(chunk):
        out += [_defused(chunk[end : kept.start()]), _picture(kept) if kept["picture"] else kept[0]]
        end = kept.end()
    out.append(_defused(chunk[end:]))
    return "".join(out)


def _defused(prose: str) -> str:
    prose = _ODD_LINK.sub(r"\1#", prose)
    prose = _ICON.sub(f":{WORD_JOINER}", prose)
    prose = _COLON.sub(r"\\:", prose)
    return _DOLLAR.sub(r"\1\\$", prose)


def _picture(match: re.Match[str]) -> str:
    """A picture beside the deck gets its address; one from elsewhere becomes its description."""
    said, target = _defused(match["said"]), unquote(match["target"])
    inside = target and not _SCHEME.match(target) and "\\" not in target and ".." not in target.split("/")
    if inside:
        return f"![{said}]({PICTURES}{quote(target.removeprefix('./'))})"
    return f"*Picture: {said or 'without a description'}*"
