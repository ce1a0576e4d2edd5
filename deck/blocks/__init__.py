"""One file for each kind of block.

A rule looks at the node the reader stands on; if it is its kind, it reads on, adds what it found and returns True.
To add a kind of block: a file with `rule(state) -> bool` (or `part(state) -> Part | None` for what may also stand inside
an answer), one line in RULES below or in PARTS (`deck/blocks/parts.py`), a fixture in `tests/deck/blocks/` and an entry
in `docs/deck-format.md`.
"""

from __future__ import annotations

from collections.abc import Callable

from deck.blocks import (
    details,
    follow_up,
    heading,
    incident,
    key_points,
    layered,
    lessons,
    question,
    script,
    thematic_break,
)
from deck.blocks.exercises import design, estimate, story
from deck.blocks.parts import PARTS, read_part
from deck.markdown.parser_state import ParserState

BlockRule = Callable[[ParserState], bool]

# The first rule that takes the node wins; what none takes is a part or prose. Kinds are those of `deck.markdown.tokens.Node`.
_ANY_KIND = ("heading", "paragraph", "list", "quote", "fence", "code", "table", "html", "reference", "rule")
RULES: tuple[tuple[str, tuple[str, ...], BlockRule], ...] = (
    ("details", ("marker",), details.read_details),
    ("incident", _ANY_KIND, incident.read_incident),
    ("counter-questions", ("heading", "paragraph"), follow_up.read_follow_ups),
    ("question", ("heading", "paragraph"), question.read_question),
    ("estimate", ("paragraph",), estimate.read_estimate),
    ("story", ("paragraph",), story.read_story),
    ("design", ("heading",), design.read_design),
    ("script", ("heading",), script.read_script),
    ("lessons", ("heading",), lessons.read_lessons),
    ("layered", ("heading",), layered.read_layered_question),
    ("heading", ("heading",), heading.read_heading),
    ("key points", ("paragraph", "list"), key_points.read_key_points),
    ("rule", ("rule",), thematic_break.read_thematic_break),
)

__all__ = ["PARTS", "RULES", "read_blocks", "read_part"]

_RULES_BY_KIND: dict[str, tuple[BlockRule, ...]] = {
    kind: tuple(take for _, kinds, take in RULES if kind in kinds) for kind in (*_ANY_KIND, "marker")
}


def read_blocks(state: ParserState) -> None:
    """Read the whole document."""
    while (node := state.node) is not None:
        before = state.position
        for take in _RULES_BY_KIND.get(node.kind, ()):
            if take(state):
                break
        else:
            result = read_part(state)
            if result is not None:
                state.add_block(result)
            else:
                state.add_prose(node)
                state.position = before + 1
    state.end_prose()
