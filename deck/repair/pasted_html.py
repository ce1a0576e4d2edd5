"""Turn timelines pasted from a browser as HTML into markdown: tables, lists, lines with `<br>`.

Other HTML is left alone: to the reader it is text, and a tag that could act is never looked into.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from deck.markdown.tables import Cells
from deck.timeline.events import LIST_MARK, read_line_event
from deck.timeline.status_updates import may_be_post
from deck.timeline.timetables import read_timetable, timetable_to_markdown

# Tags that begin a block of lines; inline tags are left to the reader of the line they stand in.
_OPENS = re.compile(r"\s*<(?:table|tbody|thead|tr|ul|ol|li|p|div|section|article|h[1-6]|dl)\b", re.IGNORECASE)
# Bounded: a line of many "<" without an end is not read to its end for each of them.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?:\s[^<>]{0,2000})?/?>")
# A block with one of these is not turned into markdown: it stays text, so that nothing in it can act.
_ACTIVE_TAG = re.compile(
    r"<\s*/?(?:script|style|iframe|object|embed|svg|math|form|input|button|template|base|meta|link|img|video|audio)\b",
    re.IGNORECASE,
)
_NESTING_TAGS = frozenset(("table", "ul", "ol", "div", "section", "article", "dl"))
# Where a browser begins a new line.
_LINE_TAGS = _NESTING_TAGS | {"p", "dt", "br", "tr"}
_MARKUP_TAGS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
_MOST_LINES = 2_000  # lines of one block
_FEWEST_TIMES = 2  # times that make it a timeline

HtmlReplacement = tuple[int, int, list[tuple[int, str]], str]


def read_pasted_html(lines: list[str], i: int) -> HtmlReplacement | None:
    """Return the block of HTML that begins at a line, as markdown; None where it holds no timeline."""
    if not _OPENS.match(lines[i]):
        return None
    stop = _find_block_end(lines, i)
    if any(_ACTIVE_TAG.search(lines[n]) for n in range(i, stop)):
        return None
    page = _PageReader()
    for n in range(i, stop):
        page.read_line(n, lines[n])
    created = page.to_markdown()
    timed = page.timetables + sum(_is_timed(text) for _, text in created)
    return (i, stop, created, "Pasted HTML") if timed >= _FEWEST_TIMES and created else None


def count_block_lines(lines: list[str], i: int) -> int:
    """Return how many lines `read_pasted_html` goes through for the block that begins at a line."""
    return _find_block_end(lines, i) - i if _OPENS.match(lines[i]) else 0


def _find_block_end(lines: list[str], i: int) -> int:
    """Return the end of a block: the first empty line outside its tables and lists."""
    depth = 0
    for n in range(i, min(len(lines), i + _MOST_LINES)):
        if not lines[n].strip() and depth <= 0:
            return n
        for close, tag in _TAG.findall(lines[n]):
            depth += (-1 if close else 1) if tag.lower() in _NESTING_TAGS else 0
    return min(len(lines), i + _MOST_LINES)


def _is_timed(text: str) -> bool:
    return read_line_event(LIST_MARK.sub("", text.lstrip(), count=1), True) is not None or may_be_post(text)


class _PageReader:
    """Lines made of a block's tags and words, each with the index of the line it stems from."""

    def __init__(self) -> None:
        self.made: list[tuple[int, str]] = []
        self.rows: Cells | None = None
        self.lists: list[str] = []
        self.timetables = 0
        self.fresh = True

    def read_line(self, n: int, line: str) -> None:
        at = 0
        for tag in _TAG.finditer(line):
            self._add_words(n, line[at : tag.start()])
            at = tag.end()
            self._read_tag(n, bool(tag[1]), tag[2].lower())
        self._add_words(n, line[at:])
        self.fresh = self.rows is None

    def _add_words(self, n: int, words: str) -> None:
        words = html.unescape(words).replace("<", "&lt;").replace("\xa0", " ")
        if not words.strip():
            words = " " if words and not self.fresh else ""
        if self.rows is not None:
            if self.rows and self.rows[-1][1]:
                self.rows[-1][1][-1] += words
                if words.strip():
                    self.rows[-1] = (n, self.rows[-1][1])
        elif words:
            self._append_words(n, words)

    def _append_words(self, n: int, words: str) -> None:
        if self.fresh or not self.made:
            self.made.append((n, words.lstrip()))
        else:
            place, text = self.made[-1]
            self.made[-1] = (place, text + words)
        self.fresh = False

    def _read_tag(self, n: int, close: bool, tag: str) -> None:
        if tag == "table":
            self._read_table_tag(n, close)
        elif self.rows is not None:
            self._read_cell_tag(n, close, tag)
        elif tag in _MARKUP_TAGS:
            self._append_words(n, _MARKUP_TAGS[tag])
        elif tag in ("ul", "ol"):
            self.lists = self.lists[:-1] if close else [*self.lists, "1. " if tag == "ol" else "- "]
            self.fresh = True
        elif tag == "li" and not close:
            self.made.append((n, f"{'  ' * (len(self.lists) - 1)}{self.lists[-1] if self.lists else '- '}"))
            self.fresh = False
        elif tag == "dd" and not close:
            self._append_words(n, " – ")
        elif tag[0] == "h" and tag[1:].isdigit():
            self.made += [(n, "")] if close else [(n, ""), (n, f"{'#' * int(tag[1:])} ")]
            self.fresh = close
        elif tag in _LINE_TAGS and not (close and tag == "dt"):
            self.made += [(n, "")] if tag != "br" else []
            self.fresh = True

    def _read_table_tag(self, n: int, close: bool) -> None:
        if not close:
            self.rows = []
            return
        rows = [(place, [" ".join(cell.split()) for cell in cells]) for place, cells in self.rows or [] if cells]
        self.rows, self.fresh = None, True
        if len(rows) > 1:
            self.timetables += _FEWEST_TIMES if read_timetable(rows) else 0
            self.made += [(n, ""), *timetable_to_markdown(rows), (n, "")]

    def _read_cell_tag(self, n: int, close: bool, tag: str) -> None:
        rows = self.rows if self.rows is not None else []
        if tag == "tr" and not close:
            rows.append((n, []))
        elif tag in ("td", "th") and not close:
            if not rows:
                rows.append((n, []))
            rows[-1][1].append("")
        elif rows and rows[-1][1] and tag in _MARKUP_TAGS:
            rows[-1][1][-1] += _MARKUP_TAGS[tag]
        elif rows and rows[-1][1] and tag in _LINE_TAGS:
            rows[-1][1][-1] += " "

    def to_markdown(self) -> list[tuple[int, str]]:
        """Return the lines, spaces and empty marks trimmed, no two empty ones in a row."""
        return list(_trim_lines(self.made))


def _trim_lines(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    empty = True
    for n, text in lines:
        remaining = text.rstrip()
        if remaining.strip("-*`# 1.") or remaining.strip():
            yield n, remaining
            empty = False
        elif not empty:
            yield n, ""
            empty = True
