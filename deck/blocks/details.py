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


def read_details(reader: ParserState) -> bool:
    """Open or close a group."""
    node = reader.node
    if node is None or node.kind != "marker":
        return False
    reader.end_prose()
    reader.consume(node)
    reader.position += 1
    if not node.text:
        if reader.open_details:
            reader.open_details.pop()
        else:
            reader.report(
                reader.source_line(node),
                "warning",
                "details",
                "A group ends here that was never opened.",
                "Delete the line.",
            )
        return True
    match = _OPENING.match(node.text)
    title = split_title(_CLICK_HINT.sub("", match.group(1) if match else node.text))[0]
    made = reader.details_ids.reserve(slugify(title))
    line = reader.source_line(node)
    parent = reader.group
    reader.details.append(Details(made, title, reader.section, parent, line, line))
    reader.open_details.append(len(reader.details) - 1)
    return True
