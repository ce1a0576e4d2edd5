"""A deck as a zip: canonical markdown, and the pictures it shows where it looks for them."""

from __future__ import annotations

import io
import posixpath
import zipfile
from datetime import datetime

from deck.formatter import format_deck
from deck.markdown.clean_text import clean_text
from deck.model import Deck
from exchange.export.attachments import Attachments
from files import make_portable_stem


def build_zip(deck: Deck, slug: str, now: datetime, attached: Attachments) -> bytes:
    """Return the archive's bytes; the same deck and time give the same bytes."""
    out = io.BytesIO()
    moment = (max(1980, now.year), now.month, now.day, now.hour, now.minute, now.second)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            _make_entry(f"{make_portable_stem(slug)}.md", moment), format_deck(deck).encode("utf-8", errors="replace")
        )
        # A name that turns the direction of writing shows another ending than the file has. "./a.png" is "a.png".
        pictures = {
            posixpath.normpath(address): path
            for address, path in attached.pictures.items()
            if clean_text(address) == address
        }
        for name, path in sorted(pictures.items()):
            archive.writestr(_make_entry(name, moment), path.read_bytes())
    return out.getvalue()


def _make_entry(name: str, moment: tuple[int, int, int, int, int, int]) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, moment)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
