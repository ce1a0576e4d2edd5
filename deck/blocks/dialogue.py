"""Dialogues: a quote in which `*Interviewer:*` and `*Candidate:*` speak."""

from __future__ import annotations

import re

from deck.blocks.callout import strip_quote_marks
from deck.markdown.list_items import join_wrapped_lines, strip_quotation
from deck.markdown.parser_state import ParserState
from deck.model import Dialogue, Turn

# "*Interviewer:* Why?" The colon stands inside the emphasis, and a speaker's name is short; "**Note**: …" is no turn.
_TURN = re.compile(r"^(?:\*\*|__|\*|_)([^*_:\n]{1,40}):(?:\*\*|__|\*|_)[ \t]*(.*)$")
# One bold label in a quote is a remark; only a reply makes it a dialogue.
_FEWEST_TURNS = 2


def read_dialogue(state: ParserState) -> Dialogue | None:
    """Return the dialogue at this node."""
    node = state.node
    if node is None or node.kind != "quote":
        return None
    turns: list[tuple[str, list[str]]] = []
    for line in strip_quote_marks(state.get_node_text(node)).split("\n"):
        match = _TURN.match(line.strip())
        if match:
            turns.append((match.group(1).strip(), [match.group(2)]))
        elif turns:
            turns[-1][1].append(line)
        elif line.strip():
            return None
    if len(turns) < _FEWEST_TURNS:
        return None
    state.position += 1
    state.consume(node)
    low, high = state.get_source_span([node])
    dialogue_turns = tuple(Turn(name, strip_quotation(join_wrapped_lines("\n".join(lines)))) for name, lines in turns)
    return Dialogue(dialogue_turns, state.section, low, high, state.group)
