"""One file for each kind of block.

A rule looks at the node the reader stands on; if it is its kind, it reads on, adds what it found and returns True.
To add a kind of block: a file with `rule(reader) -> bool` (or `part(reader) -> Part | None` for what may also stand inside
an answer), one line in RULES below or in PARTS (`deck/blocks/parts.py`), a fixture in `tests/deck/blocks/` and an entry
in `docs/deck-format.md`.
"""

from __future__ import annotations

from collections.abc import Callable

from deck.blocks import details, follow_up, heading, incident, key_points, layered, lessons, question, rule, script
from deck.blocks.parts import PARTS, part
from deck.markdown.state import Reader

Rule = Callable[[Reader], bool]

# The first rule that takes the node wins; what none takes is a part or prose. Kinds are those of `deck.markdown.tokens.Node`.
_ANY = ("heading", "paragraph", "list", "quote", "fence", "code", "table", "html", "reference", "rule")
RULES: tuple[tuple[str, tuple[str, ...], Rule], ...] = (
    ("details", ("marker",), details.rule),
    ("incident", _ANY, incident.rule),
    ("counter-questions", ("heading", "paragraph"), follow_up.rule),
    ("question", ("heading", "paragraph"), question.rule),
    ("script", ("heading",), script.rule),
    ("lessons", ("heading",), lessons.rule),
    ("layered", ("heading",), layered.rule),
    ("heading", ("heading",), heading.rule),
    ("key points", ("paragraph", "list"), key_points.rule),
    ("rule", ("rule",), rule.rule),
)

__all__ = ["PARTS", "RULES", "part", "read"]

_BY_KIND: dict[str, tuple[Rule, ...]] = {
    kind: tuple(take for _, kinds, take in RULES if kind in kinds) for kind in (*_ANY, "marker")
}


def read(reader: Reader) -> None:
    """Read the whole document."""
    while (node := reader.node) is not None:
        before = reader.at
        for take in _BY_KIND.get(node.kind, ()):
            if take(reader):
                break
        else:
            found = part(reader)
            if found is not None:
                reader.emit(found)
            else:
                reader.prose(node)
                reader.at = before + 1
    reader.flush()
