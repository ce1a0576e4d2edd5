"""Unified diffs on a deck's text: read what `git diff`, `diff -u` or the app wrote, and apply it with fuzz.

Lines are compared without their ends, and keep the ends that the text has. A patch that comes from a slightly different
text is applied as `patch` does it: a hunk may stand elsewhere, and up to two lines of its context may differ.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from unidiff.errors import UnidiffParseError
from unidiff.patch import Hunk as ReadHunk
from unidiff.patch import PatchedFile, PatchSet

MAX_FUZZ = 2  # GNU patch's default
MAX_FAILURES = 20  # of a file: after these, the patch is for another text
MAX_HUNKS = 20_000  # more are no edit of a deck, and each is searched for in the whole text

DiffStep = Literal[" ", "-", "+"]
# git's header lines for a file that was moved without a change in it.
_RENAME = re.compile(r"^(?:rename|copy) (?:from|to) ", re.MULTILINE)
_SPACE = "\ue000"  # a private character that stands for a space in a name
_LINK_MODES = ("120000", "160000")  # git's: a symbolic link, a submodule
# How git writes a name with special letters: in quotes, with C's escapes and octal bytes.
_ESCAPE = re.compile(r"\\([0-7]{3}|.)")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(frozen=True, slots=True)
class Hunk:
    """A run of changes: `start` is the 1-based line of the old text (0: an empty text), `steps` are kept (" "), removed and
    added lines, without their ends. `ends_open` is whether its last new line ends the text without a line end.
    """

    start: int
    steps: tuple[tuple[DiffStep, str], ...]
    ends_open: bool = False

    @property
    def old(self) -> tuple[str, ...]:
        """The lines that it expects."""
        return tuple(line for step, line in self.steps if step != "+")


@dataclass(frozen=True, slots=True)
class FilePatch:
    """What a patch says of one file. Names are as written, "" for no file; `obstacle` says why it is not applied to a deck
    ("" where nothing is against it). `is_git` is whether git wrote it.
    """

    source: str
    target: str
    hunks: tuple[Hunk, ...]
    is_git: bool
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class AppliedPatch:
    """A text with a patch in it. `notes` tell of hunks that fit with fuzz or elsewhere, `failures` of those that do not."""

    text: str
    notes: tuple[str, ...]
    failures: tuple[str, ...]


def read_patch(text: str) -> tuple[FilePatch, ...]:
    """Read a patch, with or without the header of an e-mail. Raises ValueError with a sentence where it cannot be read."""
    try:
        patch_set = PatchSet.from_string(_hide_spaces(text))
    except (UnidiffParseError, ValueError, OverflowError) as error:
        raise ValueError(f"The patch cannot be read: {str(error).strip()[:200]}.") from error
    if sum(len(file) for file in patch_set) > MAX_HUNKS:
        raise ValueError(f"The patch has more than {MAX_HUNKS:,} hunks.")
    return tuple(_to_file_patch(file) for file in patch_set)


def _hide_spaces(text: str) -> str:
    """Return a patch without spaces in the names that git wrote: the library parts them there, where git does not.

    Only the lines between `diff --git` and the first hunk are looked at.
    """
    lines = text.split("\n")
    header: int | None = None
    for number, line in enumerate(lines):
        if line.startswith("diff --git "):
            header = number
        elif line.startswith("@@ "):
            header = None
        elif header is not None and line.startswith(("--- ", "+++ ")):
            name = line[4:].partition("\t")[0]
            hidden = name.replace(" ", _SPACE)
            lines[number] = line[:4] + hidden + line[4 + len(name) :]
            lines[header] = lines[header].replace(f" {name}", f" {hidden}")
            if line.startswith("+++ ") and name != "/dev/null":
                start = lines[header].removeprefix("diff --git ").removesuffix(f" {hidden}")
                lines[header] = f"diff --git {start.replace(' ', _SPACE)} {hidden}"
    return "\n".join(lines)


def _to_file_patch(file: PatchedFile) -> FilePatch:
    header = "".join(file.patch_info or ())
    source, target = _read_name(file.source_file), _read_name(file.target_file)
    modes = (file.source_mode, file.target_mode)
    obstacle = ""
    if file.is_binary_file:
        obstacle = "is a binary change"
    elif any(mode in _LINK_MODES for mode in modes):
        obstacle = "is a link"
    elif _RENAME.search(header):
        obstacle = "is renamed or copied; do that first"
    elif not target:
        obstacle = "is deleted; delete it yourself"
    hunks = tuple(_to_hunk(hunk) for hunk in file)
    return FilePatch(source, target, hunks, "diff --git " in header, obstacle)


def _to_hunk(hunk: ReadHunk) -> Hunk:
    steps: list[tuple[DiffStep, str]] = []
    ends_open = False
    for line in hunk:
        if line.line_type == "\\":
            ends_open = ends_open or bool(steps and steps[-1][0] != "-")
            continue
        kind: DiffStep = "+" if line.line_type == "+" else "-" if line.line_type == "-" else " "
        steps.append((kind, line.value.rstrip("\r\n")))
    return Hunk(hunk.source_start, tuple(steps), ends_open)


def _read_name(name: str) -> str:
    """Return a file's name as it is on the disk; "" for `/dev/null`."""
    name = name.rstrip("\r\n").replace(_SPACE, " ")
    if len(name) > 1 and name[0] == name[-1] == '"':
        data = b"".join(_read_escapes(name[1:-1]))
        name = data.decode("utf-8", "surrogateescape")
    return "" if name == "/dev/null" else name


