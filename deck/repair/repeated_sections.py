"""Sections that stand twice."""

from __future__ import annotations

from dataclasses import dataclass, field

from deck.markdown.fences import closes_fence, parse_opening
from deck.markdown.headings import Heading, find_headings, split_title
from deck.markdown.labels import fold_text
from deck.markdown.source import Source

_MOST_COMPARED = 20  # earlier sections of the same title that are compared
_SHORTEST_PASSAGE = 120  # characters from which a repeated passage is worth a word


@dataclass(slots=True)
class _SectionText:
    heading: Heading
    title: str
    parent: int
    end: int  # line index after its own text, before the next heading
    chunks: list[tuple[int, str]]
    children: list[int] = field(default_factory=list)
    twin: int = -1


def _split_chunks(lines: list[str], first: int, stop: int) -> list[tuple[int, str]]:
    """Return paragraphs, lists and whole fences as (line index, stripped lines); rules and group marks do not count."""
    if first >= stop:
        return []
    result: list[tuple[int, list[str]]] = []
    mark, apart = "", True
    for i in range(first, stop):
        line = lines[i]
        bare = line.strip()
        if not mark and (not bare or not bare.strip("-*_") or bare.startswith(":::")):
            apart = True
            continue
        if apart and not mark:
            result.append((i, []))
        apart = False
        result[-1][1].append(bare)
        if mark:
            mark = "" if closes_fence(line, mark) else mark
        elif bare[:3] in ("```", "~~~") and (opening := parse_opening(line)):
            mark = opening[0]
    return [(i, "\n".join(parts)) for i, parts in result]


def _split_sections(lines: list[str]) -> list[_SectionText]:
    headings = find_headings(lines)
    entries: list[_SectionText] = []
    open_: list[int] = []
    for n, heading in enumerate(headings):
        while open_ and headings[open_[-1]].level >= heading.level:
            open_.pop()
        end = headings[n + 1].index if n + 1 < len(headings) else len(lines)
        parent = open_[-1] if open_ else -1
        title = fold_text(split_title(heading.text)[0])
        entries.append(_SectionText(heading, title, parent, end, _split_chunks(lines, heading.index + 1, end)))
        if parent >= 0:
            entries[parent].children.append(n)
        open_.append(n)
    return entries


def repair_repeated_sections(source: Source) -> None:
    """Keep a repeated section once where it says the same, keep both and say so where they differ."""
    entries = _split_sections(source.lines)
    places_by_text: dict[str, list[int]] = {}
    for n, entry in enumerate(entries):
        places = places_by_text.setdefault(entry.title, [])
        if places:
            entry.twin = _find_twin(entries, entry, places[:_MOST_COMPARED])
        places.append(n)
    removed_lines: list[int] = []
    for n in range(len(entries) - 1, -1, -1):
        entry = entries[n]
        if entry.twin >= 0 and any(entries[c].twin < 0 for c in entry.children):
            entry.twin = -1
    for entry in entries:
        if entry.twin >= 0:
            removed_lines += _remove_section(source, entry, entries[entry.twin])
    _report_kept(source, entries, places_by_text)
    _report_passages(source, entries)
    if not removed_lines:
        return
    removed = set(removed_lines)
    source.keep_lines([i for i in range(len(source.lines)) if i not in removed])


def _find_twin(entries: list[_SectionText], entry: _SectionText, earlier: list[int]) -> int:
    """Return the first earlier section of that title that says all that this one does, -1 for none."""
    text = {c for _, c in entry.chunks}
    if not text and not entry.children:
        return -1
    return next((n for n in earlier if text <= {c for _, c in entries[n].chunks}), -1)


def _remove_section(source: Source, entry: _SectionText, twin: _SectionText) -> list[int]:
    span = [i for i in range(entry.heading.index, entry.end) if source.lines[i].strip()]
    span = [i for i in span if not source.lines[i].lstrip().startswith(":::")]
    message = f"The section “{entry.heading.text}” occurs twice with the same content; it was kept once."
    remedy = f"Delete it here; it stands at line {source.origin[twin.heading.index]}."
    source.report(entry.heading.index, "warning", "section-repeated", message, remedy, span)
    return span


def _report_kept(source: Source, entries: list[_SectionText], places_by_text: dict[str, list[int]]) -> None:
    for title, places in places_by_text.items():
        if len(places) == 1:
            continue
        remaining = [n for n in places if entries[n].twin < 0]
        first = {(entries[n].parent, entries[n].heading.level): n for n in reversed(remaining)}
        for n in remaining:
            entry = entries[n]
            original = first[(entry.parent, entry.heading.level)]
            if n == original or not title:
                continue
            message = f"The heading “{entry.heading.text}” occurs twice here with different content; both were kept."
            remedy = f"Give one of them another title; the first is at line {source.origin[entries[original].heading.index]}."
            source.report(entry.heading.index, "info", "heading-repeated", message, remedy)


def _report_passages(source: Source, entries: list[_SectionText]) -> None:
    first: dict[str, tuple[int, int]] = {}
    for n, entry in enumerate(entries):
        if entry.twin >= 0 or not entry.chunks:
            continue
        run: list[tuple[int, str]] = []
        for index, text in [*entry.chunks, (-1, "")]:
            earlier = first.get(text)
            if index >= 0 and earlier is not None and earlier[1] != n:
                run.append((index, text))
                continue
            if sum(len(t) for _, t in run) >= _SHORTEST_PASSAGE:
                where = source.origin[first[run[0][1]][0]]
                message = f"This passage stands already at line {where}; both were kept."
                source.report(run[0][0], "info", "passage-repeated", message, "Delete one of the two.")
            run = []
            if index >= 0:
                first.setdefault(text, (index, n))
