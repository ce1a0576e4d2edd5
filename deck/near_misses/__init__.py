"""Text that looks like questions, choices or a timeline and was not read as such: it is reported, since silence is a fault.

To add a look: a file with `report_…` and a line in `report_near_misses`. Each problem names a line, what it looked like,
and the least change that makes it work; where that change is one line, `Problem.fix` holds it.
"""

from __future__ import annotations

import re

from deck.markdown.parser_state import ParserState
from deck.model import Incident, Part, Question
from deck.near_misses import (
    gap_misses,
    label_misses,
    line_start_misses,
    markup_misses,
    option_misses,
    pair_misses,
    question_misses,
    table_misses,
    timeline_misses,
)
from deck.near_misses.snapshot import Snapshot

# A time with minutes, "14:02" or "9.15": a line that was read as an event by it is not reported as a slip.
_CLOCK = re.compile(r"\d[:.h]\d")

__all__ = ["Snapshot", "report_near_misses"]


def report_near_misses(state: ParserState, snapshot: Snapshot) -> None:
    """Report all near misses of a document, from its text as written (`snapshot`) and from what was read of it."""
    # whatever is no plain text: in a deck with questions, incidents or exercises, unknown labels are the author's own
    has_questions = any(not isinstance(block, Part) for block in state.blocks)
    choice_lines = {choice.line for block in state.blocks if isinstance(block, Question) for choice in block.choices}
    pair_misses.report_broken_pairs(snapshot, state.meta.language)
    read_lines = {
        event.line
        for block in state.blocks
        if isinstance(block, Incident)
        for event in block.events
        if event.minute is not None and _CLOCK.search(event.at) is not None
    }
    line_start_misses.report_nearly_marks(snapshot, read_lines)
    table_misses.report_tables(snapshot)
    gap_misses.report_gaps(snapshot)
    label_misses.report_labels(snapshot, has_questions)
    markup_misses.report_markup(snapshot, has_questions)
    option_misses.report_options(snapshot, choice_lines)
    question_misses.report_questions(state)
    timeline_misses.report_timelines(state)
