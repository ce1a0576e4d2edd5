"""How a learner wants to practise. Every value is kept within bounds that the scheduler can live with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from errors import UserError
from quiz.learning_steps import check_steps

RETENTION_BOUNDS = (0.70, 0.97)  # above, cards come back nearly every day; below, most of them have to be learned anew
PER_DAY_BOUNDS = (0, 9999)  # Anki's; 9999 stands for no limit
LEARN_AHEAD_BOUNDS = (0, 1440)  # minutes: a step beyond a day is a review


@dataclass(frozen=True, slots=True)
class PracticeSettings:
    """Anki's defaults where it has them. `weights` None means the model's own; `zone` is an IANA name.

    `interview` is the date that reviews are planned for; what no review before it is worth comes back as without it.

    Raises UserError for a value out of bounds: the message names it and the bounds.
    """

    desired_retention: float = 0.9
    new_per_day: int = 20
    reviews_per_day: int = 200
    learning_steps: tuple[timedelta, ...] = (timedelta(minutes=1), timedelta(minutes=10))
    relearning_steps: tuple[timedelta, ...] = (timedelta(minutes=10),)
    maximum_interval: int = 36500
    fuzz: bool = True
    leech_at: int = 8
    learn_ahead: timedelta = timedelta(minutes=20)
    follow_ups: bool = True
    space_siblings: bool = True
    zone: str = "UTC"
    rollover_hour: int = 4
    weights: tuple[float, ...] | None = None
    interview: date | None = None

    def __post_init__(self) -> None:
        _check_bounds("Desired retention", self.desired_retention, *RETENTION_BOUNDS)
        _check_bounds("New cards a day", self.new_per_day, *PER_DAY_BOUNDS)
        _check_bounds("Reviews a day", self.reviews_per_day, *PER_DAY_BOUNDS)
        _check_bounds("The longest interval in days", self.maximum_interval, 1, 36500)
        _check_bounds("The hour at which the day begins", self.rollover_hour, 0, 23)
        _check_bounds("Lapses that make a leech", self.leech_at, 1, 99)
        _check_bounds("Minutes to look ahead", self.learn_ahead.total_seconds() / 60, *LEARN_AHEAD_BOUNDS)
        check_steps(self.learning_steps)
        check_steps(self.relearning_steps)
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise UserError(f"There is no time zone {self.zone!r}.", "Use a name such as Europe/Berlin.") from error


def _check_bounds(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise UserError(f"{name} must lie between {low:g} and {high:g}; {value:g} does not.", "Choose a value inside.")
