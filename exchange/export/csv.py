"""Notes as a CSV file that Anki, a spreadsheet and this program read: `#` headers as in Anki's manual, "Text files"."""

from __future__ import annotations

import csv
import io
import re

from deck.model import Deck
from exchange.export import html
from exchange.export.anki import FIELDS, build_fields, make_guid
from exchange.export.notes import list_notes

# A cell that begins with one of these is a formula to a spreadsheet (OWASP, CSV injection). Where the list separator is
# another than the comma, or somebody chooses another when they open the file, a cell also begins behind that one, behind
# a line break, and behind quotes and blanks at its own beginning.
_FORMULA = re.compile(r"((?:^|[,;|\t\r\n])[\s\"']*)([=+\-@＝＋－＠])")
# A cell with one of these at its beginning is not what it seems to be either.
_LEADING_BLANK = re.compile(r"^[\t\r\n]")
# What a spreadsheet would take for the beginning of another cell in a line of Anki's headers, which know no quotes.
_HEAD_SEPARATORS = re.compile(r"[,;|]+(?=[\s\"']*[=+\-@＝＋－＠])")

# Anki finds the fields of its note type "Basic" by these names; it passes over the other columns, and we read them again.
_COLUMNS = {
    "Front": "Question",
    "Back": "Answer",
    "Id": "Id",
    "Plain words": "Plain words",
    "Key points": "Key points",
    "Tests": "Tests",
    "Topic": "Topic",
}


def build_csv(deck: Deck, slug: str) -> bytes:
    """Return the notes as a CSV file in UTF-8.

    Columns: the question and the answer, what else the note has, its GUID, its tags. Cells are HTML, as
    `#html:true` says.
    """
    names = [*_COLUMNS, "GUID", "Tags"]
    out = io.StringIO()
    heads = {
        "separator": "Comma",
        "html": "true",
        "guid column": str(names.index("GUID") + 1),
        "tags column": str(len(names)),
        "notetype": "Basic",
        "deck": _HEAD_SEPARATORS.sub(" ", " ".join(html.escape_text(deck.title or slug).replace("::", ":").split())),
        "columns": ",".join(names),
    }
    out.writelines(f"#{name}:{value}\n" for name, value in heads.items())
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for note in list_notes(deck):
        by_name = dict(zip(FIELDS, build_fields(note), strict=True))
        cells = [*(by_name[field] for field in _COLUMNS.values()), make_guid(slug, note.id), " ".join(note.tags)]
        writer.writerow([_disarm_formulas(cell) for cell in cells])
    return out.getvalue().encode("utf-8", errors="replace")


def _disarm_formulas(cell: str) -> str:
    """Return a cell of HTML, the signs that could begin a formula written as entities: it reads the same."""
    cell = _LEADING_BLANK.sub(lambda match: f"&#{ord(match[0])};", cell)
    return _FORMULA.sub(lambda match: f"{match[1]}&#{ord(match[2])};", cell)
