"""A round as one file: to be given to a mentor, who scores it, and taken in again with the scores.

JSON. The browser adds the recordings under the key "recordings", by number of the answer; they never pass through here.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from errors import UserError
from mock_interview.model import PointMark, RoundPlan, RoundTurn, TurnRole
from mock_interview.plan import describe_plan, describe_question, read_plan, read_question
from mock_interview.rubric import HIGHEST, LOWEST, Measure, Rubric, RubricDimension

FORMAT, VERSION = "rehearsal-round", 1
MAX_BYTES = 20 * 1024 * 1024  # without recordings; an hour has about half a megabyte
_ROLES: tuple[TurnRole, ...] = ("main", "follow_up", "deeper", "help", "interruption")
_MEASURES: tuple[Measure, ...] = ("clarity", "depth", "trade_offs", "failure", "leadership", "")
# A round of an hour has some thirty turns: a file with more than this was not written by a round.
_MAX_TURNS = 200
# Letters of a name in a file from somebody else: it stands in headings.
_MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class ScorerMarks:
    """The scores of one person by dimension's key. `scorer` is "self" or a name."""

    scorer: str
    scores: Mapping[str, int]
    note: str = ""


@dataclass(frozen=True, slots=True)
class RoundFile:
    """What a file holds. `started` is in ms since 1970; `author` the name of who answered."""

    key: str
    author: str
    started: int
    plan: RoundPlan
    rubric: Rubric
    turns: tuple[RoundTurn, ...]
    marks: tuple[ScorerMarks, ...]


def write_round(content: RoundFile) -> str:
    """Return a round as JSON."""
    document = {
        "format": FORMAT,
        "version": VERSION,
        "key": content.key,
        "author": content.author,
        "started": content.started,
        "plan": describe_plan(content.plan),
        "rubric": describe_rubric(content.rubric),
        "turns": [describe_turn(turn) for turn in content.turns],
        "scores": [
            {"scorer": marks.scorer, "scores": dict(marks.scores), "note": marks.note} for marks in content.marks
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def read_round(text: str) -> RoundFile:
    """Return the round in a file. Raises UserError for a file that is no round or is damaged."""
    if len(text) > MAX_BYTES:
        raise UserError("The file is too large to be a round.", "Choose the file that “Export round” made.")
    try:
        document = json.loads(text)
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise UserError("This file is not a mock interview round.", "Choose the file that “Export round” made.")
        if document["version"] != VERSION:
            raise UserError("This round comes from a newer version of Rehearsal.", "Update, then try again.")
        if len(document["turns"]) > _MAX_TURNS:
            raise UserError(
                f"The round in this file has more than {_MAX_TURNS} turns.", "Choose the file that “Export round” made."
            )
        content = RoundFile(
            key=_require_text(document["key"], 64),
            author=_require_text(document["author"], _MAX_NAME),
            started=int(document["started"]),
            plan=read_plan(document["plan"]),
            rubric=read_rubric_values(document["rubric"]),
            turns=tuple(read_turn(raw_turn) for raw_turn in document["turns"]),
            marks=tuple(_read_marks(raw_marks) for raw_marks in document["scores"]),
        )
        # A turn looks up its part in the plan; without a key the round could not be told from another that is taken in.
        if any(not 0 <= turn.part < len(content.plan.parts) for turn in content.turns) or not content.key:
            raise ValueError(content.key)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        raise UserError("This file is damaged: the round in it cannot be read.", "Export the round again.") from error
    return content


def describe_rubric(rubric: Rubric) -> dict[str, Any]:
    """Return a rubric as plain values."""
    return {
        "level": rubric.level,
        "dimensions": [
            {
                "key": dimension.key,
                "title": dimension.title,
                "measure": dimension.measure,
                "anchors": list(dimension.anchors),
            }
            for dimension in rubric.dimensions
        ],
        "notes": list(rubric.notes),
    }


def read_rubric_values(values: Mapping[str, Any]) -> Rubric:
    """Return a rubric from plain values. Raises KeyError, TypeError or ValueError for values that are no rubric."""
    dimensions = tuple(
        RubricDimension(
            key=str(dimension["key"]),
            title=str(dimension["title"]),
            measure=next(measure for measure in _MEASURES if measure == dimension["measure"]),
            anchors=tuple(str(anchor) for anchor in dimension["anchors"]),
        )
        for dimension in values["dimensions"]
        if dimension["measure"] in _MEASURES
    )
    return Rubric(str(values["level"]), dimensions, tuple(str(note) for note in values["notes"]))


def describe_turn(turn: RoundTurn) -> dict[str, Any]:
    """Return a turn as plain values; `levels` in base64."""
    return {
        "number": turn.number,
        "part": turn.part,
        "role": turn.role,
        "question": describe_question(turn.question),
        "about": turn.about,
        "text": turn.text,
        "seconds": turn.seconds,
        "levels": base64.b64encode(turn.levels).decode(),
        "marks": [[mark.point, mark.said, mark.quote, mark.suggested] for mark in turn.marks],
        "confidence": turn.confidence,
        "interrupted": turn.interrupted,
        "answered": turn.answered,
        "reviewed": turn.reviewed,
    }


def read_turn(values: Mapping[str, Any]) -> RoundTurn:
    """Return a turn from plain values. Raises KeyError, TypeError or ValueError for values that are no turn."""
    role = next((candidate for candidate in _ROLES if candidate == values["role"]), None)
    if role is None:
        raise ValueError(values["role"])
    confidence, seconds = values["confidence"], float(values["seconds"])
    # JSON knows no such numbers, but Python's reader takes `NaN`, `Infinity` and `1e999`.
    if not 0 <= seconds < math.inf:
        raise ValueError(seconds)
    return RoundTurn(
        number=int(values["number"]),
        part=int(values["part"]),
        role=role,
        question=read_question(values["question"]),
        about=str(values["about"]),
        text=str(values["text"]),
        seconds=seconds,
        levels=base64.b64decode(str(values["levels"]), validate=True),
        marks=tuple(
            PointMark(str(point), _read_said(is_said), str(quote), _read_said(suggested))
            for point, is_said, quote, suggested in values["marks"]
        ),
        confidence=None if confidence is None else max(0, min(100, int(confidence))),
        interrupted=bool(values["interrupted"]),
        answered=bool(values["answered"]),
        reviewed=bool(values["reviewed"]),
    )


def _read_said(value: Any) -> bool | None:
    return None if value is None else bool(value)


def _read_marks(values: Mapping[str, Any]) -> ScorerMarks:
    scores = {str(key): int(score) for key, score in values["scores"].items()}
    if any(not LOWEST <= score <= HIGHEST for score in scores.values()):
        raise ValueError(scores)
    return ScorerMarks(_require_text(values["scorer"], _MAX_NAME), scores, str(values.get("note", ""))[:4000])


def _require_text(text: Any, longest: int) -> str:
    if not isinstance(text, str) or len(text) > longest:
        raise TypeError(text)
    return text
