"""Repair damaged documents instead of refusing them; each repair is reported as a problem.

To add one: a file with `repair(source)` that changes the source's lines and reports what it did, and a line in REPAIRS.
"""

from __future__ import annotations

from collections.abc import Callable

from deck.markdown.source import Source
from deck.repair import (
    control_characters,
    entities,
    foreign_tables,
    label_spacing,
    leftovers,
    mojibake,
    quoted_timelines,
    repeated_sections,
    table_of_contents,
    typographic_hyphens,
    unclosed_fences,
)

Repair = Callable[[Source], None]

# The order matters: characters before words, fences before whatever must know what is code, sections last.
REPAIRS: tuple[tuple[str, Repair], ...] = (
    ("mojibake", mojibake.repair_mojibake),
    ("control_characters", control_characters.repair_control_characters),
    ("leftovers", leftovers.repair_leftovers),
    ("unclosed_fences", unclosed_fences.repair_fences),
    ("entities", entities.repair_entities),
    ("quoted_timelines", quoted_timelines.repair_quoted_timelines),
    ("foreign_tables", foreign_tables.repair_foreign_tables),
    ("typographic_hyphens", typographic_hyphens.repair_typographic_hyphens),
    ("table_of_contents", table_of_contents.repair_table_of_contents),
    ("repeated_sections", repeated_sections.repair_repeated_sections),
    ("label_spacing", label_spacing.repair_label_spacing),
)
# These settle by themselves: what the others do later gives them nothing new to mend.
_RUN_ONCE = {"typographic_hyphens"}
_MOST_PASSES = 6  # a repair may lay bare what another mends; texts settle in two


def repair_source(source: Source) -> None:
    """Run all repairs until nothing changes any more, so that a repaired text is repaired for good."""
    for turn in range(_MOST_PASSES):
        before = list(source.lines)
        earlier = {(p.code, p.line) for p in source.problems}
        count = len(source.problems)
        for name, step in REPAIRS:
            if turn == 0 or name not in _RUN_ONCE:
                step(source)
        fresh = [p for p in source.problems[count:] if p.lines or (p.code, p.line) not in earlier]
        source.problems[count:] = fresh
        if source.lines == before:
            return
