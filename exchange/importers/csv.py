"""Tables with a question and an answer a row: CSV, TSV, and the text files that Anki writes ("Notes in Plain Text")."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from exchange.export.anki import FIELDS, NOTE_TYPE
from exchange.importers.notes import ANSWER_NAMES, MAX_NOTES, QUESTION_NAMES, ImportedNote, build_note, convert_html

# The names that Anki writes behind `#separator:`.
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "colon": ":", "space": " "}
_CANDIDATES = "\t;|,"  # the first of those that fit equally well
_MAX_DIGITS = 9  # of a column's number
_SAMPLE_ROWS = 50  # rows, for a guess
_SPECIAL = ("guid", "notetype", "deck", "tags")  # Anki's `#tags column:3` and its like
_SEP_LINE = re.compile(r'^"?sep=(.)"?$')  # a spreadsheet's own first line
# A lone "a" or "term" is as likely a word as a heading: these count only in pairs.
_SHORT_QUESTION, _SHORT_ANSWER = ("q", "term", "word", "begriff"), ("a", "definition", "meaning", "solution", "lösung")

# Lines of a text with tabs that make it a list of pairs, and their share of all lines.
MIN_PAIRS, PAIRED_SHARE = 2, 0.6

csv.field_size_limit(16 * 1024 * 1024)  # letters in a cell; the file's own limit is below it


class BrokenTableError(ValueError):
    """A table that cannot be read; `line` counts from 1 (0: not known)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def read_table(text: str) -> tuple[ImportedNote, ...]:
    """Return the rows of a table; columns are found by their names, else the first two are taken.

    At most `MAX_NOTES` and one; rows without a question are left out. Raises BrokenTableError.
    """
    heads, body, above = _read_headers(text)
    separator = SEPARATORS.get(heads.get("separator", "").lower(), heads.get("separator", ""))
    if len(separator) != 1:
        separator = _guess_separator(body)
    rows = _read_rows(body, separator, above)
    names = [_normalize_name(n) for n in heads["columns"].split(separator)] if "columns" in heads else []
    # Where Anki says which column is what, its first row is a note already, though a cell of it may be "Text" or "Back".
    has_header_row = not names and not any(f"{name} column" in heads for name in _SPECIAL)
    is_html = heads.get("html", "").lower() == "true"
    result: list[ImportedNote] = []
    for row in rows:
        if has_header_row and not names and not result and _is_header_row(row):
            names = [_normalize_name(cell) for cell in row]
            continue
        note = _read_row(row, names or _name_columns(heads, row), is_html, heads.get("deck", ""))
        if note:
            result.append(note)
        if len(result) > MAX_NOTES:
            break
    return tuple(result)


def read_pasted_pairs(text: str) -> tuple[ImportedNote, ...]:
    """Return the (term, definition) pairs of a text as Quizlet exports it; none when it is another kind of text.

    A tab separates term and definition; quotation marks mean nothing. A line without a tab continues the definition before
    it. A first line that names the two columns is no pair.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    filled = [line for line in lines if line.strip()]
    split_lines = [_split_pair(line) for line in filled]
    count = len(split_lines) - split_lines.count(None)
    if count < MIN_PAIRS or count < PAIRED_SHARE * len(filled):
        return ()
    pairs: list[tuple[str, list[str]]] = []  # a term, and the lines of its definition
    for line, pair in zip(filled, split_lines, strict=True):
        if line is filled[0] and pair is not None and _is_header_row(pair):
            continue
        if pair is not None:
            pairs.append((pair[0], [pair[1]]))
        elif pairs:
            pairs[-1][1].append(line)
    names = ("question", "answer")
    notes = (
        build_note(names, [_escape_cell(part.strip()) for part in (term, "\n".join(definition))], (), "")
        for term, definition in pairs[: MAX_NOTES + 1]
    )
    return tuple(note for note in notes if note)


def _split_pair(line: str) -> tuple[str, str] | None:
    """Return a line's term and definition, None where it is no pair."""
    term, _, definition = line.partition("\t")
    return (term, definition) if term.strip() and definition.strip() and "\t" not in definition else None


