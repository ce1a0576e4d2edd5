"""The pictures in an archive: found by the name that a deck's text has for them, looked at, and named by their content."""

from __future__ import annotations

import posixpath
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from deck import images
from deck.images import Image
from deck.model import Problem
from errors import UserError
from exchange.importers import archive
from exchange.importers import images as pictures
from exchange.importers.images import Picture

# Also those that are not taken: they are told by name.
SUFFIXES = (
    ".png",
    ".jpg",
    ".jpeg",
    ".jfif",
    ".gif",
    ".webp",
    ".svg",
    ".avif",
    ".bmp",
    ".tif",
    ".tiff",
    ".ico",
    ".heic",
)


class PictureArchive:
    """Pictures as they are taken from one archive: each is looked at once, all of them together within the bounds."""

    def __init__(self, members: Mapping[str, str], load: Callable[[str], bytes]) -> None:
        """Take the archive's `members`, by the name a text has for them; `load` unpacks one. Raises UserError."""
        self._members = {_normalize_name(name): member for name, member in members.items()}
        self._load = load
        self._seen: dict[str, Picture | UserError] = {}
        self._pixels = 0

    def find_picture(self, name: str) -> Picture | UserError | None:
        """Return the picture of this name, why it is not taken, or None when the archive has no such file."""
        key = _normalize_name(name)
        if key not in self._members:
            return None
        if key not in self._seen:
            try:
                self._seen[key] = self._inspect_member(self._members[key])
            except UserError as error:
                self._seen[key] = error
        return self._seen[key]

    @property
    def accepted_pictures(self) -> tuple[Picture, ...]:
        """Return all that were found and are pictures."""
        return tuple(result for result in self._seen.values() if isinstance(result, Picture))

    def list_unused(self) -> tuple[str, ...]:
        """Return the files with a picture's ending that nobody asked for."""
        unseen = (member for key, member in self._members.items() if key not in self._seen)
        return tuple(member for member in unseen if posixpath.splitext(member)[1].lower() in SUFFIXES)

    def _inspect_member(self, member: str) -> Picture:
        if len(self.accepted_pictures) >= pictures.MAX_PICTURES:
            raise UserError(
                f"{pictures.MAX_PICTURES} pictures are the most for one archive", "Bring the rest in another one."
            )
        if self._pixels > pictures.MAX_TOTAL_PIXELS:
            raise UserError("the pictures before it have too many pixels together", "Make them smaller.")
        picture = pictures.inspect_picture(self._load(member))
        self._pixels += picture.pixels
        return picture


def open_picture_archive(packed: zipfile.ZipFile) -> PictureArchive:
    """Return the pictures of an archive of decks, by their paths."""
    names = archive.list_members(packed, None)
    return PictureArchive(
        {name: name for name in names}, lambda name: archive.read_member(packed, name, pictures.MAX_BYTES)
    )


def attach_pictures(
    archive_pictures: PictureArchive, deck_name: str, text: str
) -> tuple[str, tuple[Picture, ...], tuple[Problem, ...]]:
    """Return a deck's text with lasting addresses for its pictures, those pictures, and what could not be taken.

    `deck_name` is the deck's path in the archive: addresses count from its folder.
    """
    used_pictures: dict[str, Picture] = {}
    warnings: list[Problem] = []

    def find_lasting(image: Image) -> str | None:
        path = unquote(image.address).replace("\\", "/")
        if path.startswith("/"):
            return None
        result = archive_pictures.find_picture(posixpath.normpath(posixpath.join(posixpath.dirname(deck_name), path)))
        if isinstance(result, Picture):
            used_pictures[result.name] = result
            return result.address
        if result is not None:
            warnings.append(_report_refusal(image, result))
        return None

    created = images.replace_addresses(text, find_lasting)
    return created, tuple(used_pictures.values()), tuple(sorted(warnings, key=lambda problem: problem.line))


def _report_refusal(image: Image, why: UserError) -> Problem:
    text = f"The picture “{image.address[:80]}” was not taken: {str(why).rstrip('.')}."
    return Problem(image.line, "warning", "image-refused", text, why.remedy)


def _normalize_name(name: str) -> str:
    """Return one spelling for names that a file system takes for the same: letter case, composed accents."""
    return unicodedata.normalize("NFC", name).casefold()
