"""Images that come in with a deck: looked at before anybody keeps them, and named by their content."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image as Pillow

from errors import UserError
from files import digest

FOLDER = "pictures"
# Bytes of one picture.
MAX_BYTES = 5 * 1024 * 1024
MAX_PICTURES = 500  # pictures of one archive
MAX_PIXELS = 25_000_000  # of one picture: decoded, four bytes each in the learner's browser
MAX_TOTAL_PIXELS = 100_000_000  # of one archive: they are decoded here, one after the other
_KINDS = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
_NAMED = {**_KINDS, "MPO": ".jpg"}  # a JPEG with more pictures behind the first, as many a phone takes them
# What Pillow raises for damaged files.
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError, struct.error, zlib.error)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was looked at: its lasting name, its bytes, its pixels."""

    name: str
    data: bytes
    pixels: int

    @property
    def address(self) -> str:
        """Return how a deck's text refers to it."""
        return f"{FOLDER}/{self.name}"


def inspect_picture(data: bytes) -> Picture:
    """Return the picture in these bytes, whatever its file was called.

    Raises UserError when it is none of PNG, JPEG, GIF and WebP, damaged, or too large.
    """
    if len(data) > MAX_BYTES:
        raise UserError("it is larger than 5 MB", "Make it smaller.")
    try:
        with Pillow.open(io.BytesIO(data), formats=tuple(_KINDS)) as result:
            kind, pixels = _NAMED[str(result.format)], result.width * result.height
            if pixels > MAX_PIXELS:
                raise Pillow.DecompressionBombError
            result.load()
    except Pillow.DecompressionBombError as error:
        raise UserError(f"it has more than {MAX_PIXELS // 10**6} million pixels", "Make it smaller.") from error
    except _BROKEN as error:
        raise UserError(
            "it is damaged, or no PNG, JPEG, GIF or WebP inside, whatever its name says",
            "Save it again as PNG or JPEG.",
        ) from error
    return Picture(f"{digest(data, 32)}{kind}", data, pixels)
