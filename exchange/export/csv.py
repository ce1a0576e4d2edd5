"""Notes as a CSV file that Anki, a spreadsheet and this program read: `#` headers as in Anki's manual, "Text files"."""

from __future__ import annotations

import csv
import io

from deck.model import Deck
from exchange.export import html
from exchange.export.anki import FIELDS, build_fields, make_guid
from exchange.export.notes import list_notes

# A cell that begins with one of these is a formula to a spreadsheet (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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
        "deck": " ".join(html.escape_text(deck.title or slug).replace("::", ":").split()),
        "columns": ",".join(names),
    }
    out.writelines(f"#{name}:{value}\n" for name, value in heads.items())
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for note in list_notes(deck):
        by_name = dict(zip(FIELDS, build_fields(note), strict=True))
        cells = [*(by_name[field] for field in _COLUMNS.values()), make_guid(slug, note.id), " ".join(note.tags)]
        writer.writerow([f"&#{ord(cell[0])};{cell[1:]}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue().encode("utf-8", errors="replace")
