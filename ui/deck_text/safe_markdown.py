"""Draw deck text safely: it may be hostile, and is read as markdown and nothing else.

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

from ui.deck_text import limits

PICTURE_ROUTE = "/pictures/"
# Breaks `:name:` for the plugins that look for icons in finished text, where a backslash has gone already.
WORD_JOINER = "\u2060"

# It is asked only where code stands, and does without its inline rules: their time grows with the square of `[[[[`.
_BLOCK_PARSER = MarkdownIt("commonmark").enable("table").disable("inline")
# What decides in the end: the inline rules of CommonMark, with every address let through so that it can be judged here.
_INLINE_PARSER = MarkdownIt("commonmark").enable("table")
_INLINE_PARSER.validateLink = lambda _url: True  # type: ignore[method-assign, assignment]
# Longer ones are not parsed to find out: whatever could be a picture in them is taken for one.
_MAX_JUDGED_LETTERS = 4000
_MAX_READ_LETTERS = 10 * limits.MAX_LABEL_LETTERS  # letters of a label that are looked at: spaces in rows become one
# What is not prose: a code span, an autolink, a picture, an address. Bounded and without ways back: a text made to be
# slow (tests/hostile/regex-bomb.md) is not.
_VERBATIM = re.compile(
    r"(?<![`\\])(`{1,40}+)(?!`)(?:.{1,5000}?)(?<!`)\1(?!`)"
    r"|<(?:https?|mailto):[^\s<>]{0,4000}+>"
    r"|(?P<picture>!\[(?P<said>[^\]]{0,1000}+)\]\(\s*+<?+(?P<target>[^)\s>]{0,2000}+)>?+[^)]{0,1000}+\))"
    r"|https?://[^\s<>()\[\]]+",
    re.DOTALL | re.IGNORECASE,
)
# The address of a link or of a definition, wherever it stands. What it means is known when escapes and entities are read.
_LINK_TARGET = re.compile(r"(\]\(\s{0,50}<?|\]:\s{0,50}<?)([^\s<>)]{1,2000})")
# A backslash escape of CommonMark: any ASCII punctuation may be escaped.
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# The same characters, to escape them in a name that is no markdown.
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Control and format characters that browsers drop from an address: `java\tscript:` is a script.
_INVISIBLE = re.compile("[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
# The scheme of an address (RFC 3986, section 3.1).
_PLAIN_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# To the web, to a mailbox, or a place here: no other scheme, no other host without one.
_ALLOWED_TARGET = re.compile(r"https?:|mailto:|(?![a-z][a-z0-9+.-]*:|[/\\]{2}|\\)", re.IGNORECASE)
# What Streamlit reads beyond CommonMark, unless a backslash stands before it: pictures, mathematics, directives, icons.
_PICTURE_MARK = re.compile(r"(?<!\\)((?:\\\\)*)!(?=\[)")
_DOLLAR = re.compile(r"(?<!\\)((?:\\\\)*)\$")
# A bar that begins another cell: one that is escaped already, and would be freed by a second backslash, does not.
_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_COLON = re.compile(r"(?<!\\):(?=:*[A-Za-z])")
# An icon or an emoji by name, such as `:+1:`, also where it begins with a digit or a sign, which `_COLON` passes over.
_ICON_NAME = re.compile(r":(?=[\w+-][\w+/-]*:)")
# An address that is not relative to the deck.
_SCHEME_OR_ROOT = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|/|\\)", re.IGNORECASE)


def draw_markdown(text: str) -> None:
    """Draw markdown from a deck: as much as a browser draws quickly, the rest as plain text to open."""
    if text.strip():
        st.markdown(sanitize(text))
        draw_overflow(text)


def draw_heading(marks: str, text: str) -> None:
    """Draw a line of a deck as a heading; what is too long for one stands whole below it."""
    st.markdown(f"{marks} {sanitize_inline(text)}")
    if len(text) > limits.MAX_LABEL_LETTERS:
        draw_markdown(text)


def draw_overflow(text: str) -> None:
    """Draw what `sanitize` leaves out of a very long text, folded away, as it stands in the deck."""
    excess = text[limits.count_drawn_letters(text) :]
    if not excess.strip():
        return
    st.caption(f"This text is very long. The first {len(text) - len(excess):,} of {len(text):,} characters are shown.")
    with st.expander(f"The other {len(excess):,} characters as plain text", icon=":material/notes:"):
        st.code(excess[: limits.MAX_PLAIN_LETTERS], language=None, wrap_lines=True, height=400)
        if len(excess) > limits.MAX_PLAIN_LETTERS:
            st.caption(
                f"{len(excess) - limits.MAX_PLAIN_LETTERS:,} more characters are in the deck. Export it under Author, Files."
            )


@lru_cache(maxsize=4096)
def sanitize(text: str) -> str:
    """Return markdown that `st.markdown` shows as CommonMark with tables, and that fetches nothing from elsewhere.

    For a text too long for a browser it is the beginning: `draw_overflow` shows what is left out.
    """
    text = _disarm_diagrams(text[: limits.count_drawn_letters(text)])
    lines = text.split("\n")
    chunks = [
        chunk if is_code else _sanitize_prose(chunk) for is_code, chunk in _split_chunks(lines, _find_code_lines(text))
    ]
    return _judge_as_rendered("\n".join(chunks))


def sanitize_inline(text: str) -> str:
    """Return the same on one line, for a heading or the label of a widget; a very long one is cut."""
    return sanitize(limits.shorten_label(" ".join(text[:_MAX_READ_LETTERS].split())))


def sanitize_cell(text: str) -> str:
    """Return the same on one line, for a cell of a table."""
    return sanitize_inline(_BAR.sub(r"\1\\|", text[:_MAX_READ_LETTERS]))


def escape_markdown(text: str) -> str:
    """Return markdown that shows these words on one line as they are: a name is no markdown."""
    return _PUNCTUATION.sub(r"\\\1", _ICON_NAME.sub(f":{WORD_JOINER}", " ".join(text.split())))


def strip_markup(text: str) -> str:
    """Return the words alone, without markup: for a search or a page's title."""
    words = re.sub(r"!?\[([^\]\[]{0,1000}+)\]\([^)]{0,2000}+\)", r"\1", text)
    return " ".join(re.sub(r"[`*_]{1,3}|^#+\s*|^>\s?", "", words, flags=re.MULTILINE).split())


