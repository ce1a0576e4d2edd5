"""What a lab model is made of: knobs, metrics, a simulation, and the closed form that it is held to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from numpy.random import Generator

Unit = Literal["s", "/s", "count", "number", "ratio", "choice"]
Provenance = Literal["simulated", "closed_form"]


@dataclass(frozen=True, kw_only=True)
class Knob:
    """One thing a learner can turn. Numbers are kept in the base unit: seconds, per second, a count, or a ratio of one.

    A knob that can be off has the value infinity when it is (no time-out, no limit).
    """

    name: str
    label: str
    unit: Unit
    default: float | str
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    can_be_off: bool = False
    help: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether only whole numbers make sense."""
        return self.unit == "count"


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One number that a run yields. `unit` as for a knob."""

    name: str
    label: str
    unit: Unit


@dataclass(frozen=True, kw_only=True)
class Values:
    """The knobs of one run, complete and checked."""

    numbers: Mapping[str, float]
    texts: Mapping[str, str] = field(default_factory=dict)

    def number(self, name: str) -> float:
        """Return the knob's value in its base unit."""
        return self.numbers[name]

    def count(self, name: str) -> int:
        """Return the knob's value as a whole number."""
        return round(self.numbers[name])

    def text(self, name: str) -> str:
        """Return the chosen word of a knob that offers a choice."""
        return self.texts[name]


@dataclass(frozen=True, kw_only=True)
class SimulatedValue:
    """A simulated value with its standard error."""

    value: float
    standard_error: float


@dataclass(frozen=True, kw_only=True)
class SimulatedCurve:
    """One curve over the x axis of its series. `low` and `high` bound a 95 % confidence band where there is one."""

    name: str
    label: str
    unit: Unit
    values: tuple[float, ...]
    provenance: Provenance = "simulated"
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CurveSet:
    """Curves over a common x axis, which is time in seconds unless `x_name` says otherwise."""

    x: tuple[float, ...]
    curves: tuple[SimulatedCurve, ...]
    x_name: str = "time"
    x_unit: Unit = "s"


@dataclass(frozen=True, kw_only=True)
class SimulationOutcome:
    """What a model's simulation returns. `notes` say what was left out of the numbers and why."""

    metrics: Mapping[str, SimulatedValue]
    series: CurveSet
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClosedForm:
    """Exact or published values under the same names as the metrics, and where they stop holding."""

    values: Mapping[str, float]
    limits: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Model:
    """One lab model. The functions are pure: the same values and generator state give the same outcome.

    The question is asked with the values of `opening` (knob, text), the defaults for the rest, and answered by the metric
    `answer_metric`.
    """

    name: str
    title: str
    question: str
    goal: str
    knobs: tuple[Knob, ...]
    metrics: tuple[Metric, ...]
    notice: tuple[str, ...]
    source: str
    simulate: Callable[[Values, Generator], SimulationOutcome]
    closed_form: Callable[[Values], ClosedForm]
    count_events: Callable[[Values], float]
    answer_metric: str
    opening: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()

    def knob(self, name: str) -> Knob | None:
        """Return the knob with this name or alias; `None` if there is none."""
        return next((knob for knob in self.knobs if name == knob.name or name in knob.aliases), None)
