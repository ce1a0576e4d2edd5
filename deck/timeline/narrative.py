"""Timelines told in sentences: "At 10:45 UTC the index was back. By 11:02 …"."""

from __future__ import annotations

import re

from deck.markdown.list_items import join_wrapped_lines
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.timeline.events import SectionEvents, build_event, read_line_event
from deck.timeline.timestamps import Timestamp

_TIME_LEADS = (
    *("At ", "By ", "From ", "Around ", "About ", "Approximately ", "Roughly ", "Shortly ", "Just ", "Between "),
    *("Um ", "Gegen ", "Zwischen ", "Vers ", "À ", "Entre "),
)
# where a sentence that begins with a time may start
_SENTENCE_START = re.compile(rf"(?:^|(?<=[.!?]\s)|(?<=[.!?][\"”)]\s))(?=(?:{'|'.join(_TIME_LEADS)})[^.!?]{{0,40}}?\d)")
_MOST_CHARACTERS = 2_000  # characters of a line in which such a sentence is looked for


def may_tell_time(line: str) -> bool:
    """Return whether a sentence of a line may begin with a time, by a quick look."""
    head = line[:_MOST_CHARACTERS]
    return any(word in head for word in _TIME_LEADS) and _SENTENCE_START.search(head) is not None


def read_narrative(state: ParserState, place: int, node: Node, line: SectionEvents) -> bool:
    """Read a paragraph of sentences as events.

    A sentence that begins with a time is an event; the sentences behind it belong to it.
    """
    text = join_wrapped_lines(state.get_node_text(node))
    starts = [match.start() for match in _SENTENCE_START.finditer(text)]
    lead = ""
    result: list[tuple[Timestamp, list[str]]] = []
    for n, start in enumerate(starts):
        piece = text[start : starts[n + 1] if n + 1 < len(starts) else len(text)].strip()
        parsed = read_line_event(piece)
        if parsed is not None and parsed[0].clock is not None and parsed[1]:
            result.append((parsed[0], [parsed[1]]))
        elif result:
            result[-1][1].append(piece)
        else:
            lead += f" {piece}"
    if not result:
        return False
    lead = f"{text[: starts[0]].strip()}{lead}".strip()
    if lead and line.events:
        line.events[-1].details.append(lead)
        line.events[-1].last = node.last
    elif lead:
        line.lead_texts[place] = lead
    for stamp, event_text in result:
        line.add_event(build_event(stamp, " ".join(event_text), node.first, node.last, 0))
    return True
