"""Typographic hyphens in labels and headings, and non-breaking spaces in labels."""

from __future__ import annotations

from deck.markdown.fences import find_fences
from deck.markdown.headings import find_headings
from deck.markdown.labels import SPACES, parse_label
from deck.markdown.source import Source, format_line_ranges

_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": ""})
_BOTH = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": "", **dict.fromkeys(SPACES, " ")})
_ODD_CHARACTERS = set("\u2010\u2011\u00ad" + SPACES)


def repair_typographic_hyphens(source: Source) -> None:
    """Put plain hyphens and spaces in their place, so that labels and titles can be searched, matched and spoken."""
    suspects = [i for i, line in enumerate(source.lines) if not line.isascii() and not _ODD_CHARACTERS.isdisjoint(line)]
    if not suspects:
        return
    fenced = find_fences(source.lines)
    inside = {i for f in fenced for i in range(f.first, f.last + 1)}
    titles = {h.index for h in find_headings(source.lines)}
    changed = []
    for i in suspects:
        if i in inside:
            continue
        line = source.lines[i]
        mended = line.translate(_HYPHENS) if i in titles else _mend_label(line)
        if mended != line:
            source.lines[i] = mended
            changed.append(i)
    if changed:
        where = format_line_ranges(source.origin[i] for i in changed)
        message = f"Labels or headings held typographic hyphens or spaces; they were made plain (lines {where})."
        source.report(
            changed[0], "info", "typographic-hyphens", message, "Type a plain hyphen and a plain space in labels."
        )


def _mend_label(line: str) -> str:
    label = parse_label(line)
    if label is None or not label.kind:
        return line
    return line.replace(label.text, label.text.translate(_BOTH), 1)
