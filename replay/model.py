"""The track: an incident laid out for playing.

Two time axes run through every part. *Minutes* count from the incident's start, as in the deck. *Seconds* are play
time at speed 1: quiet hours are short there, and every event gets the time it takes to read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from deck.model import Choice, EventRole

ValueOrigin = Literal["stated", "interpolated"]
PhaseName = Literal["detecting", "diagnosing", "mitigating", "recovered"]


@dataclass(frozen=True, slots=True)
class Knot:
    """One point of the map between the axes: linear in between, flat where the clock waits for the reader."""

    minute: float
    second: float


@dataclass(frozen=True, slots=True)
class Moment:
    """An event in its place. `minute` never runs backwards; `timed` is False where the deck gives no usable stamp.

    `clock` is the place on the incident's clock ("00:05"), `stamp` the stamp as written, `wall_time` as in "22:52 UTC", or
    "". `end_second` is the last second of a range, equal to `second` for a single moment.
    """

    index: int
    second: float
    minute: float
    timed: bool
    clock: str
    stamp: str
    wall_time: str
    role: EventRole
    role_inferred: bool
    text: str
    details: tuple[str, ...]
    end_second: float
    line: int


@dataclass(frozen=True, slots=True)
class Point:
    """A value at a place. *Stated* values stand in the deck; *interpolated* ones lie on the line between two of
    those."""

    second: float
    minute: float
    value: float
    origin: ValueOrigin


@dataclass(frozen=True, slots=True)
class Curve:
    """Something measured over time, in the order of play. `limit` is a capacity or bound named with it, None where
    none is.

    `note` is the author's label of the fence ("illustrative"); `source` says whether a fence or the events' text states
    it. `low` and `high` bound a 95 % confidence band, point by point, where the curve was simulated.
    """

    name: str
    unit: str
    points: tuple[Point, ...]
    limit: float | None = None
    note: str = ""
    source: Literal["fence", "text"] = "fence"
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A value that is stated once: nothing to draw a line through. `whole` is what it is a part of ("200 of 200")."""

    second: float
    name: str
    unit: str
    value: float
    whole: float | None
    bound: str
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """A quiet stretch that plays faster than the rest: from `second` to `end_second`, `minutes` long on the
    incident's clock."""

    second: float
    end_second: float
    minutes: float


@dataclass(frozen=True, slots=True)
class ResponsePhase:
    """A stretch of the response, from `second` to `end_second`."""

    name: PhaseName
    second: float
    end_second: float


@dataclass(frozen=True, slots=True)
class Times:
    """Minutes from the start to the first symptom noticed, to the first diagnosis, to recovery; None where not
    told."""

    detect: float | None
    diagnose: float | None
    recover: float | None


@dataclass(frozen=True, slots=True)
class DecisionPoint:
    """A decision. `after_event` is the index of the event it follows, `team_event` that of the event that shows what the
    team did (or None).

    The minutes to the team's step and to recovery count from here; None where the deck does not tell. `authored` is
    False when the options were put together from this and other incidents.
    """

    id: str
    second: float
    minute: float
    after_event: int
    prompt: str
    choices: tuple[Choice, ...]
    team_event: int | None
    minutes_to_team_step: float | None
    minutes_to_recovery: float | None
    authored: bool


@dataclass(frozen=True, slots=True)
class InterviewerPrompt:
    """A counter-question put to the learner in the middle of the incident by somebody in the room."""

    id: str
    second: float
    after_event: int
    speaker: str
    prompt: str
    tests: str
    answer: str


@dataclass(frozen=True, slots=True)
class SimulatedRun:
    """What is different where the curves come from a model. `legend` says where; with `counts_seconds` the axis of minutes
    counts seconds, for a run of a few minutes.
    """

    legend: str
    counts_seconds: bool


@dataclass(frozen=True, slots=True)
class Track:
    """Everything the player, the table and the downloads show. `title` is the incident's without a leading "Incident:";
    `duration` is the length in seconds of play at speed 1.
    """

    incident: str
    title: str
    duration: float
    knots: tuple[Knot, ...]
    moments: tuple[Moment, ...]
    curves: tuple[Curve, ...]
    readings: tuple[Reading, ...]
    breaks: tuple[Break, ...]
    phases: tuple[ResponsePhase, ...]
    times: Times
    decision_points: tuple[DecisionPoint, ...]
    interviewer_prompts: tuple[InterviewerPrompt, ...]
    lessons: tuple[str, ...]
    wall_start: tuple[int, str] | None
    simulated: SimulatedRun | None = None
