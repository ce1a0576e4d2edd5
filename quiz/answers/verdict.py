"""What a judge says about a typed answer: one verdict for each key point, with the learner's words that count for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from quiz.scheduler import Rating

PointOutcome = Literal["said", "not_said", "unsure"]
OUTCOMES: tuple[PointOutcome, ...] = ("said", "not_said", "unsure")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in the learner's text: characters from `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """What a good answer says. `wordings` are other ways of putting it that the author has accepted; `explanation` is the
    sentence of the model answer that says it at length ("" where there is none).
    """

    text: str
    wordings: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def variants(self) -> tuple[str, ...]:
        """The point as written, then its accepted wordings."""
        return (self.text, *self.wordings)


@dataclass(frozen=True, slots=True)
class PointVerdict:
    """The verdict on one key point.

    `evidence` are the learner's words that decided it, in order; for a point that is not said they are there only when
    the answer says the opposite (`contradicted`). `confidence` is the judge's estimate, in 0..1, that the point is said;
    `nearest` the clause or sentence that comes nearest to it, whatever the verdict.
    """

    point: str
    outcome: PointOutcome
    evidence: tuple[Evidence, ...] = ()
    contradicted: bool = False
    confidence: float = 0.5
    nearest: Evidence | None = None


@dataclass(frozen=True, slots=True)
class NearWrongAnswer:
    """A common wrong answer that the learner's answer comes close to, and why it is wrong ("" where no reason is given)."""

    text: str
    reason: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """All verdicts on one answer, in the order of the points.

    `suggested` is None where too little is decided to suggest a grade. `engine` is the name of the judge that decided;
    `notice` is a sentence for the learner when that is not the one that was asked for, else "".
    """

    points: tuple[PointVerdict, ...]
    suggested: Rating | None
    engine: str
    near_wrong: NearWrongAnswer | None = None
    notice: str = ""


class Judge(Protocol):
    """Decides which key points an answer makes. Engines are listed in `quiz.answers.judges`."""

    @property
    def name(self) -> str:
        """The engine's name, as shown to people and stored with what it decided."""

    def judge(self, prompt: str, point: KeyPoint, answer: str) -> PointVerdict:
        """Return the verdict on one point."""

    def judge_all(self, prompt: str, points: Sequence[KeyPoint], answer: str) -> tuple[PointVerdict, ...]:
        """Return the verdicts on all points of a question. Raises JudgeUnavailable when the engine cannot decide now."""


class JudgeUnavailable(Exception):
    """The engine cannot decide now. `str(error)` says why, in a sentence that can be shown."""
