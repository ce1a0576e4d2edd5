"""Timelines in tables: which column is the time, which the day, which tells the story."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deck.markdown.list_items import join_wrapped_lines
from deck.markdown.tables import Cells, table_to_markdown
from deck.timeline.dates import find_other_reading, parse_day
from deck.timeline.timestamps import Timestamp, read_timestamp

# Headers of time columns in the languages of the decks. Such a column is preferred, and may also hold durations.
_TIME_COLUMN = re.compile(
    r"^(?:time|when|at|timestamp|date|clock|start|minute|t\b|utc|offset|hour|(?:uhr)?zeit|datum|heure|hora|fecha|data|orario|ora\b|tijd|"
    r"czas|saat|時刻|時間|日時|日付|时间|日期|الوقت|التاريخ|समय)",
    re.IGNORECASE,
)
# a column of days on which something is to be done
_DUE_COLUMN = re.compile(
    r"^(?:due|deadline|eta|target|by when|owner|expected|planned|fällig|frist|termin|échéance|plazo|fecha límite|prazo|scadenza|"
    r"termijn|期限|締切|截止)",
    re.IGNORECASE,
)
# nearly a time: "~01:5x", "2 AM / 3 AM", "night 07-15"
_NEARLY_TIME = re.compile(r"[~≈]?\s?\d{1,2}:[\dxX?]{2}|\d{1,2}\s?[ap]m\b|\d{2}-\d{2}", re.IGNORECASE)
_NAMED_SHARE = 0.3  # of the cells of a column that is named after time, which must be times
# Several lines of one cell; the first tells what happened.
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_EMPTY_CELL_SIGNS = "*-–—. "  # what stands in a cell that says nothing
_MOST_COLUMNS = 8  # columns looked at
_LONGEST_DATE = 40  # characters of a row that only says which day it is
# A row with "3/26" and nothing else says which day the rows below it are.
_DAY_AND_MONTH = re.compile(r"\d{1,2}/\d{1,2}")
# Several lines of one cell, pasted with their bullets.
_BULLET = re.compile(r"^[-•*]\s+")
_NAMED_BONUS = 0.1  # share of cells that a header which says "time" is worth: it decides between columns nearly alike
_LEAST_SHARE = 0.5  # share of a column's cells that are times, for it to be the column of times

TimetableReading = tuple[Timestamp, str] | None


@dataclass(frozen=True, slots=True)
class TimetableRow:
    """A row of a timeline: its line index, the stamp as written and as read, what happened and what else is said."""

    line: int
    at: str
    stamp: Timestamp | None
    text: str
    details: list[str]
    same: bool  # the time's cell is empty: it happens at the time of the row above
    is_day: bool = False  # nothing but a date: it dates the rows below


def timetable_to_markdown(rows: Cells) -> list[tuple[int, str]]:
    """Return the rows as lines of a table with the index of each.

    An empty header goes above a first row that has a time.
    """
    has_header = all(_read_cell(cell.strip()) is None for cell in rows[0][1])
    return table_to_markdown(rows, has_header=has_header)


def has_stamps(rows: Cells) -> bool:
    """Return whether any cell is a stamp, by a quick look."""
    return any(_read_cell(cell) is not None for _, row in rows[1:] for cell in row[:_MOST_COLUMNS])


def read_timetable(rows: Cells) -> list[TimetableRow]:
    """Return the rows of a timeline; empty where no column is mostly stamps."""
    if len(rows) < 2:
        return []
    dates = {n: stamp for n, (_, row) in enumerate(rows[1:]) if (stamp := _read_day_row(row)) is not None}
    every, rows = rows, [rows[0], *(row for n, row in enumerate(rows[1:]) if n not in dates)] if dates else rows
    if len(rows) < 2:
        return []
    width = min(max(len(row) for _, row in rows), _MOST_COLUMNS)
    read_in = [[_read_cell(row[n]) if n < len(row) else None for _, row in rows[1:]] for n in range(width)]
    time = _find_column(rows, read_in, clocks=True)
    day = _find_column(rows, read_in, clocks=False)
    if time is None:
        time, day = _find_named_column(rows, read_in) if day is None else day, None
    if time is None:
        return []
    if day is not None and any(parsed and parsed[0].day for parsed in read_in[time]):
        day = None
    main = _find_text_column(rows, (time, day))
    events = [_build_row(rows, n, time, day, main, read_in[time][n]) for n in range(len(rows) - 1)]
    if not dates:
        return events
    days = [
        TimetableRow(every[n + 1][0], stamp.raw, stamp, "", [], same=False, is_day=True) for n, stamp in dates.items()
    ]
    return sorted([*events, *days], key=lambda row: row.line)


def _read_day_row(row: list[str]) -> Timestamp | None:
    """Return the date that is all a row holds, in one cell."""
    filled = [cell.strip("*_ ") for cell in row if cell.strip(_EMPTY_CELL_SIGNS)]
    if len(filled) != 1 or len(filled[0]) > _LONGEST_DATE:
        return None
    if _DAY_AND_MONTH.fullmatch(filled[0]):
        day, is_yearless = parse_day(filled[0].rstrip("."))
        return (
            None
            if day is None
            else Timestamp(filled[0], day=day, is_yearless=is_yearless, other_day=find_other_reading(filled[0]))
        )
    parsed = read_timestamp(filled[0].rstrip(": "))
    if parsed is None or parsed[0].clock is not None or parsed[0].day is None or parsed[1].strip("() "):
        return None
    return parsed[0]


def _read_cell(cell: str) -> TimetableReading:
    """Return the stamp that a cell is or begins with, None for any other cell."""
    return read_timestamp(_BREAK.sub(" ", cell) if "<" in cell else cell, bare=True) if cell else None


def _find_column(rows: Cells, read_in: list[list[TimetableReading]], clocks: bool) -> int | None:
    """Return the column in which most cells are clock times or offsets (or days alone).

    A header that says so breaks ties.
    """
    best, result = 0.0, None
    for column, readings in enumerate(read_in):
        filled = sum(column < len(row) and bool(row[column].strip(_EMPTY_CELL_SIGNS)) for _, row in rows[1:])
        time_cells = sum(
            1 for parsed in readings if parsed is not None and not parsed[1] and _is_day(parsed[0]) is not clocks
        )
        header = rows[0][1][column] if column < len(rows[0][1]) else ""
        if _DUE_COLUMN.match(header.strip("*_ ")):
            continue
        share = time_cells / filled if filled else 0.0
        if (
            share
            and not (column == 0 or _TIME_COLUMN.match(header.strip("* ")))
            and all(_is_amount(parsed) for parsed in readings)
        ):
            continue  # "respond in 5 minutes" is no moment
        share += _NAMED_BONUS if share and _TIME_COLUMN.match(header.strip("* ")) else 0.0
        if share > max(best, _LEAST_SHARE):
            best, result = share, column
    return result


def _find_named_column(rows: Cells, read_in: list[list[TimetableReading]]) -> int | None:
    """Return the column whose header says that it holds times, if a good part of its cells do in some form."""
    for column, readings in enumerate(read_in):
        header = rows[0][1][column].strip("*_ ") if column < len(rows[0][1]) else ""
        if _TIME_COLUMN.match(header) is None:
            continue
        cells = [row[column] for _, row in rows[1:] if column < len(row) and row[column].strip(_EMPTY_CELL_SIGNS)]
        stamped = sum(parsed is not None and not _is_amount(parsed) for parsed in readings)
        nearly = sum(len(cell) <= _LONGEST_DATE and _NEARLY_TIME.search(cell) is not None for cell in cells)
        if stamped >= 2 and max(stamped, nearly) > _NAMED_SHARE * len(cells):
            return column
    return None


def _is_amount(reading: TimetableReading) -> bool:
    """Return whether a cell holds an amount of time alone, or nothing that is read."""
    return reading is None or (reading[0].offset is not None and reading[0].raw[:1].isdigit())


def _is_day(stamp: Timestamp) -> bool:
    return stamp.clock is None and stamp.offset is None


def _build_row(rows: Cells, n: int, time: int, day: int | None, main: int, reading: TimetableReading) -> TimetableRow:
    line, row = rows[n + 1]
    cell = _BREAK.sub(" ", row[time]).strip() if time < len(row) else ""
    text, details = _split_texts(rows[0][1], row, (time, day), main)
    day_text = row[day].strip() if day is not None and day < len(row) else ""
    if reading is not None and day_text and (both := read_timestamp(f"{day_text} {cell}")) is not None:
        reading = both
    if reading is not None:
        return TimetableRow(
            line, reading[0].raw, reading[0], " ".join(t for t in (reading[1], text) if t), details, False
        )
    return TimetableRow(line, cell.strip("* "), None, text, details, not cell.strip("*-–— "))


def _find_text_column(rows: Cells, stamp_columns: tuple[int, int | None]) -> int:
    """Return the column that tells the story: the one with the most text, day and time left out."""
    width = max(len(row) for _, row in rows)
    weight = {
        n: sum(len(row[n]) for _, row in rows[1:] if n < len(row)) for n in range(width) if n not in stamp_columns
    }
    return max(weight, key=lambda n: weight[n], default=-1)


def _split_texts(
    header: list[str], row: list[str], stamp_columns: tuple[int, int | None], main: int
) -> tuple[str, list[str]]:
    """Return the event's text, and as details what else the row says, with the name of its column."""
    main_cell = row[main] if 0 <= main < len(row) else ""
    text, *more = [p.strip() for p in _BREAK.split(main_cell) if p.strip()] or [""]
    details = [_BULLET.sub("", m) for m in more]
    for n, cell in enumerate(row):
        if n == main or n in stamp_columns or not cell:
            continue
        cell_text = join_wrapped_lines(_BREAK.sub(" ", cell))
        name = header[n].strip("* ") if n < len(header) else ""
        details.append(f"{name}: {cell_text}" if name else cell_text)
    return text, details
