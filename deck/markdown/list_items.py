"""List items as text: dedenting, task boxes, and what follows an arrow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# CommonMark 5.2 bounds a number at nine digits; the tab is for lists that Markdown editors indent with one.
_MARKER = re.compile(r"^( {0,3}\t?)([-*+]|\d{1,9}[.)])(?:([ \t]+)|$)")
# A box of GitHub's task lists inside an item; the second pattern finds the same in a line that is not taken apart yet.
_TASK_BOX = re.compile(r"^\[([ xX])\](?:[ \t]+|$)")
_TASK_LINE = re.compile(r"^ {0,3}[-*+][ \t]+\[[ xX]\](?:[ \t]|$)")
# Whatever a keyboard or an editor makes of an arrow.
ARROW = re.compile(r"[ \t]*(?:→|⇒|➜|=>|->)[ \t]*")


@dataclass(frozen=True, slots=True)
class ListItem:
    """A list item: dedented lines with the index of the first one; `task` is None, False (open) or True (ticked)."""

    lines: tuple[str, ...]
    first: int
    task: bool | None

    @property
    def text(self) -> str:
        """The item as one markdown text."""
        return "\n".join(self.lines).strip("\n")


def dedent_item(lines: Sequence[str]) -> list[str]:
    """Return the lines of an item without its marker and indentation."""
    match = _MARKER.match(lines[0])
    if not match:
        return list(lines)
    head = lines[0][match.end() :]
    gap = match.group(3) or " "
    # CommonMark 5.2: behind more than four columns begins indented code, and one column belongs to the marker
    if len(gap.expandtabs(4)) > 4 and head.strip():
        head, gap = " " * (len(gap.expandtabs(4)) - 1) + head, " "
    width = len(match.group(1).expandtabs(4)) + len(match.group(2)) + max(1, len(gap.expandtabs(4)))
    if not head.strip():
        width = len(match.group(1).expandtabs(4)) + len(match.group(2)) + 1
    return [head, *(_remove_indent(line, width) for line in lines[1:])]


def _remove_indent(line: str, width: int) -> str:
    expanded = line.expandtabs(4) if "\t" in line[:width] else line
    indent = len(expanded) - len(expanded.lstrip(" "))
    return expanded[min(indent, width) :]


def parse_list_item(lines: Sequence[str], first: int, last: int) -> ListItem:
    """Return the list item that stands on lines `first` to `last`."""
    inner = dedent_item(lines[first : last + 1])
    task = None
    if match := _TASK_BOX.match(inner[0]):
        task = match.group(1) != " "
        inner[0] = inner[0][match.end() :]
    return ListItem(tuple(inner), first, task)


def is_task_line(line: str) -> bool:
    """Return whether a line starts a task item, `- [ ]` or `- [x]`."""
    return bool(_TASK_LINE.match(line))


def split_arrow(text: str) -> tuple[str, str]:
    """Return the text before and after an arrow that stands alone or between spaces.

    The second part is "" where there is none.
    """
    for match in ARROW.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        free = match.group()[:1] in " \t" or not before or before.endswith(("\n", "*", "_", '"', "”", "»", "}"))
        if free:
            return before.rstrip(), after.strip()
    return text.rstrip(), ""


# What parts a key point from its accepted wordings: a tilde between spaces. `~ 5 s` is "about five seconds".
_WORDINGS = re.compile(r"[ \t]~[ \t]+(?=[^\s\d])")


def split_wordings(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a key point without its accepted wordings, and these: `point ~ one wording; another`. Code is left whole."""
    for match in _WORDINGS.finditer(text):
        before = text[: match.start()].rstrip()
        if before and before.count("`") % 2 == 0:
            wordings = tuple(wording for part in text[match.end() :].split(";") if (wording := part.strip()))
            return before, wordings
    return text, ()


def join_wrapped_lines(text: str) -> str:
    """Return lines of one paragraph as one line; hard breaks and indentation folded."""
    return " ".join(part for line in text.split("\n") if (part := line.strip().removesuffix("\\").rstrip()))


_QUOTATION_PAIRS = {
    "*": ("***", "**", "*"),
    "_": ("_",),
    "“": ("“”",),
    '"': ('""',),
    "„": ("„“",),
    "«": ("«»",),
    "‘": ("‘’",),
    "”": ("””",),
}


def strip_quotation(text: str) -> str:
    """Return a prompt without emphasis and quotation marks around the whole of it."""
    text = text.strip()
    while text and text[0] in _QUOTATION_PAIRS:
        for marks in _QUOTATION_PAIRS[text[0]]:
            left, right = (marks, marks) if text[0] in "*_" else (marks[0], marks[1])
            inner = text[len(left) : -len(right)]
            if text.endswith(right) and len(text) > len(left) + len(right) and left not in inner and right not in inner:
                text = inner.strip()
                break
        else:
            break
    return text
