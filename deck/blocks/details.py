"""`:::details Title` … `:::`: a collapsible group; its inside is read like the rest."""

from __future__ import annotations

import re

from deck.markdown.headings import slug, split_title
from deck.markdown.state import Reader
from deck.model import Details

_OPEN = re.compile(
    r"^(?:details|info|tip|note|warning|danger|caution|important|example|spoiler)?\b\s*(.*)$", re.IGNORECASE
)
_HINT = re.compile(r"\s*\((?:click|tap)[^)]*\)\s*$", re.IGNORECASE)


def rule(reader: Reader) -> bool:
    """Open or close a group."""
    node = reader.node
    if node is None or node.kind != "marker":
        return False
    reader.flush()
    reader.cover(node)
    reader.at += 1
    if not node.text:
        if reader.open_details:
            reader.open_details.pop()
        else:
            reader.tell(
                reader.line(node), "warning", "details", "A group ends here that was never opened.", "Delete the line."
            )
        return True
    match = _OPEN.match(node.text)
    title = split_title(_HINT.sub("", match.group(1) if match else node.text))[0]
    made = reader.details_ids.take(slug(title))
    line = reader.line(node)
    parent = reader.group
    reader.details.append(Details(made, title, reader.section, parent, line, line))
    reader.open_details.append(len(reader.details) - 1)
    return True
