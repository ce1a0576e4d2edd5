"""Pictures that came in with a deck: looked at before they are kept, named by their content, never changed.

A picture lies in the data folder as `pictures/<32 hexadecimal digits>.<kind>`, and that is how a deck's text refers to it:
every version of a deck finds its own pictures for as long as the folder lives. Pictures beside decks in `content/` stay
where they are.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import struct
import tempfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from PIL import Image as Pillow

from deck import images
from deck.model import Deck
from errors import UserError
from exchange.export.attachments import TYPES
from services.workspace import Workspace

FOLDER = "pictures"
LARGEST = 5 * 1024 * 1024
MOST = 500  # pictures of one archive
MOST_PIXELS = 25_000_000  # of one picture: decoded, four bytes each in the learner's browser
MOST_PIXELS_TOGETHER = 100_000_000  # of one archive: they are decoded here, one after the other
NAME = re.compile(r"[0-9a-f]{32}\.(?:png|jpg|gif|webp)")
_KINDS = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}
_NAMED = {**_KINDS, "MPO": ".jpg"}  # a JPEG with more pictures behind the first, as many a phone takes them
_BROKEN = (OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, OverflowError, struct.error, zlib.error)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was looked at: its lasting name, its bytes, its pixels."""

    name: str
    data: bytes
    pixels: int

    @property
    def address(self) -> str:
        """How a deck's text refers to it."""
        return f"{FOLDER}/{self.name}"


def looked_at(data: bytes) -> Picture:
    """The picture in these bytes, whatever its file was called. Raises UserError when it is none of PNG, JPEG, GIF and WebP,
    damaged, or too large."""
    if len(data) > LARGEST:
        raise UserError("it is larger than 5 MB", "Make it smaller.")
    try:
        with Pillow.open(io.BytesIO(data), formats=tuple(_KINDS)) as found:
            kind, pixels = _NAMED[str(found.format)], found.width * found.height
            if pixels > MOST_PIXELS:
                raise Pillow.DecompressionBombError
            found.load()
    except Pillow.DecompressionBombError as error:
        raise UserError(f"it has more than {MOST_PIXELS // 10**6} million pixels", "Make it smaller.") from error
    except _BROKEN as error:
        raise UserError(
            "it is damaged, or no PNG, JPEG, GIF or WebP inside, whatever its name says",
            "Save it again as PNG or JPEG.",
        ) from error
    return Picture(f"{hashlib.sha256(data).hexdigest()[:32]}{kind}", data, pixels)


def keep(ws: Workspace, found: Iterable[Picture]) -> None:
    """Keep pictures; one that is there already stays as it is."""
    folder = ws.data / FOLDER
    for picture in found:
        place = folder / picture.name
        if place.is_file():
            continue
        folder.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=folder, suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(picture.data)
                stream.flush()
                os.fsync(stream.fileno())
            Path(aside).replace(place)
        except OSError as error:
            Path(aside).unlink(missing_ok=True)
            raise UserError(
                f"The pictures cannot be kept: {error.strerror or error}.", "Make room in the data folder."
            ) from error


def path(ws: Workspace, address: str) -> Path | None:
    """The file of a picture that a deck's text refers to by this (unquoted) address; None when there is none.

    Beside the decks first, then among those that came in. Nothing outside these two folders is found, links followed.
    """
    found = images.beside(ws.content, address)
    folder, _, name = address.partition("/")
    if found is None and folder == FOLDER and NAME.fullmatch(name):
        found = images.beside(ws.data, address)
    return found


def of(ws: Workspace, text: str) -> Mapping[str, Path]:
    """The pictures that a deck's text shows and that are there, by their (unquoted) addresses; those that may go out."""
    found: dict[str, Path] = {}
    for image in images.find(text.split("\n")):
        address = unquote(image.address)
        place = path(ws, address)
        if place and place.suffix.lower() in TYPES:
            found[address] = place
    return found


def checked(ws: Workspace, deck: Deck, text: str, coming: Iterable[Picture] = ()) -> Deck:
    """The deck of this text, with a problem for each picture that is neither there nor `coming`."""
    expected = {picture.address for picture in coming}
    refused = {p.line for p in deck.problems if p.code == "image-refused"}
    lost = images.missing(
        (image for image in images.find(text.split("\n")) if image.line not in refused),
        lambda address: address in expected or path(ws, address) is not None,
    )
    return replace(deck, problems=tuple(sorted((*deck.problems, *lost), key=lambda p: p.line))) if lost else deck
