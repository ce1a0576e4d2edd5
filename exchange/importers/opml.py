"""Outlines (OPML, https://opml.org/spec2.opml) as markdown.

The first two levels are sections; a question has what is below it as its answer.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

from errors import UserError
from exchange.importers.notes import MAX_NOTES

# A document type, the only door to entities that grow.
DOCTYPE = re.compile(r"<!DOCTYPE", re.IGNORECASE)
HEADING_LEVELS = 2  # of an outline become headings; what lies deeper are its questions and lists
MAX_DEPTH = 100  # of entries within entries: more was made to break a reader


def convert_opml(text: str) -> str:
    """Return an outline as markdown. Raises UserError when it is no OPML, nests too deep or asks more than `MAX_NOTES`."""
    if DOCTYPE.search(text):
        raise UserError("This outline declares XML entities; it is not opened.", "Export it again as OPML.")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 (no document type, so no entities)
    except (ElementTree.ParseError, ValueError) as error:
        raise UserError("This is no OPML file, or it is damaged.", "Export it again as OPML.") from error
    body = root.find("body")
    if root.tag != "opml" or body is None:
        raise UserError("This is no OPML file.", "Export the outline as OPML.")
    questions = sum(_is_question(outline) for outline in body.iter("outline"))
    if questions > MAX_NOTES:
        raise UserError(f"There are more than {MAX_NOTES:,} questions in this outline.", "Split it.")
    title = _flatten(root.findtext("head/title") or "")
    out = [f"# {title}"] if title else []
    for outline in body.findall("outline"):
        _write_outline(outline, 1, out)
    return "\n\n".join(out) + "\n"


def _write_outline(outline: ElementTree.Element, depth: int, out: list[str]) -> None:
    if depth > MAX_DEPTH:
        raise UserError(f"This outline is more than {MAX_DEPTH} levels deep.", "Split it.")
    text, note, children = _read_text(outline), _read_note(outline), outline.findall("outline")
    if not text and not children:
        return
    if _is_question(outline):
        answer = [note] if note else []
        if children:
            answer.append("\n".join(_list_lines(children, 0)))
        out.append(f"**Question:** {text}")
        out.append("**Answer:**" + ("\n\n" + "\n\n".join(answer) if answer else ""))
        return
    if depth <= HEADING_LEVELS and children:
        out.append(f"{'#' * (depth + 1)} {text or '…'}")
        out += [note] if note else []
        for child in children:
            _write_outline(child, depth + 1, out)
        return
    out.append("\n".join(_list_lines([outline], 0)))


def _is_question(outline: ElementTree.Element) -> bool:
    return _read_text(outline).endswith("?") or outline.get("_type", "") == "question"


def _list_lines(outlines: list[ElementTree.Element], depth: int) -> list[str]:
    if depth > MAX_DEPTH:
        raise UserError(f"This outline is more than {MAX_DEPTH} levels deep.", "Split it.")
    lines = []
    for outline in outlines:
        lines.append(f"{'  ' * depth}- {_read_text(outline) or '…'}")
        if note := _read_note(outline):
            lines.append(f"{'  ' * (depth + 1)}{_flatten(note)}")
        lines += _list_lines(outline.findall("outline"), depth + 1)
    return lines


def _read_text(outline: ElementTree.Element) -> str:
    return _flatten(outline.get("text") or outline.get("title") or "")


def _read_note(outline: ElementTree.Element) -> str:
    return (outline.get("_note") or outline.get("note") or "").strip()


def _flatten(text: str) -> str:
    return " ".join(text.split())
