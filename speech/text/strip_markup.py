"""Markdown to plain text for the ear: what is said, in units (paragraph, list item, table row), and what is
only announced."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

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
BLOCKS = {"paragraph_close", "heading_close", "list_item_close", "th_close", "td_close"}
TASK_BOX = re.compile(r"^\[[ xX]\]\s+")


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A run of text. `announced` is true for a remark about something that is not read out (code, a drawing)."""

    text: str
    is_announcement: bool = False


@cache
def _make_parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable("table")


def announce_code(language: str, title: str = "") -> TextUnit:
    """What is said in place of code: that it is there, in which language, and under which title."""
    name = LANGUAGES.get(language.lower(), "")
    what = f"{'an' if name[:1] in 'AEHLMRSX' and name[:2].isupper() else 'a'} {name} example" if name else "an example"
    return TextUnit(f"The text shows {what}{f': {title}' if title else ''}.", is_announcement=True)


@lru_cache(maxsize=8192)
def extract_units(markdown: str) -> tuple[TextUnit, ...]:
    """The text in reading order, without markup. Code and HTML are never read out: code is announced, HTML is
    left out."""
    found: list[TextUnit] = []
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
            found += [TextUnit(row) for row in _read_rows(table)]
            table = []
        elif token.type == "inline":
            text = _extract_inline(token)
            if cell:
                table[-1].append(" ".join(text.split()))
            else:
                found += [
                    TextUnit(line) for part in text.split("\n") if (line := TASK_BOX.sub("", " ".join(part.split())))
                ]
        elif token.type in {"fence", "code_block"}:
            found.append(announce_code(token.info.split()[0] if token.info.split() else ""))
    return tuple(found)


def _read_rows(table: list[list[str]]) -> list[str]:
    """A table read row by row, each cell with its column's name (the first one is the row's own name)."""
    head, *rows = table or [[]]
    said = []
    for row in rows:
        cells = [
            f"{name}: {text}" if name and at else text
            for at, (name, text) in enumerate(zip(head, row, strict=False))
            if text
        ]
        if cells:
            said.append("; ".join(cells) + ".")
    return said


def _extract_inline(token: Token) -> str:
    """The text of an inline token; a hard break is a line feed."""
    parts = []
    for child in token.children or []:
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak":
            parts.append("\n")
        elif child.type == "image":
            parts.append(child.content)
    return "".join(parts)
