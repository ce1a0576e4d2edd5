"""Images of a deck: relative to it and inside its folder, so that a deck can neither fetch nor read anything else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from deck.markdown.fences import find_fences
from deck.markdown.parser_state import ParserState
from deck.model import Problem

# the bounds keep the search linear on a line of nothing but "!["
_IMAGE = re.compile(r"!\[[^\]\n]{0,400}\]\(\s*(?:<([^<>\n]{1,1000})>|((?:[^()\s]|\([^()\s]{0,200}\)){1,1000}))")


_WINDOWS_DRIVE = re.compile(r"^[A-Za-z]:")  # a drive of Windows, whatever urlsplit makes of it
_LONGEST_SHOWN = 80  # characters of an address that a message repeats


@dataclass(frozen=True, slots=True)
class Image:
    """An image in a text: its `address` as written, the line (from 1), and where in that line the address stands."""

    address: str
    line: int
    start: int
    end: int


def find_images(lines: Sequence[str]) -> Iterator[Image]:
    """Return the images in lines of markdown, those inside fences and code spans left out."""
    result = [i for i, line in enumerate(lines) if "![" in line]
    if not result:
        return
    fenced = {i for f in find_fences(lines) for i in range(f.first, f.last + 1)}
    for i in result:
        ticks = counted_to = 0
        for match in _IMAGE.finditer(lines[i]) if i not in fenced else ():
            ticks += lines[i].count("`", counted_to, match.start())
            counted_to = match.start()
            if ticks % 2:
                continue  # inside a code span: an example of how one is written
            group = 1 if match[1] else 2
            yield Image(match[group], i + 1, match.start(group), match.end(group))


def replace_addresses(text: str, address: Callable[[Image], str | None]) -> str:
    """Return the text with other addresses for its images; one for which None is returned stays as it is."""
    lines = text.split("\n")
    for image in reversed(list(find_images(lines))):
        other = address(image)
        if other is not None:
            line = lines[image.line - 1]
            lines[image.line - 1] = line[: image.start] + other + line[image.end :]
    return "\n".join(lines)


def find_missing_images(images: Iterable[Image], exists: Callable[[str], bool]) -> tuple[Problem, ...]:
    """Return a problem for each image inside the deck's folder whose file is not there.

    `exists` is asked for the address.
    """
    return tuple(
        Problem(
            image.line,
            "warning",
            "image-missing",
            f"There is no picture “{image.address[:_LONGEST_SHOWN]}”; its description is shown in its place.",
            "Put the file there, correct its name, or bring the deck in as a zip together with its pictures.",
        )
        for image in images
        if is_inside_folder(image.address) and not exists(unquote(image.address).removeprefix("./"))
    )


def is_inside_folder(target: str) -> bool:
    """Return whether an image's address names a file in the deck's own folder or below it."""
    address = unquote(target).replace("\\", "/")
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    path = PurePosixPath(parts.path)
    return not (
        parts.scheme or parts.netloc or path.is_absolute() or ".." in path.parts or _WINDOWS_DRIVE.match(address)
    )


def find_file_beside(folder: Path, address: str) -> Path | None:
    """Return the file that an unquoted address names, in a folder or below it.

    None where there is no such file or, with links followed, it lies elsewhere.
    """
    if "\0" in address or not is_inside_folder(address):
        return None
    try:
        result = (folder / address).resolve()
        return result if result.is_relative_to(folder.resolve()) and result.is_file() else None
    except OSError:
        return None


def check_images(state: ParserState) -> None:
    """Report every image that lies elsewhere; it is not shown."""
    for image in find_images(state.lines):
        if not is_inside_folder(image.address):
            state.report(
                state.origin[image.line - 1],
                "warning",
                "image-outside",
                f"The image “{image.address[:_LONGEST_SHOWN]}” does not lie in the deck's folder and is not shown.",
                "Put the file beside the deck and name it relatively.",
            )
