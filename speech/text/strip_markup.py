"""Markdown to plain text for the ear: what is said, in units (paragraph, list item, table row), and what is
only announced."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

# How languages of code are called.
LANGUAGES = {
    "java": "Java",
    "yaml": "YAML",
    "yml": "YAML",
    "json": "JSON",
    "lua": "Lua",
    "sql": "SQL",
    "python": "Python",
    "py": "Python",
    "bash": "shell",
    "sh": "shell",
    "shell": "shell",
    "js": "JavaScript",
    "javascript": "JavaScript",
    "ts": "TypeScript",
    "go": "Go",
    "kotlin": "Kotlin",
    "rust": "Rust",
    "xml": "XML",
    "html": "HTML",
    "properties": "properties",
}
# A box to tick in front of a list item.
TASK_BOX = re.compile(r"^\[[ xX]\]\s+")


# What a browser knows as a tag; another word in angle brackets is a placeholder or the parameter of a type.
HTML_TAGS = frozenset(
    [
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "audio",
        "b",
        "base",
        "bdi",
        "bdo",
        "blockquote",
        "body",
        "br",
        "button",
        "canvas",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "data",
        "dd",
        "del",
        "details",
        "dfn",
        "dialog",
        "div",
        "dl",
        "dt",
        "em",
        "embed",
        "fieldset",
        "figcaption",
        "figure",
        "font",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "i",
        "iframe",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "legend",
        "li",
        "link",
        "main",
        "map",
        "mark",
        "meta",
        "nav",
        "noscript",
        "object",
        "ol",
        "option",
        "p",
        "picture",
        "pre",
        "progress",
        "q",
        "s",
        "samp",
        "script",
        "section",
        "select",
        "small",
        "source",
        "span",
        "strong",
        "style",
        "sub",
        "summary",
        "sup",
        "svg",
        "table",
        "tbody",
        "td",
        "template",
        "textarea",
        "tfoot",
        "th",
        "thead",
        "time",
        "title",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
        "video",
        "wbr",
    ]
)
# The name of a tag, or what begins a comment, an instruction or a declaration.
TAG = re.compile(r"</?(?P<name>[A-Za-z][\w-]*)|<[!?]")
# Without its outer bars a row cannot be told from a sentence with bars in it.
TABLE_ROW = re.compile(r"\|.*\|")
# The line under a table's head: nothing but bars, dashes and colons.
TABLE_RULE = re.compile(r"[|\s:-]+")
HOST_IN_BRACKETS = re.compile(r"^\[[0-9A-Fa-f:.]+\](?=:\d)")  # `[::1]:8080` is no definition of a link
# `>99 %` and `>= 3` in front of a line or an item are a bound, no quotation.
BOUND = re.compile(r"^((?:[-*+] )?)>(?==? ?\d|\s?/dev/)")
# A bar between cells; one that is escaped is text.
CELL_END = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A run of text. One that `is_announcement` is the name of a language whose code is not read out."""

    text: str
    is_announcement: bool = False


@cache
def _make_parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable("table")


def announce_code(language: str) -> TextUnit:
    """Return what stands in place of code: an announcement with the name of its language, "" for one not known."""
    return TextUnit(LANGUAGES.get(language.lower(), ""), is_announcement=True)


@lru_cache(maxsize=8192)
def extract_units(markdown: str) -> tuple[TextUnit, ...]:
    """Return the text in reading order, without markup.

    Code and HTML are never read out: code is announced, HTML is left out.
    """
    result: list[TextUnit] = []
    table: list[list[str]] = []
    cell = False
    for token in _make_parser().parse(markdown):
        if token.type in {"th_open", "td_open"}:
            cell = True
        elif token.type in {"th_close", "td_close"}:
            cell = False
        elif token.type == "tr_open":
            table.append([])
        elif token.type == "table_close":
            result += [TextUnit(row) for row in _read_rows(table)]
            table = []
        elif token.type == "inline":
            text = _extract_inline(token)
            if cell:
                table[-1].append(" ".join(text.split()))
            else:
                result += [
                    TextUnit(line) for part in text.split("\n") if (line := TASK_BOX.sub("", " ".join(part.split())))
                ]
        elif token.type == "html_block" and not _is_html(token.content):
            result.append(TextUnit(" ".join(token.content.split())))
        elif token.type in {"fence", "code_block"}:
            result.append(announce_code(token.info.split()[0] if token.info.split() else ""))
    return tuple(result)


def extract_line_units(line: str) -> tuple[TextUnit, ...]:
    """Return the text of one line of markdown that is read without its neighbours.

    A row of a table is read cell by cell; what is indented belongs to a list and is no code.
    """
    stripped = line.strip()
    if stripped.startswith("|") and TABLE_ROW.fullmatch(stripped):
        if TABLE_RULE.fullmatch(stripped):
            return ()
        cells = (text for cell in CELL_END.split(stripped.strip("|")) for text in _join_units(cell))
        row = "; ".join(cells)
        return (TextUnit(f"{row}."),) if row else ()
    return extract_units(HOST_IN_BRACKETS.sub(r"\\\g<0>", BOUND.sub(r"\1\\>", stripped)))


def _join_units(markdown: str) -> list[str]:
    return [unit.text for unit in extract_units(markdown.strip())]


def _read_rows(table: list[list[str]]) -> list[str]:
    """Return a table row by row, each cell with its column's name (the first one is the row's own name)."""
    head, *rows = table or [[]]
    spoken = []
    for row in rows:
        cells = [
            f"{name}: {text}" if name and index else text
            for index, (name, text) in enumerate(zip(head, row, strict=False))
            if text
        ]
        if cells:
            spoken.append("; ".join(cells) + ".")
    return spoken


def _extract_inline(token: Token) -> str:
    """Return the text of an inline token; a hard break is a line feed."""
    parts = []
    for child in token.children or []:
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "image" or (child.type == "html_inline" and not _is_html(child.content)):
            parts.append(child.content)
    return "".join(parts)


def _is_html(text: str) -> bool:
    """Tell whether what looks like a tag is one."""
    tag = TAG.match(text.strip())
    return tag is not None and (tag["name"] is None or tag["name"].lower() in HTML_TAGS)