# What makes mermaid fetch a picture or a style: a node's `img`, HTML or a markdown picture in a label, CSS. In `@{…}` and in
# `%%{…}%%` a backslash can spell a name, so it counts as one.
_MERMAID_FETCHES = re.compile(
    r"<\s*(?:img|image|svg|style|link|iframe|object|embed|video|audio|source|use)\b|!\[|\burl\s*\(|@import|(?:src|href)\s*=",
    re.IGNORECASE,
)


def is_self_contained(diagram: str) -> bool:
    """Tell whether a mermaid diagram draws from its own text alone; one that may fetch something is shown as text."""
    if _MERMAID_FETCHES.search(html.unescape(diagram)):
        return False
    has_settings = "@{" in diagram or "%%{" in diagram or diagram.lstrip().startswith("---")
    return not (has_settings and ("\\" in diagram or re.search(r"\bimg\b|\bthemeCSS\b", diagram, re.IGNORECASE)))


def fence_code(source: str, language: str) -> str:
    """Return a fence that its content cannot close."""
    longest = max((len(run) for run in re.findall(r"`+", source)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{source}\n{fence}"


def _find_code_lines(text: str) -> frozenset[int]:
    """Return the lines, counted from 0, that are inside fences or indented code."""
    code_lines: set[int] = set()
    for token in _BLOCK_PARSER.parse(text):
        if token.type in {"fence", "code_block"} and token.map:
            code_lines.update(range(*token.map))
    return frozenset(code_lines)


def _disarm_diagrams(text: str) -> str:
    """Return the text with diagrams that may fetch something as plain code."""
    if "mermaid" not in text.lower():
        return text
    lines = text.split("\n")
    for token in _BLOCK_PARSER.parse(text):
        is_diagram = token.type == "fence" and token.map and token.info.strip().lower().startswith("mermaid")
        if is_diagram and token.map and not is_self_contained(token.content):
            first = token.map[0]
            lines[first] = re.sub("mermaid", "text", lines[first], count=1, flags=re.IGNORECASE)
    return "\n".join(lines)


def _judge_as_rendered(text: str) -> str:
    """Return the text with what a CommonMark parser still reads as a foreign picture or a forbidden link made harmless.

    The patterns above read a run of lines at once, a parser reads block by block: a lone backtick in one paragraph and
    another in the next make a code span for the one and none for the other. The parser is right.
    """
    if "[" not in text and "<" not in text:
        return text
    environment: dict[str, object] = {}
    lines = text.split("\n")
    for token in _BLOCK_PARSER.parse(text, environment):
        if token.type != "inline" or not token.map or not ("[" in token.content or "<" in token.content):
            continue
        pictures, links = _find_forbidden(token.content, environment)
        for number in range(*token.map) if pictures or links else ():
            if pictures:
                lines[number] = lines[number].replace("![", "&#33;[")
            if links:
                lines[number] = lines[number].replace("[", "&#91;").replace("<", "&lt;")
    return "\n".join(lines)


def _find_forbidden(content: str, environment: dict[str, object]) -> tuple[bool, bool]:
    """Return whether a block holds a picture from elsewhere, and whether it holds a link that must not be followed."""
    if len(content) > _MAX_JUDGED_LETTERS:
        # Too long to be parsed: a picture is foreign unless there is one of ours; links have been judged by the patterns.
        return f"]({PICTURE_ROUTE}" not in content and "![" in content, False
    pictures = links = False
    for parent in _INLINE_PARSER.parseInline(content, environment):
        for token in parent.children or ():
            if token.type not in ("image", "link_open"):
                continue
            address = str(token.attrGet("src" if token.type == "image" else "href") or "")
            # A picture that is taken apart leaves a link to the same address.
            links |= not _ALLOWED_TARGET.match(_INVISIBLE.sub("", unquote(address)))
            pictures |= token.type == "image" and not address.startswith(PICTURE_ROUTE)
    return pictures, links


def _split_chunks(lines: list[str], code: frozenset[int]) -> Iterator[tuple[bool, str]]:
    """Yield runs of lines, each with whether it is code."""
    start = 0
    for index in range(1, len(lines) + 1):
        if index == len(lines) or (index in code) != (start in code):
            yield start in code, "\n".join(lines[start:index])
            start = index


def _sanitize_prose(chunk: str) -> str:
    """Escape extensions in a run of lines, leaving code spans and addresses as they are."""
    pieces, end = [], 0
    for match in _VERBATIM.finditer(chunk):
        pieces += [
            _escape_extensions(chunk[end : match.start()]),
            _sanitize_picture(match) if match["picture"] else match[0],
        ]
        end = match.end()
    pieces.append(_escape_extensions(chunk[end:]))
    return "".join(pieces)


def _escape_extensions(prose: str) -> str:
    prose = _LINK_TARGET.sub(_sanitize_target, prose)
    prose = _PICTURE_MARK.sub(r"\1\\!", prose)  # a picture by reference: its address stands elsewhere
    prose = _ICON_NAME.sub(f":{WORD_JOINER}", prose)
    prose = _COLON.sub(r"\\:", prose)
    return _DOLLAR.sub(r"\1\\$", prose)


def _sanitize_target(match: re.Match[str]) -> str:
    """Return a link as it is if its address is allowed, else one without a target."""
    target = _INVISIBLE.sub("", html.unescape(_ESCAPED.sub(r"\1", match[2])))
    return match[0] if _ALLOWED_TARGET.match(target) else f"{match[1]}#{_PLAIN_SCHEME.sub('', match[2])}"


def _sanitize_picture(match: re.Match[str]) -> str:
    """Return a picture beside the deck with its address, one from elsewhere as its description."""
    alt_text, target = _escape_extensions(match["said"]), unquote(match["target"])
    inside = target and not _SCHEME_OR_ROOT.match(target) and "\\" not in target and ".." not in target.split("/")
    if inside:
        return f"![{alt_text}]({PICTURE_ROUTE}{quote(target.removeprefix('./'))})"
    return f"*Picture: {alt_text or 'without a description'}*"
