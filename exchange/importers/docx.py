"""Word documents as markdown, through mammoth."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from typing import Any

from errors import UserError
from exchange.importers import archive
from exchange.importers.html import PictureKeeper, convert_document
from exchange.importers.images import MAX_BYTES, Picture

# Word's own styles that are no headings by name.
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Code'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Source Code'] => pre:separator('\\n')
r[style-name='Verbatim Char'] => code
r[style-name='HTML Code'] => code
"""
# A document type in XML, the only door to entities that grow.
DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


def convert_docx(data: bytes) -> tuple[str, tuple[Picture, ...], tuple[str, ...]]:
    """Return a document as markdown, its pictures, and what was left out.

    Raises UserError when it is no Word document, damaged or too large.
    """
    import mammoth  # noqa: PLC0415 (only a Word document needs it)

    if not data.startswith(b"PK"):
        raise UserError("This is no Word document.", "Save it as .docx and try again.")
    packed = archive.open_archive(data)
    if "word/document.xml" not in packed.namelist():
        raise UserError("This is no Word document.", "Save it as .docx and try again.")
    for member in packed.namelist():
        if member.endswith((".xml", ".rels")) and DOCTYPE.search(archive.read_member(packed, member)):
            raise UserError("This document declares XML entities; it is not opened.", "Save it again with Word.")
    keeper = PictureKeeper()
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data), style_map=STYLES, convert_image=mammoth.images.img_element(_embed_picture)
        )
    except UserError:
        raise
    except Exception as error:  # mammoth raises what its parts raise
        raise UserError("This Word document is damaged.", "Save it again with Word, or as .html.") from error
    text = convert_document(result.value, keeper.keep)
    refused = keeper.refused
    warnings = (f"{refused} picture{'s were' if refused > 1 else ' was'} not taken over.",) if refused else ()
    return text, keeper.pictures, warnings


def _embed_picture(image: Any) -> dict[str, str]:
    """Return a picture as a `data:` address; one that is too large to be taken is left empty."""
    with image.open() as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return {"src": "too-large"}
    return {"src": f"data:image/png;base64,{b64encode(data).decode('ascii')}", "alt": image.alt_text or ""}
