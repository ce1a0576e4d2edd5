"""Spoken scripts: parts with the minutes they promise."""

from __future__ import annotations

import re

from deck.markdown.headings import slugify
from deck.markdown.labels import fold_text
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Script, ScriptPart

_PROMISED_MINUTES = re.compile(
    r"[,\s]*[(\[]?\s*[^()\[\]]{0,40}?(\d+(?:\.\d+)?)\s*(?:(?:-|–|—|\u2011|to)\s*(\d+(?:\.\d+)?)\s*)?-?min(?:ute)?s?\b\.?\s*[)\]]?",
    re.IGNORECASE,
)
_LAST_PARENTHESIS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
_SCRIPT_TITLE = re.compile(r"\b(?:spoken|audio|narrat\w+|podcast)\b|\bscript\b")
_SCRIPT_HINT = re.compile(r"spoken|audio|narrat|podcast|script", re.IGNORECASE)
_NO_SCRIPT_TITLE = re.compile(r"\bspoken (?:summary|diagram|description|version)\b|\bscripting\b")
_PART_TITLE = re.compile(r"^(?:part|chapter|segment|episode)\s+\w+\b", re.IGNORECASE)
_TOPIC_LINK = re.compile(r"\[[^\]]*\]\(#([^)]+)\)|([^,;]+)")


def read_script(reader: ParserState) -> bool:
    """A heading that says it is spoken, with parts below it."""
    node = reader.node
    if node is None or node.kind != "heading":
        return False
    if not _SCRIPT_HINT.search(node.title):
        return False
    words = fold_text(node.title)
    if not _SCRIPT_TITLE.search(words) or _NO_SCRIPT_TITLE.search(words):
        return False
    parts = _find_parts(reader, node)
    if not parts:
        return False
    return _build_script(reader, node, parts)


def _find_parts(reader: ParserState, heading: Node) -> list[int]:
    """Indexes of the headings one level down, if one of them is a part."""
    found, level, known = [], 0, False
    for at in range(reader.position + 1, len(reader.nodes)):
        node = reader.nodes[at]
        if node.kind != "heading":
            continue
        if node.level <= heading.level:
            break
        level = level or node.level
        if node.level <= level:
            found.append(at)
            known = known or bool(_PART_TITLE.match(node.title) or split_minutes(node.title)[1] != (0.0, 0.0))
    return found if known else []


def split_minutes(title: str) -> tuple[str, tuple[float, float]]:
    """A title without its promise, and the promise in minutes; (0, 0) where there is none."""
    paren = _LAST_PARENTHESIS.search(title)
    match = _PROMISED_MINUTES.match(paren.group(0)) if paren else None
    if not paren or not match:
        return title, (0.0, 0.0)
    low = float(match.group(1))
    high = float(match.group(2)) if match.group(2) else low
    return title[: paren.start()].strip(), (min(low, high), max(low, high))


def _build_script(reader: ParserState, heading: Node, parts: list[int]) -> bool:
    title, promised = split_minutes(" ".join(heading.title.split()))
    section = reader.open_section(heading, " ".join(heading.title.split()), heading.explicit)
    reader.position += 1
    while reader.position < parts[0] and (node := reader.node) is not None:
        if node.kind == "rule":
            reader.consume(node)
        else:
            reader.add_prose(node)
        reader.position += 1
    reader.end_prose()
    end = parts[-1] + 1
    while (
        end < len(reader.nodes)
        and not (reader.nodes[end].kind == "heading" and reader.nodes[end].level <= reader.nodes[parts[-1]].level)
        and reader.nodes[end].kind != "marker"
    ):
        end += 1
    made = [_build_part(reader, a, b) for a, b in zip(parts, [*parts[1:], end], strict=True)]
    low, high = reader.source_span([heading, *reader.nodes[parts[0] : end]])
    identity = reader.script_ids.reserve(heading.explicit or slugify(title))
    reader.add_block(Script(identity, title, promised, tuple(made), section.id, low, high, reader.group))
    reader.position = end
    return True


def _build_part(reader: ParserState, start: int, stop: int) -> ScriptPart:
    heading = reader.nodes[start]
    section = reader.open_section(heading, " ".join(heading.title.split()), heading.explicit)
    nodes = reader.nodes[start + 1 : stop]
    reader.consume(*nodes)
    topics: list[str] = []
    kept = []
    for node in nodes:
        if node.label and node.label.kind == "topics":
            topics += [
                a.strip() if a else slugify(b) for a, b in _TOPIC_LINK.findall(node.label.rest) if (a or b).strip()
            ]
        elif node.kind != "rule":
            kept.append(node)
    text = "\n\n".join(reader.node_text(n) for n in kept)
    title, promised = split_minutes(section.title)
    low, high = reader.source_span([heading, *nodes])
    if not text:
        reader.report(low, "warning", "script-empty", f"“{title}” has no text.", "Write what is to be spoken.")
    made = reader.script_ids.reserve(heading.explicit or slugify(title))
    return ScriptPart(made, title, promised, text, section.id, low, high, tuple(topics), bool(heading.explicit))
