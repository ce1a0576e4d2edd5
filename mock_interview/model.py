"""A round as data: what is planned, what was asked and answered.

Everything is frozen. Minutes are whole minutes of the plan; seconds are measured. Texts are markdown from the deck unless a
field says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

PartKind = Literal["opening", "topic", "incident", "design", "estimate", "story", "their_questions"]
PART_TITLES: dict[PartKind, str] = {
    "opening": "Opening",
    "topic": "Topic",
    "incident": "Incident",
    "design": "Design",
    "estimate": "Estimate",
    "story": "Behavioural story",
    "their_questions": "Your questions",
}
QuestionOrder = Literal["weak", "blind"]
# How a question came up: as planned; hanging on a missed point; after a strong answer; to help once; because time was up.
TurnRole = Literal["main", "follow_up", "deeper", "help", "interruption"]
ROUND_MINUTES = (20, 45, 60)


@dataclass(frozen=True, slots=True)
class InterviewQuestion:
    """Something the interviewer asks.

    `id` is the question's id in `deck` ("" for the interviewer's own sentences). `tests` is what it is really after; `key_points`
    what a good answer says; `hint` a simpler way in; `answer` the author's.
    """

    deck: str
    id: str
    prompt: str
    tests: str = ""
    key_points: tuple[str, ...] = ()
    answer: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A part of a round: begins `start` minutes into it and may take `minutes`. `follow_ups` stand in the author's order."""

    kind: PartKind
    start: int
    minutes: int
    topic: str
    title: str
    question: InterviewQuestion
    follow_ups: tuple[InterviewQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """A whole round. `notes` say what the decks could not give, and what was done instead."""

    minutes: int
    seed: int
    level: str
    role: str
    order: QuestionOrder
    decks: tuple[str, ...]
    parts: tuple[PlannedPart, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PointMark:
    """A key point and whether it was said; None where nobody decided.

    `quote` are the learner's words for it, `suggested` what the judge had ticked before the learner looked.
    """

    point: str
    said: bool | None
    quote: str = ""
    suggested: bool | None = None


@dataclass(frozen=True, slots=True)
class RoundTurn:
    """One question and its answer.

    `seconds` is how long the answer took, pauses of the clock left out; `levels` the loudness of the
    recording (see `mock_interview/voice_measures.py`), empty where nothing was recorded; `confidence` in percent. `about` is the
    missed point that a follow-up hangs on.
    """

    number: int
    part: int
    role: TurnRole
    question: InterviewQuestion
    about: str = ""
    text: str = ""
    seconds: float = 0.0
    levels: bytes = field(default=b"", repr=False)
    marks: tuple[PointMark, ...] = ()
    confidence: int | None = None
    interrupted: bool = False
    answered: bool = False
    reviewed: bool = False

    @property
    def share_said(self) -> float | None:
        """The share of key points that were said, an undecided one counting half; None without points."""
        if not self.marks:
            return None
        return sum(1.0 if m.said else 0.5 if m.said is None else 0.0 for m in self.marks) / len(self.marks)

    @property
    def missed(self) -> tuple[str, ...]:
        """The key points that were not said."""
        return tuple(mark.point for mark in self.marks if mark.said is False)
