"""Set labels and bold time stamps apart: a blank line goes before those that follow other text directly.

Markdown would make them part of the paragraph, list item or quote above. Nothing an author wrote changes, so nothing is
reported.
"""

from __future__ import annotations

from deck.markdown.fences import find_fences
from deck.markdown.labels import parse_label
from deck.markdown.source import Source
from deck.timeline.timestamps import has_bold_stamp


def repair_label_spacing(source: Source) -> None:
    """Insert a blank line before labels and bold stamps that follow other text directly."""
    lines = source.lines
    starts = [i for i, line in enumerate(lines) if line[:2] in ("**", "__") and i and lines[i - 1].strip()]
    if not starts:
        return
    inside = {i for f in find_fences(lines) for i in range(f.first, f.last + 1)}
    places = [i for i in starts if i not in inside and _stands_alone(lines[i])]
    if not places:
        return
    label_lines = set(places)
    texts: list[str] = []
    origin: list[int] = []
    for i, line in enumerate(lines):
        if i in label_lines:
            texts.append("")
            origin.append(source.origin[i])
        texts.append(line)
        origin.append(source.origin[i])
    source.lines, source.origin = texts, origin


def _stands_alone(line: str) -> bool:
    label = parse_label(line)
    return bool(label and label.kind) or has_bold_stamp(line)
