"""Code examples: fences that name a language, or read like code."""

from __future__ import annotations

import re

from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Code

_LONGEST_LEAD = 80  # characters of "Retry with a budget:", the line that leads to a fence; a longer one is a sentence
# A fence without a language is code if one line reads like code: ends in ";" or a brace, begins with a keyword, a
# prompt or "#!", assigns, or is nothing but a call. Anything else in a plain fence is text set in a fixed-width font.
_CODE_LINE = re.compile(
    r".*[;{}]\s*$|^\s*(?:import |from \w+ import|def |class |SELECT |\$ |#!|public |private |return\b|@\w+)"
    r"|^\s*[\w.\[\]]+\s*=[^=]|^\s*\w[\w.]*\(.*\)\s*$"
)


def read_code(state: ParserState) -> Code | None:
    """Return the code example at this node."""
    node = state.node
    if node is None or node.kind != "fence":
        return None
    source = get_fence_body(state, node)
    language = node.info.replace("{", " ").split()[0].lower() if node.info.strip("{} ") else ""
    if not language and not any(_CODE_LINE.match(line) for line in source.split("\n")):
        return None
    title = find_fence_title(state)
    state.position += 1
    state.consume(node)
    low, high = state.get_source_span([node])
    if language == "lab":
        message = "This lab is not in an incident, so nothing runs it."
        state.report(low, "warning", "lab-outside", message, "Move it below an incident's heading.")
    return Code(
        title=title, language=language, source=source, section=state.section, line=low, last=high, details=state.group
    )


def get_fence_body(state: ParserState, node: Node) -> str:
    """Return what stands between the marks of a fence."""
    lines = state.lines[node.first : node.last + 1]
    mark = lines[0].strip()[:1]
    is_closed = len(lines) > 1 and set(lines[-1].strip()) == {mark}
    indent = len(lines[0]) - len(lines[0].lstrip(" "))
    inner = lines[1:-1] if is_closed else lines[1:]
    return "\n".join(line[min(indent, len(line) - len(line.lstrip(" "))) :] for line in inner)


def find_fence_title(state: ParserState) -> str:
    """Return the words that lead to a fence.

    A bold label or a short line ending in a colon, else the section's title.
    """
    above = state.nodes[state.position - 1] if state.position else None
    if above is not None and above.kind == "paragraph":
        line = state.lines[above.last].strip()
        bold = above.label.text if above.label and not above.label.rest and above.first == above.last else ""
        if bold and not above.label.kind:  # type: ignore[union-attr]
            return bold.rstrip(": ")
        if line.endswith(":") and len(line) <= _LONGEST_LEAD and "**" not in line:
            return line.rstrip(": ").strip("*_ ")
    return state.section_title
