"""Lines that begin with a time and became no incident."""

from __future__ import annotations

import re

from deck.markdown.fences import find_fences
from deck.markdown.parser_state import ParserState
from deck.model import Incident
from deck.timeline.classifier import names_other_list
from deck.timeline.events import LIST_MARK, read_line_event

# an item, a row or a line in bold or brackets with a time among its first words, however its date is written
_TIME_NEAR = re.compile(
    r"[ \t]*(?:[-*+|>][ \t]*|\*\*|\[)+(?:[^\s|]{1,16}[ \t]+){0,3}?[\[(*`~]{0,4}\d{1,2}[:.h]\d{2}(?![\w%])"
    r"[^\n]{0,40}?[^\W\d_]{2,}[ ,]+[^\W\d_]{2,}"
)
# A quick look at the first characters: a line without a digit there begins with no time.
_DIGIT = re.compile(r"\d")
_FEWEST_LOOSE = 3  # of such lines where no stamp was readable
_FEWEST = 2  # lines that begin with a time
_ENOUGH = 200  # of them; more need not be counted
_MARKS = " \t-*+|>_`[(~"


def report_timelines(state: ParserState) -> None:
    """Report a document in which lines begin with times and no incident was found."""
    if any(isinstance(block, Incident) for block in state.blocks):
        return
    inside = frozenset(i for fence in find_fences(state.lines) for i in range(fence.first, fence.last + 1))
    stamped = []
    for i, line in enumerate(state.lines):
        # a heading that begins with a time is looked at elsewhere, whatever became of it
        if (line[:1] != "#" and _DIGIT.search(line, 0, 24) is not None and i not in inside) and (
            _TIME_NEAR.match(line) is not None or _begins_with_time(line)
        ):
            stamped.append(i)
            if len(stamped) > _ENOUGH:
                break
    if len(stamped) < _FEWEST:
        return
    if len(stamped) < _FEWEST_LOOSE and not any(_begins_with_time(state.lines[i]) for i in stamped):
        return
    nearest = [section.title for section in state.sections if section.line <= state.origin[stamped[0]]][-1:]
    above = [*nearest, state.title, state.meta.title]
    if any(names_other_list(title) for title in above if title):
        return
    count = len(stamped) if len(stamped) <= _ENOUGH else f"More than {_ENOUGH}"
    state.report(
        state.origin[stamped[0]],
        "info",
        "timeline-unread",
        f"{count} lines begin with a time, from here on, and were not read as a timeline.",
        "If they tell of an incident, write a heading such as “Incident: what broke” above them.",
        fix=f"## Incident: what broke\n\n{state.lines[stamped[0]]}",
    )


def _begins_with_time(line: str) -> bool:
    parsed = read_line_event(LIST_MARK.sub("", line.lstrip("|> "), count=1), in_list=True)
    return parsed is not None and parsed[0].clock is not None and len(parsed[1].split()) > 1
