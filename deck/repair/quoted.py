"""A timeline inside a quotation, as mail programs make one, stands as if it were not quoted."""

from __future__ import annotations

import re

from deck.markdown.fences import fences
from deck.markdown.source import Source
from deck.timeline.events import line_event

_MARKS = re.compile(r"(?: {0,3}>[ \t]?)+")
_BEFORE = "> \t-*+_`[("  # what may stand before the first digit of a stamp
_FEWEST = 3  # lines of one quotation that begin with a time


def repair(source: Source) -> None:
    """Take the `>` off quotations with at least so many times."""
    lines = source.lines
    places = [i for i, line in enumerate(lines) if ">" in line[:4] and line.lstrip(" ")[0] == ">"]
    if len(places) < _FEWEST:
        return
    inside = {i for f in fences(lines) for i in range(f.first, f.last + 1)}
    run: list[int] = []
    for i in [*places, len(lines) + 1]:
        if run and i != run[-1] + 1:
            _free(source, run)
            run = []
        if i not in inside:
            run.append(i)


def _free(source: Source, run: list[int]) -> None:
    heads = (source.lines[i].lstrip(_BEFORE) for i in run)
    likely = [text for text in heads if text[:1].isdigit()]
    if len(likely) < _FEWEST or sum(line_event(text, True) is not None for text in likely) < _FEWEST:
        return
    bare = [_MARKS.sub("", source.lines[i], count=1) for i in run]
    for i, text in zip(run, bare, strict=True):
        source.lines[i] = text
    empty = [i for i, text in zip(run, bare, strict=True) if not text.strip()]
    source.tell(run[0], "info", "quoted-timeline", "A quoted timeline was taken out of its quotation.", takes=empty)
