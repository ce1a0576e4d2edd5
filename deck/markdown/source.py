"""Text as lines that remember where they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from deck.model import Problem, Severity

# str.splitlines would break at form feeds and U+2028 as well, and the line numbers would not be those of an editor.
# In a group, so that a split keeps the breaks.
_LINE_BREAK = re.compile(r"(\r\n|\r|\n)")
SNIFFED_BYTES = 8192  # bytes looked at to tell text from binary
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(slots=True)
class Source:
    """Lines under repair. `origin[i]` is the 1-based line of the given file that `lines[i]` stems from.

    A repair may change, move, insert or remove lines; inserted ones carry the origin of their neighbour. `problems` grows.
    """

    lines: list[str]
    origin: list[int]
    problems: list[Problem]

    @classmethod
    def from_text(cls, text: str) -> Source:
        """Return the lines of a text; line breaks are CRLF, CR or LF, and nothing else."""
        lines = split_keeping_breaks(text)[::2] if "\r" in text else text.split("\n")
        return cls(lines, list(range(1, len(lines) + 1)), [])

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    def report(
        self, index: int, severity: Severity, code: str, message: str, remedy: str = "", takes: Iterable[int] = ()
    ) -> None:
        """Record a problem at the line with this index; `takes` are lines that leave the deck."""
        line = self.origin[index] if index < len(self.origin) else (self.origin[-1] if self.origin else 1)
        taken_lines = tuple(sorted({self.origin[i] for i in takes}))
        self.problems.append(Problem(line, severity, code, message, remedy, taken_lines))

    def report_line(
        self,
        line: int,
        severity: Severity,
        code: str,
        message: str,
        remedy: str = "",
        lines: tuple[int, ...] = (),
        *,
        fix: str = "",
    ) -> None:
        """Record a problem at a source line; `lines` leave the deck, `fix` is what the line should say instead."""
        self.problems.append(
            Problem(line=line, severity=severity, code=code, message=message, remedy=remedy, lines=lines, fix=fix)
        )

    def keep_lines(self, indexes: list[int]) -> None:
        """Keep only these lines, in this order."""
        self.lines = [self.lines[i] for i in indexes]
        self.origin = [self.origin[i] for i in indexes]


def split_keeping_breaks(text: str) -> list[str]:
    """Return lines and line breaks in turn, as the reader counts lines: `[::2]` are the lines, joined they are the text."""
    return _LINE_BREAK.split(text)


def decode_text(source: str | bytes) -> tuple[str, Problem | None]:
    """Decode bytes: by byte order mark, else UTF-8, else Windows-1252 (reported as a problem). Never raises."""
    if isinstance(source, str):
        return source.removeprefix("\ufeff"), None
    for mark, codec in _BYTE_ORDER_MARKS:
        if source.startswith(mark):
            return source.decode(codec, errors="replace"), None
    try:
        return source.decode("utf-8"), None
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
    head = source[:SNIFFED_BYTES]
    # a stray zero byte is damage; one in twenty is UTF-16 without its mark, or a picture
    if head.count(0) * 20 > len(head):
        text = source.decode("utf-8", errors="replace")
        return text, Problem(
            line, "error", "binary", "The file is not text.", "Give a markdown file in UTF-8.", (line,)
        )
    try:
        text, name = source.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        text, name = source.decode("latin-1"), "Latin-1"
    message = f"The file is not UTF-8; it was read as {name}."
    return text, Problem(line, "warning", "encoding", message, "Save it as UTF-8.", (line,))


def format_line_ranges(numbers: Iterable[int], most: int = 8) -> str:
    """Return line numbers as people write them: `3, 5-9, 12`; after `most` ranges the rest is counted."""
    runs: list[list[int]] = []
    for n in sorted(set(numbers)):
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    words = [f"{a}" if a == b else f"{a}-{b}" for a, b in runs[:most]]
    return ", ".join(words) + (f" and {len(runs) - most} more places" if len(runs) > most else "")
