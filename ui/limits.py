"""How much of a text, and how many of many things, a page draws at once. Pure.

A browser takes its time for fifteen thousand cells or a word of a hundred pages. Nothing is lost: what is left out of a text
stands below it as plain text, and of many things the reader chooses which to see.
"""

from __future__ import annotations

MOST_LETTERS = 12_000  # of one block: some eight pages in print
MOST_CELLS = 1_500  # bars of tables in one block
MOST_LABEL = 2_000  # letters of a heading, a label, a line of a list
MOST_PLAIN = 400_000  # letters of what is left out that are sent along
MOST_BLOCKS = 60  # blocks of one section on a page
MOST_LINKS = 300  # sections in an outline
MOST_ROWS = 300  # events of an incident in a table


def shown(text: str) -> int:
    """How many letters of a text are drawn: whole lines where possible, else up to a space."""
    if len(text) <= MOST_LETTERS and text.count("|") <= MOST_CELLS:
        return len(text)
    end = cells = 0
    while end < len(text):
        stop = text.find("\n", end)
        stop = len(text) if stop < 0 else stop + 1
        cells += text.count("|", end, stop)
        if stop > MOST_LETTERS or cells > MOST_CELLS:
            break
        end = stop
    return end or _within_line(text)


def _within_line(text: str) -> int:
    """Where a first line that is too long is cut."""
    stop = min(len(text), MOST_LETTERS)
    if text.count("|", 0, stop) > MOST_CELLS:
        at = -1
        for _ in range(MOST_CELLS):
            at = text.find("|", at + 1)
        stop = at
    space = text.rfind(" ", 0, stop)
    return space if space > stop // 2 else stop


def label(text: str) -> str:
    """A text short enough for a heading or a label."""
    return text if len(text) <= MOST_LABEL else f"{text[:MOST_LABEL].rstrip()} …"


def parts(count: int, most: int) -> tuple[range, ...]:
    """The ranges into which so many things are parted."""
    return tuple(range(at, min(at + most, count)) for at in range(0, count, most))
