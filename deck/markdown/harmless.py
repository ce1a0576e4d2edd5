"""Markdown that leaves for programs we do not know: they may render it without cleaning it.

Raw HTML that acts, links to scripts and pictures from elsewhere become text. What a pattern takes for code decides nothing: a
CommonMark parser reads the result, and what it still finds is taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from markdown_it import MarkdownIt

from deck.markdown.clean_text import clean_text
from deck.markdown.fences import find_fences

# Elements that do something by being there, or that swallow what follows them.
_ACTIVE = (
    "script|style|iframe|frame|frameset|object|embed|applet|portal|form|input|button|select|svg|math|link|meta|base|img|image"
    "|video|audio|source|track|template|title|textarea|xmp|plaintext|noscript|noembed|noframes|html|head|body|marquee|dialog"
)
# Where markup begins that acts: an active element, any element with attributes, a comment or a declaration. `<bob>` in a chat
# log and `a < b` are text.
_TAG = rf"<(?=[!?]|/?(?:{_ACTIVE})\b|[a-z][\w-]*[\s/][^<>=]*=[^<>]*>)(?!(?:https?|mailto):)"
_ACTING_TAG = re.compile(_TAG, re.IGNORECASE)
# With the backslashes before it, which would escape the entity that takes its place.
_ESCAPED_TAG = re.compile(rf"(?<!\\)\\*{_TAG}", re.IGNORECASE)
# The same behind code in a line, which has as many backticks behind it as in front.
_CODE_OR_TAG = re.compile(rf"(?P<code>(?<!`)(?P<mark>`+)(?!`).+?(?<!`)(?P=mark)(?!`))|(?<!\\){_TAG}", re.IGNORECASE)
# To the web, to a mailbox, or a place here: no other scheme, no other host without one.
_ALLOWED_LINK = re.compile(r"https?:|mailto:|(?![a-z][a-z0-9+.-]*:|[/\\]{2}|\\)", re.IGNORECASE)
# A picture with a scheme or from another host is fetched by opening the file.
_FOREIGN_PICTURE = re.compile(r"[a-z][a-z0-9+.-]*:|[/\\]{2}|\\", re.IGNORECASE)
# Characters that browsers drop from an address: `java\tscript:` is a script.
_INVISIBLE = re.compile("[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
# Longer blocks are not parsed to find out, since inline rules take a time that grows with the square of `[[[[`: whatever
# could be a picture or a link in them is taken for one.
_MAX_JUDGED_LETTERS = 4000
# Each turn takes apart what the turn before has uncovered; the last one spares nothing.
_TURNS = 4

# a text too long to be judged in full: the signs without which there is no link, a definition of one included
_POSSIBLE_LINK = re.compile(r"\][(\[]|\[[^\]]*\]:|<")
_BLOCK_PARSER = MarkdownIt("commonmark").enable("table").disable("inline")
_INLINE_PARSER = MarkdownIt("commonmark").enable("table")
# Every address is let through, those of definitions too, so that it can be judged here.
for _parser in (_BLOCK_PARSER, _INLINE_PARSER):
    _parser.validateLink = lambda _url: True  # type: ignore[method-assign, assignment]


def make_harmless(markdown: str) -> str:
    """Return markdown in which nothing runs and nothing is fetched when it is rendered as CommonMark, raw HTML allowed."""
    lines = clean_text(markdown).split("\n")
    code = {number for fence in find_fences(lines) for number in range(fence.first, fence.last + 1)}
    lines = [
        line if number in code else _CODE_OR_TAG.sub(lambda match: match["code"] or r"\<", line)
        for number, line in enumerate(lines)
    ]
    for turn in range(_TURNS):
        acting = dict(_find_acting_lines("\n".join(lines)))
        if not acting:
            break
        for number, kinds in acting.items():
            lines[number] = _take_apart(lines[number], "everything" if turn == _TURNS - 1 else kinds)
    return "\n".join(lines)


def _take_apart(line: str, kinds: str) -> str:
    if "picture" in kinds:
        line = line.replace("![", "&#33;[")
    if "link" in kinds:
        line = line.replace("[", "&#91;").replace("<", "&lt;")
    if "html" in kinds:
        line = _ESCAPED_TAG.sub("&lt;", line)
    if "everything" in kinds:
        line = line.replace("&", "&amp;").replace("<", "&lt;").replace("[", "&#91;")
    return line


def _find_acting_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines, from 0, in which a parser finds what acts, each with the kinds of it."""
    environment: dict[str, object] = {}
    for token in _BLOCK_PARSER.parse(text, environment):
        if token.type == "html_block":
            kinds = "html" if _ACTING_TAG.search(token.content) else ""
        elif token.type == "inline" and ("[" in token.content or "<" in token.content):
            kinds = _judge_inline(token.content, environment)
        else:
            continue
        if kinds and token.map:
            yield from ((number, kinds) for number in range(*token.map))


def _judge_inline(content: str, environment: dict[str, object]) -> str:
    """Return what acts in the text of a block: some of "html", "link", "picture"."""
    if len(content) > _MAX_JUDGED_LETTERS:
        could_be = {"html": _ACTING_TAG.search(content), "link": _POSSIBLE_LINK.search(content)}
        return " ".join(kind for kind, is_possible in could_be.items() if is_possible)
    kinds = set()
    for parent in _INLINE_PARSER.parseInline(content, environment):
        for token in parent.children or ():
            if token.type == "html_inline" and _ACTING_TAG.match(token.content):
                kinds.add("html")
            elif token.type in {"image", "link_open"}:
                target = token.attrGet("src" if token.type == "image" else "href")
                address = _INVISIBLE.sub("", unquote(str(target or "")))
                if not _ALLOWED_LINK.match(address):
                    kinds.add("link")  # a picture that is taken apart leaves a link to the same address
                if token.type == "image" and _FOREIGN_PICTURE.match(address):
                    kinds.add("picture")
    return " ".join(sorted(kinds))
