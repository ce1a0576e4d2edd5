"""Notes as a CSV file that Anki, a spreadsheet and this program read: `#` headers as in Anki's manual, "Text files"."""

from __future__ import annotations

import csv
import io

from deck.model import Deck
from exchange import html
from exchange.anki import FIELDS, NOTE_TYPE, fields, guid
from exchange.notes import notes

# A cell that begins with one of these is a formula to a spreadsheet (OWASP, CSV injection).
_FORMULA = ("=", "+", "@", "\t", "\r")


def csv_file(deck: Deck, slug: str) -> bytes:
    """UTF-8. Columns: GUID, the fields of the Anki note, tags; fields are HTML, as `#html:true` says."""
    names = ["GUID", *FIELDS, "Tags"]
    out = io.StringIO()
    heads = {
        "separator": "Comma",
        "html": "true",
        "guid column": "1",
        "tags column": str(len(names)),
        "notetype": NOTE_TYPE,
        "deck": " ".join(html.text(deck.title or slug).replace("::", ":").split()),
        "columns": ",".join(names),
    }
    out.writelines(f"#{name}:{value}\n" for name, value in heads.items())
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for note in notes(deck):
        cells = [guid(slug, note.id), *fields(note), " ".join(note.tags)]
        writer.writerow([f"&#{ord(cell[0])};{cell[1:]}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue().encode("utf-8", errors="replace")
