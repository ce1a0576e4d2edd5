"""Deck text on the screen. It is hostile: it is markdown, and nothing but markdown.

`st.markdown` reads more than CommonMark: `$…$` as mathematics, `:red[…]` as colour, `:smile:` and `:material/…:` as
icons, `:::name` as a directive, and pictures from any address. None of that is meant by an author who writes "between
$5 and $6" or `:latest`, so it is taken out here. Raw HTML is shown as text by `st.markdown` itself, as long as nobody
allows it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote, unquote

import streamlit as st
from markdown_it import MarkdownIt

from ui import limits

PICTURES = "/pictures/"
# Breaks `:name:` for the plugins that look for icons in finished text, where a backslash has gone already.
WORD_JOINER = "\u2060"

# Only where code stands is asked of it. Its inline rules take a time that grows with the square of `[[[[`.
_READER = MarkdownIt("commonmark").enable("table").disable("inline")
_LOOKED_AT = 10 * limits.MOST_LABEL  # letters of a label that are looked at: spaces in rows become one
# What is not prose: a code span, an autolink, a picture, an address. Bounded and without ways back: a text made to be
# slow (tests/hostile/regex-bomb.md) is not.
_KEPT = re.compile(
    r"(?<![`\\])(`{1,40}+)(?!`)(?:.{1,5000}?)(?<!`)\1(?!`)"
    r"|<(?:https?|mailto):[^\s<>]{0,4000}+>"
    r"|(?P<picture>!\[(?P<said>[^\]]{0,1000}+)\]\(\s*+<?+(?P<target>[^)\s>]{0,2000}+)>?+[^)]{0,1000}+\))"
    r"|https?://[^\s<>()\[\]]+",
    re.DOTALL | re.IGNORECASE,
)
# The address of a link or of a definition, wherever it stands. What it means is known when escapes and entities are read.
_TARGET = re.compile(r"(\]\(\s{0,50}<?|\]:\s{0,50}<?)([^\s<>)]{1,2000})")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARK = re.compile(r"([!-/:-@\[-`{-~])")
_INVISIBLE = re.compile("[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_PLAIN_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# To the web, to a mailbox, or a place here: no other scheme, no other host without one.
_FAIR = re.compile(r"https?:|mailto:|(?![a-z][a-z0-9+.-]*:|[/\\]{2}|\\)", re.IGNORECASE)
_BANG = re.compile(r"(?<!\\)((?:\\\\)*)!(?=\[)")
_DOLLAR = re.compile(r"(?<!\\)((?:\\\\)*)\$")
_COLON = re.compile(r"(?<!\\):(?=:*[A-Za-z])")
_ICON = re.compile(r":(?=[\w+-][\w+/-]*:)")
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|/|\\)", re.IGNORECASE)


def md(text: str) -> None:
    """Draw markdown from a deck: as much as a browser draws quickly, the rest as plain text to open."""
    if text.strip():
        st.markdown(safe(text))
        rest(text)


def heading(marks: str, text: str) -> None:
    """Draw a line of a deck as a heading; what is too long for one stands whole below it."""
    st.markdown(f"{marks} {inline(text)}")
    if len(text) > limits.MOST_LABEL:
        md(text)


def rest(text: str) -> None:
    """What `safe` leaves out of a very long text, closed, as it stands in the deck."""
    left = text[limits.shown(text) :]
    if not left.strip():
        return
    st.caption(f"This is very long: its first {len(text) - len(left):,} of {len(text):,} letters are drawn.")
    with st.expander(f"The other {len(left):,} letters, as they are written", icon=":material/notes:"):
        st.code(left[: limits.MOST_PLAIN], language=None, wrap_lines=True, height=400)
        if len(left) > limits.MOST_PLAIN:
            st.caption(
                f"{len(left) - limits.MOST_PLAIN:,} letters more stand in the deck: take it out under Author, Files."
            )


@lru_cache(maxsize=4096)
def safe(text: str) -> str:
    """Markdown for `st.markdown` that means what CommonMark with tables says, and fetches nothing from elsewhere.

    Of a text that no browser draws quickly it is the beginning: `rest` shows what is left out.
    """
    text = text[: limits.shown(text)]
    lines = text.split("\n")
    out = []
    for is_code, chunk in _chunks(lines, _code_lines(text)):
        out.append(chunk if is_code else _outside_code(chunk))
    return "\n".join(out)


def inline(text: str) -> str:
    """The same on one line, for a heading or the label of a widget; a very long one is cut."""
    return safe(limits.label(" ".join(text[:_LOOKED_AT].split())))


def cell(text: str) -> str:
    """The same on one line, for a cell of a table."""
    return inline(text[:_LOOKED_AT].replace("|", "\\|"))


def literal(text: str) -> str:
    """Markdown that shows these words on one line as they are: a name is no markdown."""
    return _MARK.sub(r"\\\1", _ICON.sub(f":{WORD_JOINER}", " ".join(text.split())))


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
    prose = _TARGET.sub(_aimed, prose)
    prose = _BANG.sub(r"\1\\!", prose)  # a picture by reference: its address stands elsewhere
    prose = _ICON.sub(f":{WORD_JOINER}", prose)
    prose = _COLON.sub(r"\\:", prose)
    return _DOLLAR.sub(r"\1\\$", prose)


def _aimed(match: re.Match[str]) -> str:
    """A link as it is where its address is fair, else one that leads nowhere."""
    target = _INVISIBLE.sub("", html.unescape(_ESCAPED.sub(r"\1", match[2])))
    return match[0] if _FAIR.match(target) else f"{match[1]}#{_PLAIN_SCHEME.sub('', match[2])}"


def _picture(match: re.Match[str]) -> str:
    """A picture beside the deck gets its address; one from elsewhere becomes its description."""
    said, target = _defused(match["said"]), unquote(match["target"])
    inside = target and not _SCHEME.match(target) and "\\" not in target and ".." not in target.split("/")
    if inside:
        return f"![{said}]({PICTURES}{quote(target.removeprefix('./'))})"
    return f"*Picture: {said or 'without a description'}*"
