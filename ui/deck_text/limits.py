"""Limits on how much of a text, and how many things, a page draws at once. Pure.

A browser takes its time for fifteen thousand cells or a word of a hundred pages. Nothing is lost: what is left out of a text
stands below it as plain text, and of many things the reader chooses which to see.
"""

from __future__ import annotations

MAX_LETTERS = 12_000  # of one block: some eight pages in print
MAX_CELLS = 1_500  # bars of tables in one block
MAX_LABEL_LETTERS = 2_000  # letters of a heading, a label, a line of a list
MAX_PLAIN_LETTERS = 400_000  # letters of what is left out that are sent along
MAX_BLOCKS = 60  # blocks of one section on a page
MAX_LINKS = 300  # sections in an outline
MAX_ROWS = 300  # events of an incident in a table


def count_drawn_letters(text: str) -> int:
    """Return how many letters of a text are drawn: whole lines where possible, else up to a space."""
    if len(text) <= MAX_LETTERS and text.count("|") <= MAX_CELLS:
        return len(text)
    end = cells = 0
    while end < len(text):
        stop = text.find("\n", end)
        stop = len(text) if stop < 0 else stop + 1
        cells += text.count("|", end, stop)
        if stop > MAX_LETTERS or cells > MAX_CELLS:
            break
        end = stop
    return end or _find_cut_in_line(text)


def _find_cut_in_line(text: str) -> int:
    """Return the place at which a first line that is too long is cut."""
    stop = min(len(text), MAX_LETTERS)
    if text.count("|", 0, stop) > MAX_CELLS:
        at = -1
        for _ in range(MAX_CELLS):
            at = text.find("|", at + 1)
        stop = at
    space = text.rfind(" ", 0, stop)
    return space if space > stop // 2 else stop


def shorten_label(text: str) -> str:
    """Return a text short enough for a heading or a label."""
    return text if len(text) <= MAX_LABEL_LETTERS else f"{text[:MAX_LABEL_LETTERS].rstrip()} …"


def split_into_ranges(count: int, size: int) -> tuple[range, ...]:
    """Return the ranges of at most `size` that cover `count` things."""
    return tuple(range(at, min(at + size, count)) for at in range(0, count, size))
