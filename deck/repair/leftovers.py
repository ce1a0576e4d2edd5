"""Remarks that an editing tool left behind: "[Original content … continues here]", "# End of …"."""

from __future__ import annotations

import re

from deck.markdown.fences import find_fences
from deck.markdown.headings import find_headings
from deck.markdown.source import Source

_SUBJECT = (
    r"(?:original|rest|remaining|remainder|previous|existing|other|full"
    r"|content|file|document|text|sections?|code|output|response)"
)
_VERB = r"(?:continues?|continued|unchanged|omitted|truncated|remains?|stays?|as before|goes here|cut off|snipped|abbreviated)"
# "[Original content unchanged …]", "<!-- rest of file omitted -->": brackets or dots on both sides, and the verb that
# no sentence of a deck has there.
_REMARK = re.compile(
    rf"^\s*(?:[\[(<{{]|\.\.\.|…|<!--)[\s.…\-]*(?=.{{0,160}}$)(?:.*\b{_SUBJECT}\b)?.*\b{_VERB}\b.*(?:[\])>}}]|\.\.\.|…|-->)\s*$",
    re.IGNORECASE,
)
# "[truncated]", "(…)": the whole line is one word in brackets.
_SHORT = re.compile(
    r"^\s*[\[(]\s*(?:truncated|snip|continued?|omitted|to be continued|\.\.\.|…)[\s.…]*[\])]\s*$", re.IGNORECASE
)
# A heading "End of document" with nothing below it.
_END = re.compile(r"^end of\b.*\b(?:content|document|file|preparation|notes|transcript|deck|text)\b", re.IGNORECASE)


_OPENERS = set("[(<{.…")
_LONGEST_REMARK = 200  # characters; tools leave a line, and a longer one is the author's


def repair_leftovers(source: Source) -> None:
    """Blank remarks that an editing tool left behind; each is reported."""
    result = [
        i
        for i, line in enumerate(source.lines)
        if line
        and line.lstrip()[:1] in _OPENERS
        and len(line) < _LONGEST_REMARK
        and (_REMARK.match(line) or _SHORT.match(line))
    ]
    inside = {i for f in find_fences(source.lines) for i in range(f.first, f.last + 1)} if result else set()
    for i in result:
        if i not in inside:
            _blank_line(source, i, "A remark of an editing tool was left in the text; it was taken out.")
    if not any(line[:1] == "#" and "end of" in line.lower() for line in source.lines):
        return
    for heading in find_headings(source.lines):
        if _END.match(heading.text) and not _has_body(source, heading.index):
            _blank_line(source, heading.index, "A heading that only says where the text ends was taken out.")


def _has_body(source: Source, index: int) -> bool:
    for line in source.lines[index + 1 :]:
        bare = line.strip()
        if bare.startswith("#"):
            return False
        if bare and bare.strip("-*_ "):
            return True
    return False


def _blank_line(source: Source, index: int, message: str) -> None:
    source.report(
        index, "warning", "leftover", message, "Delete the line, or put the missing text in its place.", [index]
    )
    source.lines[index] = ""
