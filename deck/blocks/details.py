"""`:::details Title` … `:::`: a collapsible group; its inside is read like the rest."""

from __future__ import annotations

import re

from deck.markdown.headings import slugify, split_title
from deck.markdown.parser_state import ParserState
from deck.model import Details

# What Docusaurus, VuePress, MyST, Quarto and Material for MkDocs call such a group.
_KNOWN_NAME = re.compile(
    r"(?:callout-)?(?:abstract|admonition|attention|bug|caution|danger|details|dropdown|error|example|failure|hint|important"
    r"|info|note|quote|seealso|spoiler|success|summary|tip|warning)",
    re.IGNORECASE,
)
# `tip Title`, `tip[Title]`, `tip Title {collapsed}`: a name, and a title with or without brackets.
_OPENING = re.compile(r"^(?P<name>[A-Za-z][\w-]*)?(?:\[(?P<title>[^\]]*)\])?(?P<rest>.*?)(?:\{[^{}]*\})?$")
# `{tip} Title` (MyST), `{.callout-tip title="Title"}` (Pandoc, Quarto): the name is the first word that is no id.
_BRACES = re.compile(r"^\{(?:#\S+\s+)*\.?(?P<name>[\w-]*)(?P<attributes>[^{}]*)\}(?P<rest>.*)$")
# Quarto and pandoc give the title as an attribute: `{.callout-tip title="Why"}`.
_TITLE_ATTRIBUTE = re.compile(r"\b(?:title|summary)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DIRECTIVE = re.compile(r"^[a-z][a-z0-9-]*$")  # one small word alone is the name of something, not a title
# "Solution (click to expand)": the screen has its own button.
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
                "This `:::` closes a group that was never opened.",
                "Delete the line.",
            )
        return True
    line = state.get_source_line(node)
    name, title = _read_opening(node.text)
    if name:
        state.report(
            line,
            "info",
            "details-unknown",
            f"“{name}” is not a known block: its content is folded under that name.",
            "Write `:::details` and a title. If the lines only arrange a page elsewhere, delete them.",
        )
    title = split_title(_CLICK_HINT.sub("", title or name))[0]
    new_id = state.details_ids.reserve(slugify(title))
    parent = state.group
    state.details.append(Details(new_id, title, state.section, parent, line, line))
    state.open_details.append(len(state.details) - 1)
    return True


def _read_opening(text: str) -> tuple[str, str]:
    """Return the name of a group when it is none that is known, else "", and the group's title."""
    braces = _BRACES.match(text)
    match = braces or _OPENING.match(text)
    if match is None:
        return "", text
    name, title = match["name"] or "", match["rest"].strip()
    if braces:
        attribute = _TITLE_ATTRIBUTE.search(braces["attributes"])
        title = (attribute[1] or attribute[2] or "") if attribute else title
    elif match["title"]:
        title = match["title"].strip()
    elif not _KNOWN_NAME.fullmatch(name) and (title or not _DIRECTIVE.match(name)):
        return "", text  # the whole line is the title
    if _KNOWN_NAME.fullmatch(name):
        return "", title if title or name.lower() == "details" else name.removeprefix("callout-").capitalize()
    return name, title
