"""What a deck can be taken out as, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from deck.formatter import write
from deck.model import Deck
from exchange.export import anki, bundle, csv, handbook
from exchange.export.attachments import NOTHING, Attached


@dataclass(frozen=True, slots=True)
class Format:
    """`name` is what a command line says; `pictures` tells whether pictures go with it."""

    name: str
    title: str
    suffix: str
    media_type: str
    writes: Callable[[Deck, str, datetime, Attached], bytes]
    pictures: bool = False

    def make(self, deck: Deck, slug: str, now: datetime, attached: Attached = NOTHING) -> bytes:
        """The file's bytes; `slug` names the deck for good, `attached` goes with it as far as the format carries it."""
        return self.writes(deck, slug, now, attached)


FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        Format("markdown", "Canonical markdown", ".md", "text/markdown", lambda d, _s, _n, _a: write(d).encode()),
        Format("zip", "Markdown with its pictures", ".zip", "application/zip", bundle.zip_file, pictures=True),
        Format("apkg", "Anki package", ".apkg", "application/octet-stream", anki.package, pictures=True),
        Format("csv", "CSV with Anki's headers", ".csv", "text/csv", lambda d, s, _n, _a: csv.csv_file(d, s)),
        Format(
            "handbook",
            "Handbook to print",
            ".html",
            "text/html",
            lambda d, _s, _n, a: handbook.handbook(d, a),
            pictures=True,
        ),
        Format("cram", "Cram sheet, one page", "-cram.html", "text/html", lambda d, _s, _n, _a: handbook.cram_sheet(d)),
    )
}
