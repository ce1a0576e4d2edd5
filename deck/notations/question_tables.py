"""Tables with a column that asks and one that answers."""

from __future__ import annotations

import re

from deck.languages import iter_labels
from deck.markdown.labels import fold_text
from deck.markdown.tables import split_row
from deck.markdown.titles import clean_title
from deck.notations.document import Document, Edit, TaggedLine, build_question, format_count, needs_rule, rewrite
from deck.notations.questions import is_asked, is_question

# The row that makes a table of Markdown; its outer bars may be missing.
_DASHES = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
# A cell holds one line, so authors part the points of an answer with <br>.
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ASK = {
    *iter_labels("question"),
    "questions",
    "fragen",
    "preguntas",
    "perguntas",
    "domande",
    "vragen",
    "pytania",
    "sorular",
    "interview question",
}
_REPLY = {*iter_labels("answer"), "answers", "antworten", "antwort", "respostas", "explanation"}
_TERM = {"term", "begriff", "terme", "término", "termo", "termine", "pojęcie", "terim", "用語", "术语"}
_MEANING = {
    "definition",
    "meaning",
    "bedeutung",
    "erklärung",
    "définition",
    "definición",
    "definição",
    "definizione",
    "definitie",
    "definicja",
    "tanım",
    "定義",
    "意味",
    "定义",
}
_SHARE = 0.6  # of the first column's cells that ask, where no header says that they do


def rewrite_question_tables(document: Document) -> None:
    """Turn each row of a table that asks and answers into a question."""
    if "|" not in document.text:
        return
    edits: list[Edit] = []
    count, stop = 0, 0
    for i, line in enumerate(document.lines):
        if i <= stop or "-" not in line or "|" not in line or i == 0 or not _DASHES.match(line) or i in document.fenced:
            continue
        if "|" not in document.lines[i - 1]:
            continue
        stop = i + 1
        while stop < len(document.lines) and "|" in document.lines[stop] and document.lines[stop].strip():
            stop += 1
        rows = [split_row(document.lines[n]) for n in range(i + 1, stop)]
        columns = _find_columns(split_row(document.lines[i - 1]), rows, document)
        if columns is None:
            continue
        lines: list[TaggedLine] = []
        for n, row in enumerate(rows, i + 1):
            question = _build(row, n, split_row(document.lines[i - 1]), *columns)
            count += bool(question)
            lines += question
        if lines:
            if needs_rule(document.lines, stop):
                lines += [(stop - 1, ""), (stop - 1, "---"), (stop - 1, "")]
            edits.append(Edit(i - 1, stop, tuple(lines)))
    report = format_count(
        count,
        "row of a table was read as a question and its answer.",
        "rows of tables were read as questions and answers.",
    )
    rewrite(document, edits, report)


def _find_columns(header: list[str], rows: list[list[str]], document: Document) -> tuple[int, int] | None:
    """Return the places of the column that asks and of the one that answers."""
    names = [fold_text(clean_title(cell)).strip(" :?!.") for cell in header]
    ask = next((n for n, name in enumerate(names) if name in _ASK), -1)
    reply = next((n for n, name in enumerate(names) if name in _REPLY and n != ask), -1)
    if ask >= 0 and reply >= 0:
        return ask, reply
    if document.is_explicit or document.has_own_labels:
        return None  # questions are marked there: a table of an answer may well ask something in a cell
    term = next((n for n, name in enumerate(names) if name in _TERM), -1)
    meaning = next((n for n, name in enumerate(names) if name in _MEANING), -1)
    if term >= 0 and meaning >= 0 and len(names) <= 3:
        return term, meaning
    for n in range(min(len(header), 2)):
        cells = [clean_title(row[n]) for row in rows if n < len(row)]
        linked = sum("](#" in row[n] for row in rows if n < len(row))
        asking = sum(is_asked(cell) or is_question(cell) for cell in cells)
        if len(cells) >= 2 and asking >= _SHARE * len(cells) and not linked and n + 1 < len(header):
            return n, n + 1
    return None


def _build(row: list[str], line: int, header: list[str], ask: int, reply: int) -> list[TaggedLine]:
    prompt = clean_title(row[ask]) if ask < len(row) else ""
    if not prompt:
        return []
    parts = _BREAK.split(row[reply]) if reply < len(row) else []
    answer = [(line, text) for part in parts for text in (part.strip(), "")]
    for n, cell in enumerate(row):
        name = clean_title(header[n]) if n < len(header) else ""
        if n in (ask, reply) or not cell or name.strip("#№ .").lower() in ("", "no", "nr", "id"):
            continue
        answer += [(line, f"{name}: {cell}"), (line, "")]
    return build_question([(line, prompt)], answer)
