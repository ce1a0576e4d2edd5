"""Day before month or month before day: one order for a whole document, decided by what is impossible otherwise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from weakref import WeakKeyDictionary

from deck.markdown.parser_state import ParserState
from deck.timeline.dates import NO_YEAR, find_date_order, find_day
from deck.timeline.events import SectionEvents
from deck.timeline.time_resolution import ResolvedTime, TimeContext, resolve_times
from deck.timeline.timestamps import Timestamp

_KEY = "dates"  # the key of the front matter that settles the order
# The one form of a date in figures that nobody reads in another way. 19xx and 20xx keep out numbers of the same shape.
_ISO_DAY = re.compile(r"(?<![\d-])((?:19|20)\d{2})-(\d{2})-(\d{2})(?![\d-])")
# "03/26", "03-26" at the start of a stamp, with a bracket or a star before it; with a third number it is a whole date.
_PAIR = re.compile(r"\D{0,4}(\d{1,2})[/-](\d{1,2})(?![\d/-])")
# Characters of a document that are searched, and dates in them that are compared: a bound for long ones.
_MOST_CHARACTERS, _MOST_MARKS = 200_000, 50
_NEAR = 45  # days; a date written in full elsewhere that is no farther away says which reading is meant
# what each document says, while it is being read
_orders: WeakKeyDictionary[ParserState, str] = WeakKeyDictionary()


def get_date_order(state: ParserState) -> str:
    """Return "day" or "month" for what comes first in a document's dates, "" where nothing in it tells."""
    if state not in _orders:
        value = dict(state.meta.extra).get(_KEY, "").lower()
        _orders[state] = (
            "day"
            if value.startswith("day")
            else "month"
            if value.startswith("month")
            else find_date_order(state.source.text)
        )
    return _orders[state]


def settle_date_order(state: ParserState, line: SectionEvents, context: TimeContext) -> None:
    """Give every date of a timeline that can be read both ways the reading of the document.

    Where nothing in the document tells, the order under which fewer times run backwards and the whole lasts less is taken,
    and reported.
    """
    places = [n for n, event in enumerate(line.events) if event.stamp is not None and event.stamp.other_day is not None]
    if not places:
        return
    order = get_date_order(state) or _find_order_of_pairs([event.at for event in line.events])
    if not order:
        order, is_sure = _guess(state, [event.stamp for event in line.events], context)
        if not is_sure:
            _report(state, line, places[0], order)
    if order == "day":
        for n in places:
            stamp = line.events[n].stamp
            if stamp is not None:
                line.events[n].stamp = _swap(stamp)


def _find_order_of_pairs(timestamps: Sequence[str]) -> str:
    """Return what comes first in days written without a year ("03-26"), where one of them can only be read one way."""
    pairs = [(int(m[1]), int(m[2])) for stamp in timestamps if (m := _PAIR.match(stamp)) is not None]
    firsts = {"day" if first > 12 else "month" for first, second in pairs if (first > 12) != (second > 12)}
    return firsts.pop() if len(firsts) == 1 else ""


def _swap(stamp: Timestamp) -> Timestamp:
    return stamp if stamp.other_day is None else replace(stamp, day=stamp.other_day, other_day=None)


def _guess(state: ParserState, timestamps: Sequence[Timestamp | None], context: TimeContext) -> tuple[str, bool]:
    """Return the likelier order, and whether the document itself leaves no doubt."""
    as_month, as_day = list(timestamps), [None if stamp is None else _swap(stamp) for stamp in timestamps]
    near_month, near_day = (_is_near(state, reading) for reading in (as_month, as_day))
    if near_month != near_day:
        return ("month" if near_month else "day"), True
    month, day = (_weigh(resolve_times(reading, context)) for reading in (as_month, as_day))
    if month != day:
        return ("month" if month < day else "day"), False
    return ("month" if state.meta.language.startswith("en") or not state.meta.language else "day"), False


def _weigh(moments: Sequence[ResolvedTime]) -> tuple[int, float]:
    minutes = [moment.minute for moment in moments if moment.minute is not None]
    return sum(moment.backwards for moment in moments), max(minutes, default=0.0) - min(minutes, default=0.0)


def _is_near(state: ParserState, timestamps: Sequence[Timestamp | None]) -> bool:
    """Tell whether a date that can only be read one way stands near the dates of these stamps."""
    fixed = find_day(dict(state.meta.extra).get("date", ""))
    marks = [fixed[0]] if fixed is not None and not fixed[1] else []
    for match in _ISO_DAY.finditer(state.source.text[:_MOST_CHARACTERS]):
        try:
            marks.append(date(int(match[1]), int(match[2]), int(match[3])))
        except ValueError:
            continue
    days = [stamp.day for stamp in timestamps if stamp is not None and stamp.day is not None]
    return any(_count_days_between(mark, day) <= _NEAR for mark in marks[:_MOST_MARKS] for day in days)


def _count_days_between(mark: date, day: date) -> int:
    """Count the days between two dates, for a day without a year those to the nearest year's."""
    if day.year != NO_YEAR:
        return abs((mark - day).days)
    days = abs((mark.replace(year=NO_YEAR) - day).days)
    return min(days, 366 - days)  # 30 December and 2 January are near; NO_YEAR is a leap year


def _report(state: ParserState, line: SectionEvents, place: int, order: str) -> None:
    event = line.events[place]
    other = "day-first" if order == "month" else "month-first"
    state.report(
        state.origin[event.first],
        "info",
        "date-order",
        f"“{event.at}” was read with the {order} first; the dates of this document can be read both ways.",
        f"If that is wrong, write `dates: {other}` in the front matter.",
    )