def _read_headers(text: str) -> tuple[dict[str, str], str, int]:
    """Return Anki's `#name:value` lines, what is below them, and how many lines they are.

    A spreadsheet's `sep=;` counts as one.
    """
    heads: dict[str, str] = {}
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    above = 0
    if match := _SEP_LINE.match(lines[0]):
        heads["separator"] = match[1]
        above = 1
    while above < len(lines) and lines[above].startswith("#") and ":" in lines[above]:
        name, _, value = lines[above][1:].partition(":")
        heads[name.strip().lower()] = value.strip("\n")
        above += 1
    return heads, "\n".join(lines[above:]), above


def _guess_separator(body: str) -> str:
    """Return the separator that gives the most rows the same number of columns."""
    best, most = ",", 0.0
    for separator in _CANDIDATES:
        sizes = Counter()  # type: Counter[int]
        try:
            for row in csv.reader(io.StringIO(body, newline=""), delimiter=separator, skipinitialspace=True):
                if row:
                    sizes[len(row)] += 1
                if sizes.total() >= _SAMPLE_ROWS:
                    break
        except csv.Error:
            continue
        share = max((count for size, count in sizes.items() if size > 1), default=0) / max(1, sizes.total())
        if share > most:
            best, most = separator, share
    return best


def _read_rows(body: str, separator: str, above: int) -> Iterator[list[str]]:
    """Yield the rows.

    A quotation mark that is never closed would swallow the rest of the file: it is reported with its line.
    """
    spaced = separator not in "\t "
    first_line = 0
    strict = csv.reader(io.StringIO(body, newline=""), delimiter=separator, strict=True, skipinitialspace=spaced)
    try:
        for _ in strict:
            first_line = strict.line_num
    except csv.Error as error:
        if "unexpected end" in str(error):
            message = "A quotation mark is opened and never closed"
            raise BrokenTableError(message, above + first_line + 1) from error
    try:
        yield from csv.reader(io.StringIO(body, newline=""), delimiter=separator, skipinitialspace=spaced)
    except csv.Error as error:
        raise BrokenTableError("This table cannot be read") from error


def _normalize_name(cell: str) -> str:
    name = cell.strip().strip('"').strip().lower()
    if name in _SHORT_QUESTION:
        return QUESTION_NAMES[0]
    return ANSWER_NAMES[0] if name in _SHORT_ANSWER else name


def _is_header_row(row: Sequence[str]) -> bool:
    """Tell whether a row names the columns."""
    cells = [cell.strip().lower() for cell in row]
    if any(cell in (*QUESTION_NAMES, *ANSWER_NAMES) for cell in cells):
        return True
    return any(c in _SHORT_QUESTION for c in cells) and any(c in _SHORT_ANSWER for c in cells)


def _name_columns(heads: dict[str, str], row: Sequence[str]) -> list[str]:
    """Return names for columns without any.

    Anki says which of them are no fields; the others are question, answer, and more, or those of our own note type.
    """
    if len(row) < 2:
        return []
    numbers = {n: heads.get(f"{n} column", "").strip() for n in _SPECIAL}
    special = {int(at) - 1: n for n, at in numbers.items() if at.isdecimal() and len(at) <= _MAX_DIGITS}
    ours = any(n == "notetype" and row[index : index + 1] == [NOTE_TYPE] for index, n in special.items())
    first = [field.lower() for field in FIELDS] if ours else ["question", "answer"]
    fields = iter((*first, *(f"field {n}" for n in range(3, len(row) + 3))))
    return [special.get(column) or next(fields) for column in range(len(row))]


def _read_row(row: Sequence[str], names: Sequence[str], is_html: bool, deck: str) -> ImportedNote | None:
    values = row if is_html else [_escape_cell(cell) for cell in row]
    by_name = dict(zip(names, values, strict=False))
    if not any(name in by_name for name in (*QUESTION_NAMES, *ANSWER_NAMES)) or not any(v.strip() for v in values):
        return None
    topic = by_name.get("topic", "") or by_name.get("deck", "") or deck
    fields = {name: value for name, value in by_name.items() if name not in _SPECIAL}
    tags = by_name.get("tags", "").split()
    return build_note(list(fields), list(fields.values()), tags, convert_html(topic.split("::")[-1]))


def _escape_cell(cell: str) -> str:
    return cell.replace("&", "&amp;").replace("<", "&lt;") if "<" in cell or "&" in cell else cell
