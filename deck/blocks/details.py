"""`:::details Title` … `:::`: a collapsible group; its inside is read like the rest."""

from __future__ import annotations

import re

from deck.markdown.headings import slugify, split_title
from deck.markdown.parser_state import ParserState
from deck.model import Details

_OPENING = re.compile(
    r"^(?:details|info|tip|note|warning|danger|caution|important|example|spoiler)?\b\s*(.*)$", re.IGNORECASE
)
_CLICK_HINT = re.compile(r"\s*\((?:click|tap)[^)]*\)\s*$", re.IGNORECASE)


def read_details(state: ParserState) -> bool:
    """Open or close a group."""
    node = state.node
    if node is None or node.kind != "marker":
        return False
    state.end_prose()
    state.consume(node)
    state.position += 1
    if not node.text:
        if state.open_details:
            state.open_details.pop()
        else:
            state.report(
                state.get_source_line(node),
                "warning",
                "details",
                "A group ends here that was never opened.",
                "Delete the line.",
            )
        return True
    match = _OPENING.match(node.text)
    title = split_title(_CLICK_HINT.sub("", match.group(1) if match else node.text))[0]
    new_id = state.details_ids.reserve(slugify(title))
    line = state.get_source_line(node)
    parent = state.group
    state.details.append(Details(new_id, title, state.section, parent, line, line))
    state.open_details.append(len(state.details) - 1)
    return True
