"""Spoken scripts: parts with the minutes they promise."""

from __future__ import annotations

import re

from deck.markdown.headings import slug
from deck.markdown.labels import plain
from deck.markdown.state import Reader
from deck.markdown.tokens import Node
from deck.model import Script, ScriptPart

_MINUTES = re.compile(
    r"[,\s]*[(\[]?\s*[^()\[\]]{0,40}?(\d+(?:\.\d+)?)\s*(?:(?:-|–|—|\u2011|to)\s*(\d+(?:\.\d+)?)\s*)?-?min(?:ute)?s?\b\.?\s*[)\]]?",
    re.IGNORECASE,
)
_PAREN = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
_SCRIPT = re.compile(r"\b(?:spoken|audio|narrat\w+|podcast)\b|\bscript\b")
_MAYBE = re.compile(r"spoken|audio|narrat|podcast|script", re.IGNORECASE)
_NOT = re.compile(r"\bspoken (?:summary|diagram|description|version)\b|\bscripting\b")
_PART = re.compile(r"^(?:part|chapter|segment|episode)\s+\w+\b", re.IGNORECASE)
_TOPIC = re.compile(r"\[[^\]]*\]\(#([^)]+)\)|([^,;]+)")


def rule(reader: Reader) -> bool:
    """A heading that says it is spoken, with parts below it."""
    node = reader.node
    if node is None or node.kind != "heading":
        return False
    if not _MAYBE.search(node.title):
        return False
    words = plain(node.title)
    if not _SCRIPT.search(words) or _NOT.search(words):
        return False
    parts = _parts(reader, node)
    if not parts:
        return False
    return _read(reader, node, parts)


def _parts(reader: Reader, heading: Node) -> list[int]:
    """Indexes of the headings one level down, if one of them is a part."""
    found, level, known = [], 0, False
    for at in range(reader.at + 1, len(reader.nodes)):
        node = reader.nodes[at]
        if node.kind != "heading":
            continue
        if node.level <= heading.level:
            break
        level = level or node.level
        if node.level <= level:
            found.append(at)
            known = known or bool(_PART.match(node.title) or minutes(node.title)[1] != (0.0, 0.0))
    return found if known else []


def minutes(title: str) -> tuple[str, tuple[float, float]]:
    """A title without its promise, and the promise in minutes; (0, 0) where there is none."""
    paren = _PAREN.search(title)
    match = _MINUTES.match(paren.group(0)) if paren else None
    if not paren or not match:
        return title, (0.0, 0.0)
    low = float(match.group(1))
    high = float(match.group(2)) if match.group(2) else low
    return title[: paren.start()].strip(), (min(low, high), max(low, high))


def _read(reader: Reader, heading: Node, parts: list[int]) -> bool:
    title, promised = minutes(" ".join(heading.title.split()))
    section = reader.open_section(heading, " ".join(heading.title.split()), heading.explicit)
    reader.at += 1
    while reader.at < parts[0] and (node := reader.node) is not None:
        if node.kind == "rule":
            reader.cover(node)
        else:
            reader.prose(node)
        reader.at += 1
    reader.flush()
    end = parts[-1] + 1
    while (
        end < len(reader.nodes)
        and not (reader.nodes[end].kind == "heading" and reader.nodes[end].level <= reader.nodes[parts[-1]].level)
        and reader.nodes[end].kind != "marker"
    ):
        end += 1
    made = [_part(reader, a, b) for a, b in zip(parts, [*parts[1:], end], strict=True)]
    low, high = reader.span([heading, *reader.nodes[parts[0] : end]])
    identity = reader.script_ids.take(heading.explicit or slug(title))
    reader.emit(Script(identity, title, promised, tuple(made), section.id, low, high, reader.group))
    reader.at = end
    return True


def _part(reader: Reader, start: int, stop: int) -> ScriptPart:
    heading = reader.nodes[start]
    section = reader.open_section(heading, " ".join(heading.title.split()), heading.explicit)
    nodes = reader.nodes[start + 1 : stop]
    reader.cover(*nodes)
    topics: list[str] = []
    kept = []
    for node in nodes:
        if node.label and node.label.kind == "topics":
            topics += [a.strip() if a else slug(b) for a, b in _TOPIC.findall(node.label.rest) if (a or b).strip()]
        elif node.kind != "rule":
            kept.append(node)
    text = "\n\n".join(reader.text(n) for n in kept)
    title, promised = minutes(section.title)
    low, high = reader.span([heading, *nodes])
    if not text:
        reader.tell(low, "warning", "script-empty", f"“{title}” has no text.", "Write what is to be spoken.")
    made = reader.script_ids.take(heading.explicit or slug(title))
    return ScriptPart(made, title, promised, text, section.id, low, high, tuple(topics), bool(heading.explicit))
