"""A `lab` fence: the model behind an incident, its starting values, and the stated curves that its run comes near.

Each line is `name: value`. `turn`, `compare` and `goal` have a meaning of their own; any other name is a knob of the model.
"""

from __future__ import annotations

import re

from deck.blocks.code import get_fence_body
from deck.markdown.parser_state import ParserState
from deck.markdown.tokens import Node
from deck.model import Lab, LabComparison, LabGoal, LabSetting

# Characters of the author's line that a message repeats: enough to find it again.
_LONGEST_SHOWN = 80
# "connections: 10" or "connections = 10". A name is one word, as the parameters of the models are.
_SETTING = re.compile(r"^\s*([A-Za-z][A-Za-z0-9_]*)\s*[:=]\s*(\S.*?)\s*$")
# "busy threads = busy_threads within 25 %": a name may hold nearly anything, a curve's name is one word.
_COMPARISON = re.compile(r"^(.+?)\s*=\s*([a-z][a-z0-9_]*)\s+within\s+(\d+(?:\.\d+)?)\s*%$")
_GOAL = re.compile(r"^([a-z][a-z0-9_]*)\s+(below|above)\s+(\S.*)$")
_LARGEST_TOLERANCE = 1000.0  # per cent: more says nothing


def is_lab_fence(node: Node) -> bool:
    """Tell whether a fence holds a lab."""
    return node.kind == "fence" and node.info.split()[:1] == ["lab"]


def read_lab(reader: ParserState, node: Node, series: tuple[str, ...]) -> Lab:
    """Return the lab of a fence; lines that cannot be read are reported and kept as they are.

    :param series: the names of the incident's stated curves, which a comparison may name
    """
    first, last = reader.get_source_span([node])
    names = node.info.split()[1:]
    if len(names) != 1:
        message = "The lab names no model." if not names else "The lab names more than one model."
        reader.report(first, "error", "lab-model", message, "Write its name behind the word: ```lab pools")
    settings: dict[str, LabSetting] = {}
    turn: list[str] = []
    comparisons: list[LabComparison] = []
    goals: list[LabGoal] = []
    unreadable: list[str] = []
    for index, text in enumerate(get_fence_body(reader, node).split("\n"), node.first + 1):
        if not text.strip():
            continue
        line = reader.origin[min(index, node.last)]
        match = _SETTING.match(text)
        if match is None:
            _report_line(reader, line, text, "Write knob: value, such as connections: 10.")
            unreadable.append(text.strip())
            continue
        name, value = match.groups()
        if name == "turn":
            turn += [knob for part in value.split(",") if (knob := part.strip()) and knob not in turn]
        elif name == "compare":
            comparison = _read_comparison(reader, line, value, series)
            comparisons += [comparison] if comparison else []
            unreadable += [] if comparison else [text.strip()]
        elif name == "goal":
            goal_match = _GOAL.match(value)
            if goal_match:
                goals.append(
                    LabGoal(
                        goal_match[1], "below" if goal_match[2] == "below" else "above", goal_match[3].strip(), line
                    )
                )
            else:
                _report_line(reader, line, value, "Write goal: metric below value, or above.")
                unreadable.append(text.strip())
        elif name in settings:
            message = f"The knob {name} is set twice; the first value counts."
            reader.report(line, "warning", "lab-twice", message, "Delete one of the lines.")
            unreadable.append(text.strip())
        else:
            settings[name] = LabSetting(name, value, line)
    return Lab(
        model=" ".join(names),
        settings=tuple(settings.values()),
        line=first,
        last=last,
        turn=tuple(turn),
        comparisons=tuple(comparisons),
        goals=tuple(goals),
        unreadable=tuple(unreadable),
    )


def _read_comparison(reader: ParserState, line: int, value: str, series: tuple[str, ...]) -> LabComparison | None:
    match = _COMPARISON.match(value)
    if match is None:
        _report_line(reader, line, value, "Write compare: stated curve = model's curve within 25 %.")
        return None
    name, tolerance = match[1].strip(), float(match[3])
    if name not in series:
        message = f"The incident states no curve “{name[:_LONGEST_SHOWN]}”."
        available = ", ".join(series) if series else "none; add a signals fence above the lab"
        reader.report(line, "error", "lab-series", message, f"It states: {available}.")
    if not 0 < tolerance <= _LARGEST_TOLERANCE:
        message = f"A tolerance of {tolerance:g} % is out of range."
        reader.report(
            line, "error", "lab-tolerance", message, f"Write more than 0 % and at most {_LARGEST_TOLERANCE:g} %."
        )
    return LabComparison(name, match[2], tolerance / 100, line)


def _report_line(reader: ParserState, line: int, text: str, remedy: str) -> None:
    excerpt = text.strip()[:_LONGEST_SHOWN]
    reader.report(line, "error", "lab-line", f"“{excerpt}” cannot be read as a line of a lab.", remedy)