def _read_escapes(text: str) -> Iterator[bytes]:
    place = 0
    for match in _ESCAPE.finditer(text):
        yield text[place : match.start()].encode("utf-8", "surrogateescape")
        code = match[1]
        yield bytes([int(code, 8) & 0xFF]) if len(code) == 3 else _LETTERS.get(code, code).encode()
        place = match.end()
    yield text[place:].encode("utf-8", "surrogateescape")


def apply_hunks(text: str, hunks: Sequence[Hunk]) -> AppliedPatch:
    """Apply hunks to a text, in order. One that does not fit is left out and listed in `failures`."""
    source = _Lines(text)
    out: list[str] = []
    notes: list[str] = []
    failures: list[str] = []
    position = offset = 0  # lines of the source that are written, and how far the last hunk stood from where it should
    for number, hunk in enumerate(hunks, 1):
        expected = (hunk.start - 1 if hunk.old else hunk.start) + offset
        fit = _find_hunk(source, hunk, expected, position)
        if fit is None:
            failures.append(_describe_failure(source, hunk, number, expected))
            if len(failures) >= MAX_FAILURES:
                break
            continue
        place, head, tail = fit
        if place != expected + head or head or tail:
            notes.append(_describe_fit(number, place - head, place - head - expected, max(head, tail)))
        offset += place - head - expected
        out += source.whole[position:place]
        position = place + len(hunk.old) - head - tail
        out += _write_hunk(source, hunk.steps[head : len(hunk.steps) - tail], place)
        if hunk.ends_open and position == len(source.whole) and out:
            out[-1] = out[-1].rstrip("\r\n")
    out += source.whole[position:]
    return AppliedPatch("".join(_close_lines(out, source.end)), tuple(notes), tuple(failures))


class _Lines:
    """A text in lines: `whole` with their ends, `bare` without; and where each begins in `joined`, for the search."""

    def __init__(self, text: str) -> None:
        pieces = text.split("\n")
        self.whole = [f"{piece}\n" for piece in pieces[:-1]] + ([pieces[-1]] if pieces[-1] else [])
        self.bare = [line.rstrip("\r\n") for line in self.whole]
        self.joined = "".join(f"\n{line}" for line in self.bare) + "\n"
        self.starts = list(accumulate((len(line) + 1 for line in self.bare), initial=0))
        crlf = sum(line.endswith("\r\n") for line in self.whole)
        self.end = "\r\n" if crlf * 2 > len(self.whole) else "\n"

    def find_nearest(self, lines: Sequence[str], expected: int, first: int) -> int | None:
        """Return where these lines stand, as near as can be to `expected` and not before `first`; counted from 0."""
        if first <= expected and self.bare[expected : expected + len(lines)] == list(lines):
            return expected
        needle = "\n" + "\n".join(lines) + "\n"
        center = self.starts[min(max(expected, first), len(self.starts) - 1)]
        after = self.joined.find(needle, center)
        before = self.joined.rfind(needle, self.starts[min(first, len(self.starts) - 1)], center + len(needle) - 1)
        places = [bisect_right(self.starts, spot) - 1 for spot in (before, after) if spot >= 0]
        return min(places, key=lambda place: abs(place - expected), default=None)


def _find_hunk(source: _Lines, hunk: Hunk, expected: int, first: int) -> tuple[int, int, int] | None:
    """Return where a hunk fits, and how many lines of context at its head and tail were left out for that."""
    old = hunk.old
    if not old:
        return (expected, 0, 0) if first <= expected <= len(source.whole) else None
    most_head = next((n for n, (step, _) in enumerate(hunk.steps) if step != " "), 0)
    most_tail = next((n for n, (step, _) in enumerate(reversed(hunk.steps)) if step != " "), 0)
    for fuzz in range(MAX_FUZZ + 1):
        head, tail = min(fuzz, most_head), min(fuzz, most_tail)
        if fuzz and (head, tail) == (min(fuzz - 1, most_head), min(fuzz - 1, most_tail)):
            break
        lines = old[head : len(old) - tail]
        place = source.find_nearest(lines, expected + head, first) if lines else None
        if place is not None:
            return place, head, tail
    return None


def _write_hunk(source: _Lines, steps: Sequence[tuple[DiffStep, str]], place: int) -> Iterator[str]:
    """Yield the lines of a hunk: those that are kept as they stand in the text, added ones with the text's line end."""
    for step, line in steps:
        if step == "+":
            yield line + source.end
        else:
            if step == " ":
                yield source.whole[place]
            place += 1


def _close_lines(lines: list[str], end: str) -> Iterator[str]:
    """Yield lines such that none but the last is without an end."""
    for number, line in enumerate(lines, 1):
        yield line if line.endswith("\n") or number == len(lines) else line + end


def _describe_fit(number: int, place: int, offset: int, fuzz: int) -> str:
    parts = []
    if offset:
        count = abs(offset)
        parts.append(f"{count} line{'' if count == 1 else 's'} further {'down' if offset > 0 else 'up'}")
    if fuzz:
        parts.append(f"with {fuzz} line{'' if fuzz == 1 else 's'} of its context left out")
    return f"Hunk {number} fits at line {max(place, 0) + 1}, {' and '.join(parts)}."


def _describe_failure(source: _Lines, hunk: Hunk, number: int, expected: int) -> str:
    new = tuple(line for step, line in hunk.steps if step != "-")
    if new and source.find_nearest(new, expected, 0) is not None:
        return f"Hunk {number} does not fit: its lines are there already."
    return f"Hunk {number}, for line {hunk.start}, does not fit: the lines around it are different."
