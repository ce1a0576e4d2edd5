"""Learning steps as Anki's users write them: `1m 10m`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from errors import UserError

MAX_STEPS = 10  # a list that is longer was pasted by mistake
SHORTEST, LONGEST = timedelta(seconds=1), timedelta(days=1)  # from a day on FSRS plans better than a step
_MAX_EXCERPT = 20  # characters of what cannot be read that the message repeats
_GAPS = re.compile(r"[\s,]+")  # spaces and commas between steps, however many
_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
# A number with a unit, perhaps a space between them. The digits are bounded so that no text makes an overflow.
_STEP = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(s|m|h|d|)", re.ASCII)
# Steps one after another, with commas or spaces between.
_LIST = re.compile(rf"(?:{_STEP.pattern})(?:(?:\s*,\s*|\s+)(?:{_STEP.pattern}))*", re.ASCII)


def parse_steps(text: str) -> tuple[timedelta, ...]:
    """Return the steps in a text; a number without a unit counts minutes, an empty text is no steps.

    Raises UserError for anything else, with what cannot be read.
    """
    words = text.strip().lower()
    if not words:
        return ()
    if not _LIST.fullmatch(words):
        wrong = next((word for word in _GAPS.split(words) if not _STEP.fullmatch(word)), words)
        raise UserError(
            f"{wrong[:_MAX_EXCERPT]!r} is not a step.",
            "Write numbers with a unit, such as 1m 10m; the units are s, m, h and d.",
        )
    return check_steps(timedelta(seconds=float(n) * _UNITS[unit or "m"]) for n, unit in _STEP.findall(words))


def check_steps(steps: Iterable[timedelta]) -> tuple[timedelta, ...]:
    """Return the steps, each from a second to a day. Raises UserError for others, and for more than ten."""
    durations = tuple(steps)
    for step in durations:
        if not SHORTEST <= step <= LONGEST:
            raise UserError(f"A step must last from 1s to 1d; {format_steps((step,))} does not.", "Choose another one.")
    if len(durations) > MAX_STEPS:
        raise UserError(f"There are {len(durations)} steps; {MAX_STEPS} are the most.", "Leave some out.")
    return durations


def choose_step(steps: tuple[timedelta, ...], learn_ahead: timedelta) -> tuple[timedelta, ...]:
    """Return the one step that stays while an interview is ahead; none where there is none.

    It is the longest that a session reaches without a pause (`learn_ahead`), else the shortest: a card that was not recalled
    comes back once the answer has left the learner's mind, and still on that day.
    """
    if not steps:
        return ()
    within = [step for step in steps if step <= learn_ahead]
    return (max(within) if within else min(steps),)


def format_steps(steps: Iterable[timedelta]) -> str:
    """Return the steps as one writes them, each in the largest unit that it is a whole number of."""
    return " ".join(_format_step(step) for step in steps)


def _format_step(step: timedelta) -> str:
    seconds = round(step.total_seconds(), 3)
    for unit, size in _UNITS.items():
        if seconds and seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:g}s"
