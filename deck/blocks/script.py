"""Spoken scripts: parts with the minutes they promise."""

from __future__ import annotations

import re

from deck.markdown.headings import slugify
from deck.markdown.labels import fold_text
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Script, ScriptPart

# "(8–10 minutes)", "(about 5 min.)", "(a 5-minute read)": a few words may stand before the number. U+2011 is the hyphen
# that does not break, which word processors put into ranges.
_PROMISED_MINUTES = re.compile(
    r"[,\s]*[(\[]?\s*[^()\[\]]{0,40}?(\d+(?:\.\d+)?)\s*(?:(?:-|–|—|\u2011|to)\s*(\d+(?:\.\d+)?)\s*)?-?min(?:ute)?s?\b\.?\s*[)\]]?",
    re.IGNORECASE,
)
# Only the last bracket can be a promise: "Locks (and latches) (5 min)".
_LAST_PARENTHESIS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
# These two meet folded text. A "spoken summary" belongs to a diagram, and "scripting" is programming.
_SCRIPT_TITLE = re.compile(r"\b(?:spoken|audio|narrat\w+|podcast)\b|\bscript\b")
# A quick look that spares most headings the folding.
_SCRIPT_HINT = re.compile(r"spoken|audio|narrat|podcast|script", re.IGNORECASE)
_NO_SCRIPT_TITLE = re.compile(r"\bspoken (?:summary|diagram|description|version)\b|\bscripting\b")
# One heading that counts ("Part 1", "Chapter two") is enough for its neighbours to be parts as well.
_PART_TITLE = re.compile(r"^(?:part|chapter|segment|episode)\s+\w+\b", re.IGNORECASE)
# **Topics:** lists links to sections, `[Locks](#locks)`, or their titles, parted by commas or semicolons.
_TOPIC_LINK = re.compile(r"\[[^\]]*\]\(#([^)]+)\)|([^,;]+)")


def read_script(state: ParserState) -> bool:
    """Read a spoken script: a heading that says it is spoken, with parts below it."""
    node = state.node
    if node is None or node.kind != "heading":
        return False
    if not _SCRIPT_HINT.search(node.title):
        return False
    words = fold_text(node.title)
    if not _SCRIPT_TITLE.search(words) or _NO_SCRIPT_TITLE.search(words):
        return False
    parts = _find_parts(state, node)
    if not parts:
        return False
    return _build_script(state, node, parts)


def _find_parts(state: ParserState, heading: Node) -> list[int]:
    """Return the indexes of the headings one level down, if one of them is a part."""
    result, level, has_part = [], 0, False
    for at in range(state.position + 1, len(state.nodes)):
        node = state.nodes[at]
        if node.kind != "heading":
            continue
        if node.level <= heading.level:
            break
        level = level or node.level
        if node.level <= level:
            result.append(at)
            has_part = has_part or bool(_PART_TITLE.match(node.title) or split_minutes(node.title)[1] != (0.0, 0.0))
    return result if has_part else []


def split_minutes(title: str) -> tuple[str, tuple[float, float]]:
    """Return a title without its promise, and the promise in minutes; (0, 0) where there is none."""
    paren = _LAST_PARENTHESIS.search(title)
    match = _PROMISED_MINUTES.match(paren.group(0)) if paren else None
    if not paren or not match:
        return title, (0.0, 0.0)
    low = float(match.group(1))
    high = float(match.group(2)) if match.group(2) else low
    return title[: paren.start()].strip(), (min(low, high), max(low, high))


def _build_script(state: ParserState, heading: Node, parts: list[int]) -> bool:
    title, promised = split_minutes(" ".join(heading.title.split()))
    section = state.open_section(heading, " ".join(heading.title.split()), heading.explicit)
    state.position += 1
    while state.position < parts[0] and (node := state.node) is not None:
        if node.kind == "rule":
            state.consume(node)
        else:
            state.add_prose(node)
        state.position += 1
    state.end_prose()
    end = parts[-1] + 1
    while (
        end < len(state.nodes)
        and not (state.nodes[end].kind == "heading" and state.nodes[end].level <= state.nodes[parts[-1]].level)
        and state.nodes[end].kind != "marker"
    ):
        end += 1
    created = [_build_part(state, a, b) for a, b in zip(parts, [*parts[1:], end], strict=True)]
    low, high = state.get_source_span([heading, *state.nodes[parts[0] : end]])
    identity = state.script_ids.reserve(heading.explicit or slugify(title))
    state.add_block(
        Script(
            id=identity,
            title=title,
            minutes=promised,
            parts=tuple(created),
            section=section.id,
            line=low,
            last=high,
            details=state.group,
        )
    )
    state.position = end
    return True


def _build_part(state: ParserState, start: int, stop: int) -> ScriptPart:
    heading = state.nodes[start]
    section = state.open_section(heading, " ".join(heading.title.split()), heading.explicit)
    nodes = state.nodes[start + 1 : stop]
    state.consume(*nodes)
    topics: list[str] = []
    remaining = []
    for node in nodes:
        if node.label and node.label.kind == "topics":
            topics += [
                a.strip() if a else slugify(b) for a, b in _TOPIC_LINK.findall(node.label.rest) if (a or b).strip()
            ]
        elif node.kind != "rule":
            remaining.append(node)
    text = "\n\n".join(state.get_node_text(n) for n in remaining)
    title, promised = split_minutes(section.title)
    low, high = state.get_source_span([heading, *nodes])
    if not text:
        state.report(low, "warning", "script-empty", f"“{title}” has no text.", "Write what is to be spoken.")
    new_id = state.script_ids.reserve(heading.explicit or slugify(title))
    return ScriptPart(
        id=new_id,
        title=title,
        minutes=promised,
        text=text,
        section=section.id,
        line=low,
        last=high,
        topics=tuple(topics),
        explicit_id=bool(heading.explicit),
    )
