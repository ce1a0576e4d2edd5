"""A year of ten million learners, simulated: how large the store grows, and what the busiest hour asks of it.

`python benchmarks/year.py [--learners 10000000] [--sample 1000] [--seed 1]`. A sample of learners lives through 365 days: each
signs up, prepares for some weeks, practises on some days, sees new cards and gets old ones back as memory asks for them.
Everything is then multiplied to the number of learners. Where in the day they practise is not drawn but spread by a
profile of the local day over each time zone, so that the busiest hour is that of many people, not the noise of a sample.
Prints the assumptions, twelve months, the year and the peak, as one JSON line each. What a row, a grade and a session cost are
measurements of docs/scaling.md.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass

DAYS = 365
MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FIRST_VISITS = 0.1  # the share of visits that find nothing in the browser's cache
# How much of a day's practice falls into each hour of the local day: the ride to work, lunch, the ride home, the evening.
LOCAL_HOURS = (1, 0.5, 0.2, 0.2, 0.3, 1, 4, 9, 8, 4, 3, 3, 6, 5, 3, 3, 4, 7, 8, 7, 8, 8, 5, 2)
# Hours east of UTC and the share of learners who live there: the Americas, Europe and Africa, South Asia, East Asia.
ZONES = {-8: 0.1, -5: 0.17, -3: 0.05, 0: 0.08, 1: 0.18, 3: 0.07, 5: 0.21, 8: 0.1, 9: 0.04}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What nobody can measure beforehand. Shares are of one."""

    there_at_start: float = 0.3  # who has signed up before the year begins; the others come evenly
    median_days: float = 60.0  # of one preparation
    return_share: float = 0.3  # who prepares again, some months later
    return_days: float = 120.0  # on average, after the first one
    workday: float = 0.55  # the chance to practise on a day
    weekend: float = 0.35
    cards_at_start: int = 360  # of the decks that a learner practises: one and a half of the shipped ones
    deck_growth: float = 0.03  # a month
    new_a_day: int = 10
    retention: float = 0.9  # how often a card that is due is known
    interval_growth: float = 2.4  # of the days until a card comes back, each time it is known
    reviews_a_day: int = 100
    seconds_a_grade: float = 25.0
    listening_share: float = 0.2  # of sessions that hear an episode
    listening_hours: float = 0.25
    surge: float = 1.5  # the busiest minute against its hour


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured (docs/scaling.md says how): bytes, statements, CPU milliseconds, megabytes."""

    log_bytes_sqlite: int = 274
    log_bytes_postgresql: int = 418
    state_bytes_sqlite: int = 105
    state_bytes_postgresql: int = 333
    journal_bytes: int = 1_640  # PostgreSQL's write-ahead log, a grade
    statements: int = 39  # of revealing and grading a card in the app
    replica_ms: float = 18.0  # reveal, grade, and a tenth of a whole page
    database_ms: float = 3.0
    session_megabytes: float = 0.2
    replica_megabytes: float = 200.0  # a process without sessions
    websocket_bytes: int = 11_400  # a card, revealed and graded
    page_bytes: int = 590_000  # the first visit
    audio_bytes_a_second: int = 8_000
    useful_share: float = 0.6  # of a core, so that the 95th percentile stays near the median
    replica_memory: float = 1_024.0  # megabytes


@dataclass(frozen=True, slots=True)
class Day:
    """What happens on one day, or in one hour: to one learner or to many."""

    sessions: float = 0.0
    grades: float = 0.0
    new_learners: float = 0.0
    new_states: float = 0.0

    def __add__(self, other: Day) -> Day:
        """Return both together."""
        return Day(
            sessions=self.sessions + other.sessions,
            grades=self.grades + other.grades,
            new_learners=self.new_learners + other.new_learners,
            new_states=self.new_states + other.new_states,
        )

    def __mul__(self, factor: float) -> Day:
        """Return so many times as much."""
        return Day(
            sessions=self.sessions * factor,
            grades=self.grades * factor,
            new_learners=self.new_learners * factor,
            new_states=self.new_states * factor,
        )


@dataclass(frozen=True, slots=True)
class Month:
    """The state of the store at a month's end. Gigabytes are 10^9 bytes."""

    month: int
    learners: int
    log_rows: int
    state_rows: int
    sqlite_gigabytes: float
    postgresql_gigabytes: float


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole year. A terabyte is 10^12 bytes."""

    sessions: int
    grades: int
    grades_a_learner: float
    audio_hours: int
    pages_terabytes: float  # what the app sends without sound
    audio_terabytes: float


@dataclass(frozen=True, slots=True)
class Peak:
    """The busiest hour of the year, and what has to be there for its busiest minute."""

    hour: int  # of the year, in UTC
    grades: int
    mean_grades: int
    grades_a_second: float
    statements_a_second: float
    sessions_at_once: int
    replica_cores: int
    replicas: int
    database_cores: int
    journal_megabytes_a_second: float
    megabits_a_second: float


def count_cards(day: int, assumed: Assumptions) -> int:
    """Return how many cards the decks of a learner have on a day."""
    return round(assumed.cards_at_start * math.pow(1 + assumed.deck_growth, day * 12 / DAYS))


def draw_active_days(rng: random.Random, assumed: Assumptions) -> tuple[int, set[int]]:
    """Return the day on which a learner signs up (0: before the year) and the days on which they practise."""
    start = 0 if rng.random() < assumed.there_at_start else rng.randrange(DAYS)
    days: set[int] = set()
    begin = start
    while begin < DAYS:
        length = math.ceil(rng.expovariate(math.log(2) / assumed.median_days))
        for day in range(begin, min(DAYS, begin + length)):
            # The year begins on a Thursday, as 2026 does.
            if rng.random() < (assumed.weekend if day % 7 in (2, 3) else assumed.workday):
                days.add(day)
        if rng.random() >= assumed.return_share:
            break
        begin += length + math.ceil(rng.expovariate(1 / assumed.return_days))
    return start, days


def live_through_year(rng: random.Random, assumed: Assumptions) -> list[Day]:
    """Return the days of one learner."""
    start, active = draw_active_days(rng, assumed)
    due: dict[int, list[float]] = defaultdict(list)  # by day: the intervals of the cards that come back
    waiting: list[float] = []
    seen_cards = enrolled = 0
    days = []
    for day in range(DAYS):
        waiting += due.pop(day, [])
        sessions = grades = new_states = 0
        if day in active:
            sessions = 1
            cards = count_cards(day, assumed)
            new_states, enrolled = cards - enrolled, cards  # opening a deck makes a row for each of its cards
            today, waiting = waiting[: assumed.reviews_a_day], waiting[assumed.reviews_a_day :]
            for interval in today:
                grades += 1
                if rng.random() < assumed.retention:
                    later = interval * assumed.interval_growth
                else:
                    grades += 1  # it comes again the same day
                    later = 1.0
                due[day + max(1, round(later * rng.uniform(0.9, 1.1)))].append(later)
            fresh = min(assumed.new_a_day, cards - seen_cards)
            seen_cards += fresh
            grades += 2 * fresh  # two learning steps
            for _ in range(fresh):
                due[day + rng.choice((1, 2, 3))].append(2.0)
        days.append(
            Day(sessions=sessions, grades=grades, new_learners=float(day == start), new_states=float(new_states))
        )
    return days


def simulate_year(learners: int, sample: int, seed: int, assumed: Assumptions) -> dict[int, list[Day]]:
    """Return for each time zone the days of the year. The sample is shared out among the zones by their shares."""
    rng = random.Random(seed)
    days_of: dict[int, list[Day]] = {}
    for zone, share in ZONES.items():
        people = max(1, round(sample * share))
        total = [Day()] * DAYS
        for _ in range(people):
            total = [one + other for one, other in zip(total, live_through_year(rng, assumed), strict=True)]
        # By the people who were drawn, not by the sample: rounding must not add learners.
        days_of[zone] = [day * (learners * share / people) for day in total]
    return days_of


def spread_over_hours(days_of: dict[int, list[Day]]) -> list[Day]:
    """Return the hours of the year in UTC. What a zone does before or after the year in UTC wraps around."""
    hours = [Day()] * (24 * DAYS)
    whole = sum(LOCAL_HOURS)
    for zone, days in days_of.items():
        for number, day in enumerate(days):
            for hour, weight in enumerate(LOCAL_HOURS):
                place = (number * 24 + hour - zone) % len(hours)
                hours[place] += day * (weight / whole)
    return hours


def sum_months(days_of: dict[int, list[Day]], costs: Costs) -> list[Month]:
    """Return the store at the end of each month."""
    months, so_far, day = [], Day(), 0
    for number, length in enumerate(MONTHS, start=1):
        for _ in range(length):
            for days in days_of.values():
                so_far += days[day]
            day += 1
        log, states = so_far.grades, so_far.new_states
        months.append(
            Month(
                month=number,
                learners=round(so_far.new_learners),
                log_rows=round(log),
                state_rows=round(states),
                sqlite_gigabytes=round((log * costs.log_bytes_sqlite + states * costs.state_bytes_sqlite) / 1e9, 3),
                postgresql_gigabytes=round(
                    (log * costs.log_bytes_postgresql + states * costs.state_bytes_postgresql) / 1e9, 3
                ),
            )
        )
    return months


def find_peak(hours: Sequence[Day], assumed: Assumptions, costs: Costs) -> Peak:
    """Return the hour with the most grades, and what its busiest minute needs."""
    number = max(range(len(hours)), key=lambda n: hours[n].grades)
    busiest = hours[number]
    rate = busiest.grades / 3600 * assumed.surge
    at_once = rate * assumed.seconds_a_grade  # Little's law: arrivals a second times their stay
    cores = rate * costs.replica_ms / 1000 / costs.useful_share
    by_memory = at_once * costs.session_megabytes / (costs.replica_memory - costs.replica_megabytes)
    visits = busiest.sessions / 3600 * assumed.surge
    audio_bytes = visits * assumed.listening_share * assumed.listening_hours * 3600 * costs.audio_bytes_a_second
    bytes_sent = rate * costs.websocket_bytes + visits * costs.page_bytes * FIRST_VISITS + audio_bytes
    return Peak(
        hour=number,
        grades=round(busiest.grades),
        mean_grades=round(sum(hour.grades for hour in hours) / len(hours)),
        grades_a_second=round(rate, 3),
        statements_a_second=round(rate * costs.statements, 2),
        sessions_at_once=round(at_once),
        replica_cores=math.ceil(cores),
        replicas=max(3, math.ceil(cores), math.ceil(by_memory)),
        database_cores=math.ceil(rate * costs.database_ms / 1000 / costs.useful_share),
        journal_megabytes_a_second=round(rate * costs.journal_bytes / 1e6, 3),
        megabits_a_second=round(bytes_sent * 8 / 1e6, 2),
    )


def sum_year(hours: Sequence[Day], assumed: Assumptions, costs: Costs) -> Totals:
    """Return what happened and what was sent in a year."""
    whole = sum(hours, Day())
    audio_hours = whole.sessions * assumed.listening_share * assumed.listening_hours
    pages = whole.grades * costs.websocket_bytes + whole.sessions * costs.page_bytes * FIRST_VISITS
    return Totals(
        sessions=round(whole.sessions),
        grades=round(whole.grades),
        grades_a_learner=round(whole.grades / whole.new_learners, 1),
        audio_hours=round(audio_hours),
        pages_terabytes=round(pages / 1e12, 3),
        audio_terabytes=round(audio_hours * 3600 * costs.audio_bytes_a_second / 1e12, 3),
    )


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=10_000_000)
    parser.add_argument("--sample", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    assumed, costs = Assumptions(), Costs()
    print(json.dumps({"assumed": asdict(assumed), "measured": asdict(costs), "zones": ZONES, "hours": LOCAL_HOURS}))
    days_of = simulate_year(options.learners, options.sample, options.seed, assumed)
    for month in sum_months(days_of, costs):
        print(json.dumps(asdict(month)))
    hours = spread_over_hours(days_of)
    print(json.dumps({"year": asdict(sum_year(hours, assumed, costs))}))
    print(json.dumps({"peak": asdict(find_peak(hours, assumed, costs))}))


if __name__ == "__main__":
    main()
