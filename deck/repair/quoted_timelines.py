"""A timeline inside a quotation, as mail programs make one, stands as if it were not quoted."""

from __future__ import annotations

import re

from deck.markdown.fences import find_fences
from deck.markdown.source import Source
from deck.timeline.events import read_line_event

# "> " or ">>": a mail that was answered several times has a mark for each.
_QUOTE_MARKS = re.compile(r"(?: {0,3}>[ \t]?)+")
_LEADING_CHARACTERS = "> \t-*+_`[("  # what may stand before the first digit of a stamp
_FEWEST_TIMES = 3  # lines of one quotation that begin with a time


def repair_quoted_timelines(source: Source) -> None:
    """Take the `>` off quotations that hold enough times to be a timeline."""
    lines = source.lines
    places = [i for i, line in enumerate(lines) if ">" in line[:4] and line.lstrip(" ")[0] == ">"]
    if len(places) < _FEWEST_TIMES:
        return
    inside = {i for f in find_fences(lines) for i in range(f.first, f.last + 1)}
    run: list[int] = []
    for i in [*places, len(lines) + 1]:
        if run and i != run[-1] + 1:
            _unquote_lines(source, run)
            run = []
        if i not in inside:
            run.append(i)


def _unquote_lines(source: Source, run: list[int]) -> None:
    heads = (source.lines[i].lstrip(_LEADING_CHARACTERS) for i in run)
    likely = [text for text in heads if text[:1].isdigit()]
    if len(likely) < _FEWEST_TIMES or sum(read_line_event(text, True) is not None for text in likely) < _FEWEST_TIMES:
        return
    bare = [_QUOTE_MARKS.sub("", source.lines[i], count=1) for i in run]
    for i, text in zip(run, bare, strict=True):
        source.lines[i] = text
    empty = [i for i, text in zip(run, bare, strict=True) if not text.strip()]
    source.report(run[0], "info", "quoted-timeline", "A quoted timeline was taken out of its quotation.", takes=empty)
