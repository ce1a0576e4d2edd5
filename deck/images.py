"""Images of a deck: relative to it and inside its folder, so that a deck can neither fetch nor read anything else."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from deck.fences import fences
from deck.reader import Reader

# the bounds keep the search linear on a line of nothing but "!["
_IMAGE = re.compile(r"!\[[^\]\n]{0,400}\]\(\s*<?([^)>\s]{1,1000})")


def is_inside(target: str) -> bool:
    """Whether an image's address names a file in the deck's own folder or below it."""
    address = unquote(target).replace("\\", "/")
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    path = PurePosixPath(parts.path)
    return not (
        parts.scheme or parts.netloc or path.is_absolute() or ".." in path.parts or re.match(r"^[A-Za-z]:", address)
    )


def check(reader: Reader) -> None:
    """Tell of every image that lies elsewhere; it is not shown."""
    found = [i for i, line in enumerate(reader.lines) if "![" in line]
    if not found:
        return
    fenced = {i for f in fences(reader.lines) for i in range(f.first, f.last + 1)}
    for i in found:
        for match in _IMAGE.finditer(reader.lines[i]) if i not in fenced else ():
            if not is_inside(match.group(1)):
                message = f"The image “{match.group(1)[:80]}” does not lie in the deck's folder and is not shown."
                reader.tell(
                    reader.origin[i],
                    "warning",
                    "image-outside",
                    message,
                    "Put the file beside the deck and name it relatively.",
                )
