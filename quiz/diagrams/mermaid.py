"""Boxes and arrows of mermaid text: flow charts and sequence diagrams. What else a line may hold is passed over."""

from __future__ import annotations

import re

from quiz.diagrams.graph import Arrow, Graph, make_graph

# `flowchart LR`, `graph TD;`, `sequenceDiagram`: what the first line says that is no comment.
_KIND = re.compile(r"^\s*(flowchart|graph|sequenceDiagram)\b", re.MULTILINE)
# Two percent signs begin a comment, and directives such as `%%{init: …}%%`, which only set colours.
_COMMENT = re.compile(r"%%.*$", re.MULTILINE)
# The name of a box: letters, digits, underscores, hyphens that do not begin an arrow, dots.
_NAME = re.compile(r"[^\W_][\w.]*(?:-(?![-.>=])[\w.]+)*|_\w+")
# The label behind a name, in the brackets of its shape; longest first. Quotation marks around it are not part of it.
_SHAPES = (
    ("(((", ")))"), ("([", "])"), ("[[", "]]"), ("[(", ")]"), ("((", "))"), ("{{", "}}"), ("[/", "/]"), ("[\\", "\\]"),
    ("[", "]"), ("(", ")"), ("{", "}"), (">", "]"),
)  # fmt: skip
# An arrow with its words inside: `-- text -->`, `-. text .->`, `== text ==>`. Then one without: `-->`, `-.->`, `==>`, `---`,
# `<-->`, `--o`, `--x`, each perhaps with `|text|` behind it.
_WORDED = re.compile(r"\s*(?P<left><)?(?:--|-\.|==)\s+(?P<words>[^|>]*?)\s+(?:\.?-+|=+)(?P<head>[>ox])?(?=\s|\w)\s*")
_PLAIN = re.compile(
    r"\s*(?P<left>[<ox](?=[-=]))?(?:-\.+-|-{2,}|={2,})(?P<head>[>ox](?![\w])|>)?\s*(?:\|(?P<words>[^|]*)\|)?\s*"
)
# `A:::warm` gives a box a colour.
_CLASS = re.compile(r":::\w+")
# Lines of a flow chart that draw nothing, and the title of a group of boxes.
_PASSED = re.compile(
    r"^(?:flowchart|graph|style|class|classDef|linkStyle|click|direction|end\b|subgraph|accTitle|accDescr)"
)
# `participant W as Worker`: the second name is what is drawn.
_PARTICIPANT = re.compile(r"^(?:create\s+)?(?:participant|actor)\s+(?P<name>\S+)(?:\s+as\s+(?P<label>.+))?$")
# `A->>B: text`, with all of mermaid's arrows, and the marks of an activation behind them.
_MESSAGE = re.compile(
    r"^(?P<source>[^\s:<>-]+)\s*(?:<<)?(?P<line>--?)(?P<head>>>|>|x|\))?[+-]?\s*(?P<target>[^\s:<>-]+)\s*:\s*(?P<text>.*)$"
)
# Line breaks inside a label; a name goes on after them.
_BREAK = re.compile(r"<br\s*/?>|\\n")
# Statements on one line; a semicolon inside a label is not one between them.
_STATEMENT_END = re.compile(r";(?![^\[({]*[\])}])")
# `A & B --> C`: arrows from and to several boxes.
_AND = re.compile(r"\s*&\s*")


def read_mermaid(source: str) -> Graph | None:
    """Return the graph of a mermaid text; None for a kind of diagram that has no boxes and arrows."""
    text = _COMMENT.sub("", source)
    kind = _KIND.search(text)
    if kind is None:
        return None
    lines = [line.strip() for line in text[kind.start() :].splitlines()]
    return _read_sequence(lines[1:]) if kind[1] == "sequenceDiagram" else _read_flow_chart(lines)


def _read_flow_chart(lines: list[str]) -> Graph:
    labels: dict[str, str] = {}
    arrows: list[tuple[str, str, str, bool]] = []
    for line in lines:
        for statement in _STATEMENT_END.split(line):
            if statement.strip() and not _PASSED.match(statement.strip()):
                _read_statement(statement.strip(), labels, arrows)
    return make_graph(
        labels.values(), (Arrow(labels[source], labels[target], words, head) for source, target, words, head in arrows)
    )


def _read_statement(text: str, labels: dict[str, str], arrows: list[tuple[str, str, str, bool]]) -> None:
    """Read `A[label] & B --> C -->|words| D`."""
    before: list[str] = []
    link: re.Match[str] | None = None
    place = 0
    while True:
        names, place = _read_boxes(text, place, labels)
        if not names:
            return
        if link is not None:
            words = _clean(link["words"] or "")
            for source in before:
                for other in names:
                    arrows.append((source, other, words, bool(link["head"])))
                    if link["left"]:
                        arrows.append((other, source, words, True))
        before = names
        link = _WORDED.match(text, place) or _PLAIN.match(text, place)
        if link is None or link.end() == place:
            return
        place = link.end()


def _read_boxes(text: str, place: int, labels: dict[str, str]) -> tuple[list[str], int]:
    """Read the boxes joined by `&` from a place on; return their names and the place behind them."""
    names: list[str] = []
    while True:
        match = _NAME.match(text, place)
        if match is None:
            return names, place
        name, place = match[0], match.end()
        for left, right in _SHAPES:
            if text.startswith(left, place) and (end := text.find(right, place + len(left))) >= 0:
                labels[name] = _clean(text[place + len(left) : end]) or name
                place = end + len(right)
                break
        labels.setdefault(name, name)
        names.append(name)
        if style := _CLASS.match(text, place):
            place = style.end()
        also = _AND.match(text, place)
        if also is None:
            return names, place
        place = also.end()


def _read_sequence(lines: list[str]) -> Graph:
    labels: dict[str, str] = {}
    arrows = []
    for line in lines:
        if declared := _PARTICIPANT.match(line):
            labels[declared["name"]] = _clean(declared["label"] or declared["name"])
        elif message := _MESSAGE.match(line):
            ends = [labels.setdefault(message[side], message[side]) for side in ("source", "target")]
            arrows.append(Arrow(ends[0], ends[1], _clean(message["text"]), head=bool(message["head"])))
    return make_graph(labels.values(), arrows)


def _clean(label: str) -> str:
    return " ".join(_BREAK.sub(" ", label).strip().strip('"').split())
