"""Timelines in other notations become markdown: tables of Jira, org-mode, reST, AsciiDoc, pasted cells.

Headings of wikis become headings. A table is only taken where one of its columns holds times: a box of dashes may as well be
a drawing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from deck.markdown.fences import find_fences
from deck.markdown.source import Source
from deck.markdown.tables import Cells
from deck.repair import pasted_html
from deck.timeline.timestamps import read_timestamp
from deck.timeline.timetables import read_timetable, timetable_to_markdown

# "h2. Title" (Jira) and "== Title ==" (MediaWiki, AsciiDoc).
_HEADING = re.compile(r"(?:h(?P<jira>[1-6])\.|(?P<wiki>={2,6}))\s+(?P<title>[^\s=].*?)(?:\s+=+)?\s*$")
# org-mode: "|----+----|".
_ORG_RULE = re.compile(r"\|[-+]+\|\s*$")
# reST's simple table: a line of "=" for each column, with a gap between them. One alone underlines a heading.
_SIMPLE = re.compile(r"=+(?:[ \t]+=+)+\s*$")
# reST's grid: "+----+----+" between the rows, "=" below the header.
_GRID = re.compile(r"\+(?:[-=]+\+)+\s*$")
# AsciiDoc: `[cols="1,3*"]` says how many cells make a row, for a row may stand on several lines; "3*" are three
# columns.
_COLS = re.compile(r"\[.*\bcols=\"?([^\"\]]*)")
_REPEAT = re.compile(r"(\d+)\*")
_COLUMN_LINE = re.compile("=+")  # what a column of reST's simple table stands under
_COLUMN_SEPARATORS = re.compile("[,;]")  # AsciiDoc allows both between the columns
# A bar with a backslash is part of a cell.
_PIPE = re.compile(r"(?<!\\)\|")
_FIRST_CHARACTERS = frozenset("|+=h[< ")
_MOST_LINES = 2_000  # lines of one table
_FEWEST_TABS = 3  # lines of cells parted by tabs, as a spreadsheet pastes them; two may be a typed alignment
# Of the lines above, by what they begin with: a table that begins there was found at one of them, or is none. A table of
# reST has three lines of `===`, the others one such line for each row.
_LOOK_BACK = 60
_MOST_HTML_LINES = 100_000  # that are looked through in vain, those of blocks inside blocks again each time
_MOST_TRIES = {"|": 20, "+": 20, "=": 5}


@dataclass(frozen=True, slots=True)
class _ForeignTable:
    """A table found: where it begins and ends (exclusive), and its rows with the index of their first line."""

    start: int
    stop: int
    rows: Cells


def repair_foreign_tables(source: Source) -> None:
    """Rewrite tables and headings of other notations, from the last to the first so that indexes stay true."""
    places = [
        i for i, line in enumerate(source.lines) if (line[:1] in _FIRST_CHARACTERS or "\t" in line) and _may_begin(line)
    ]
    if not places:
        return
    inside = {i for f in find_fences(source.lines) for i in range(f.first, f.last + 1)}
    changes: list[tuple[int, int, list[tuple[int, str]], str]] = []
    after, html_left = 0, _MOST_HTML_LINES
    for i in places:
        is_html = source.lines[i].lstrip()[:1] == "<"
        if i < after or i in inside or (is_html and html_left <= 0):
            continue
        if (change := _read_foreign(source.lines, i)) is not None:
            changes.append(change)
            after = change[1]
        elif is_html:
            html_left -= pasted_html.count_block_lines(source.lines, i)
            if html_left <= 0:
                message = (
                    "From here on HTML was not searched for timelines: the blocks above are too long, or never closed."
                )
                source.report(i, "info", "notation", message, "Close the elements, or write the timeline as markdown.")
    for start, stop, created, what in reversed(changes):
        remaining = {n for n, text in created if text}
        takes = [n for n in range(start, stop) if n not in remaining and source.lines[n].strip()]
        if what:
            source.report(start, "info", "notation", f"{what} was read as markdown.", takes=takes)
        origin = [source.origin[n] for n, _ in created]
        source.lines[start:stop] = [text for _, text in created]
        source.origin[start:stop] = origin


def _may_begin(line: str) -> bool:
    first = line[:1]
    if first == "h":
        return line[1:2].isdigit() and line[2:3] == "."
    return first != " " or ("<" in line and line.lstrip()[:1] == "<")


def _read_foreign(lines: list[str], i: int) -> tuple[int, int, list[tuple[int, str]], str] | None:
    line = lines[i]
    alone = (i == 0 or not lines[i - 1].strip()) and (i + 1 == len(lines) or not lines[i + 1].strip())
    if alone and (heading := _HEADING.match(line)):
        level = int(heading["jira"] or len(heading["wiki"]))
        return i, i + 1, [(i, f"{'#' * level} {heading['title']}")], "A heading in another notation"
    if line.lstrip()[:1] == "<":
        return pasted_html.read_pasted_html(lines, i)
    if _was_tried_before(lines, i):
        return None
    for name, find in _NOTATIONS:
        table = find(lines, i)
        if table is not None and len(table.rows) > 1 and read_timetable(table.rows):
            return table.start, table.stop, timetable_to_markdown(table.rows), name
    return None


def _was_tried_before(lines: list[str], i: int) -> bool:
    """Tell whether a table was looked for at many of the lines just above: each look goes through up to `_MOST_LINES`."""
    above = lines[max(0, i - _LOOK_BACK) : i]
    first = lines[i].lstrip()[:1]
    tries = _MOST_TRIES.get(first)
    if tries is not None:
        return sum(line.lstrip()[:1] == first for line in above) > tries
    return "\t" in lines[i] and sum("\t" in line for line in above) > _MOST_TRIES["|"]


def _find_run_end(lines: list[str], i: int, belongs: Callable[[str], bool]) -> int:
    stop = i
    while stop < len(lines) and stop < i + _MOST_LINES and belongs(lines[stop]):
        stop += 1
    return stop


def _read_jira(lines: list[str], i: int) -> _ForeignTable | None:
    if not lines[i].startswith("||"):
        return None
    stop = _find_run_end(lines, i + 1, lambda line: line.startswith("|") and not line.startswith("||"))
    header = lines[i].strip().strip("|").split("||")
    body = [(n, _PIPE.split(lines[n].strip().strip("|"))) for n in range(i + 1, stop)]
    return _ForeignTable(i, stop, [(i, header), *body])


def _read_org(lines: list[str], i: int) -> _ForeignTable | None:
    stop = _find_run_end(lines, i, lambda line: line.lstrip().startswith("|"))
    rules = [n for n in range(i, stop) if _ORG_RULE.match(lines[n].strip())]
    if not any("+" in lines[n] for n in rules):
        return None
    rows = [(n, _PIPE.split(lines[n].strip().strip("|"))) for n in range(i, stop) if n not in rules]
    return _ForeignTable(i, stop, rows)


def _read_simple_rest(lines: list[str], i: int) -> _ForeignTable | None:
    """Return a reST table under lines of `===`: a column begins where its line does, the last one has no end."""
    if not _SIMPLE.match(lines[i]):
        return None
    starts = [m.start() for m in _COLUMN_LINE.finditer(lines[i])]
    stop = _find_run_end(lines, i, lambda line: bool(line.strip()))
    rows: Cells = []
    for n in range(i, stop):
        if _SIMPLE.match(lines[n]):
            continue
        cells = [lines[n][a:b].strip() for a, b in zip(starts, [*starts[1:], None], strict=True)]
        if cells[0] or not rows:
            rows.append((n, cells))
        else:
            _append_cells(rows, cells)
    return _ForeignTable(i, stop, rows)


def _read_grid_rest(lines: list[str], i: int) -> _ForeignTable | None:
    """Return a reST table in boxes: a row ends at a line of dashes."""
    if not _GRID.match(lines[i]):
        return None
    stop = _find_run_end(lines, i, lambda line: line.startswith(("+", "|")))
    rows: Cells = []
    fresh = True
    for n in range(i, stop):
        if _GRID.match(lines[n]):
            fresh = True
            continue
        cells = [c.strip() for c in _PIPE.split(lines[n].strip().strip("|"))]
        if fresh:
            rows.append((n, cells))
        else:
            _append_cells(rows, cells)
        fresh = False
    return _ForeignTable(i, stop, rows)


def _append_cells(rows: Cells, cells: list[str]) -> None:
    place, above = rows[-1]
    width = max(len(above), len(cells))
    wide = [[*row, *[""] * (width - len(row))] for row in (above, cells)]
    rows[-1] = (place, [f"{a} {b}".strip() for a, b in zip(*wide, strict=True)])


def _read_asciidoc(lines: list[str], i: int) -> _ForeignTable | None:
    start = i
    columns = 0
    if match := _COLS.match(lines[i]):
        columns = sum(
            int(r[1]) if (r := _REPEAT.match(c.strip())) else 1 for c in _COLUMN_SEPARATORS.split(match[1]) if c.strip()
        )
        i += 1
    if i >= len(lines) or lines[i].strip() != "|===":
        return None
    stop = _find_run_end(lines, i + 1, lambda line: line.strip() != "|===")
    cells: list[tuple[int, str]] = []
    for n in range(i + 1, stop):
        first, *more = _PIPE.split(lines[n])
        if first.strip() and cells:
            cells[-1] = (cells[-1][0], f"{cells[-1][1]} {first.strip()}")
        cells += [(n, cell.strip()) for cell in more]
        columns = columns or len(more)
    if not columns or stop >= len(lines):
        return None
    chunks = [cells[n : n + columns] for n in range(0, len(cells), columns)]
    return _ForeignTable(start, stop + 1, [(chunk[0][0], [text for _, text in chunk]) for chunk in chunks])


def _read_tabs(lines: list[str], i: int) -> _ForeignTable | None:
    """Return the table of cells pasted from a spreadsheet or a page. Lines that begin with their time need no table."""
    if "\t" not in lines[i].strip():
        return None
    stop = _find_run_end(lines, i, lambda line: "\t" in line.strip() and line[:1] not in "\t ")
    rows = [(n, lines[n].split("\t")) for n in range(i, stop)]
    if (
        len(rows) < _FEWEST_TABS
        or len({len(cells) for _, cells in rows}) > 1
        or read_timestamp(rows[0][1][0]) is not None
    ):
        return None
    return _ForeignTable(i, stop, rows)


_NOTATIONS: tuple[tuple[str, Callable[[list[str], int], _ForeignTable | None]], ...] = (
    ("A Jira table", _read_jira),
    ("An org-mode table", _read_org),
    ("A reST table", _read_simple_rest),
    ("A reST table", _read_grid_rest),
    ("An AsciiDoc table", _read_asciidoc),
    ("A table of pasted cells", _read_tabs),
)
