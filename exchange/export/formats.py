"""File formats that a deck can be exported to, in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from deck.formatter import format_deck
from deck.model import Deck
from exchange.export import anki, bundle, csv, handbook
from exchange.export.attachments import NO_ATTACHMENTS, Attachments


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """`name` is what a command line says; `pictures` tells whether pictures go with it."""

    name: str
    title: str
    suffix: str
    media_type: str
    build: Callable[[Deck, str, datetime, Attachments], bytes]
    pictures: bool = False

    def build_file(self, deck: Deck, slug: str, now: datetime, attached: Attachments = NO_ATTACHMENTS) -> bytes:
        """Return the file's bytes.

        `slug` is the deck's lasting name. Of `attached`, the format takes what it can carry.
        """
        return self.build(deck, slug, now, attached)


FORMATS: dict[str, ExportFormat] = {
    f.name: f
    for f in (
        ExportFormat(
            "markdown",
            "Canonical markdown",
            ".md",
            "text/markdown",
            lambda d, _s, _n, _a: format_deck(d).encode("utf-8", errors="replace"),
        ),
        ExportFormat("zip", "Markdown with its pictures", ".zip", "application/zip", bundle.build_zip, pictures=True),
        ExportFormat("apkg", "Anki package", ".apkg", "application/octet-stream", anki.build_package, pictures=True),
        ExportFormat("csv", "CSV with Anki's headers", ".csv", "text/csv", lambda d, s, _n, _a: csv.build_csv(d, s)),
        ExportFormat(
            "handbook",
            "Handbook to print",
            ".html",
            "text/html",
            lambda d, _s, _n, a: handbook.build_handbook(d, a),
            pictures=True,
        ),
        ExportFormat(
            "cram",
            "Cram sheet, one page",
            "-cram.html",
            "text/html",
            lambda d, _s, _n, _a: handbook.build_cram_sheet(d),
        ),
    )
}
