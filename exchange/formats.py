"""What a deck can be taken out as, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from deck.model import Deck
from deck.write import write
from exchange import anki, pages, table


@dataclass(frozen=True, slots=True)
class Format:
    """`name` is what a command line says; `make` gets the deck, its slug and the time, and gives the file's bytes."""

    name: str
    title: str
    suffix: str
    media_type: str
    make: Callable[[Deck, str, datetime], bytes]


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("markdown", "Canonical markdown", ".md", "text/markdown", lambda d, _s, _n: write(d).encode()),
        Format("apkg", "Anki package", ".apkg", "application/octet-stream", anki.package),
        Format("csv", "CSV with Anki's headers", ".csv", "text/csv", lambda d, s, _n: table.csv_file(d, s)),
        Format("handbook", "Handbook to print", ".html", "text/html", lambda d, _s, _n: pages.handbook(d)),
        Format("cram", "Cram sheet, one page", "-cram.html", "text/html", lambda d, _s, _n: pages.cram_sheet(d)),
    )
}
