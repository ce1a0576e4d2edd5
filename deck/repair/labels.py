"""Typographic hyphens in labels and headings, and non-breaking spaces in labels."""

from __future__ import annotations

from deck.markdown.fences import fences
from deck.markdown.headings import headings
from deck.markdown.labels import SPACES, kind_of, label_of
from deck.markdown.source import Source, ranges

_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": ""})
_BOTH = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": "", **dict.fromkeys(SPACES, " ")})
_ODD = set("\u2010\u2011\u00ad" + SPACES)


def repair(source: Source) -> None:
    """Put plain hyphens and spaces in their place, so that labels and titles can be searched, matched and spoken."""
    suspects = [i for i, line in enumerate(source.lines) if not line.isascii() and not _ODD.isdisjoint(line)]
    if not suspects:
        return
    fenced = fences(source.lines)
    inside = {i for f in fenced for i in range(f.first, f.last + 1)}
    titles = {h.index for h in headings(source.lines)}
    changed = []
    for i in suspects:
        if i in inside:
            continue
        line = source.lines[i]
        mended = line.translate(_HYPHENS) if i in titles else _label(line)
        if mended != line:
            source.lines[i] = mended
            changed.append(i)
    if changed:
        where = ranges(source.origin[i] for i in changed)
        message = f"Labels or headings held typographic hyphens or spaces; they were made plain (lines {where})."
        source.tell(
            changed[0], "info", "typographic-hyphens", message, "Type a plain hyphen and a plain space in labels."
        )


def _label(line: str) -> str:
    label = label_of(line)
    if label is None or not (label.kind or kind_of(label.text)):
        return line
    return line.replace(label.text, label.text.translate(_BOTH), 1)
