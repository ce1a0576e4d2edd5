"""Any incident gets a track."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from deck.model import Incident, Series
from deck.parser import parse
from replay import track
from tests.replay.incidents import deck, echo, event, incident, questions, storm

HARD = {
    "nothing": incident(),
    "signals only": incident(series=(Series("a", "", ((0, 1), (3, 2)), "", 1),)),
    "one event": incident(event(3, "alone")),
    "no stamp": incident(event(None, "a", at="later"), event(None, "b", at="soon")),
    "all at one minute": incident(*(event(7, f"e{n}") for n in range(9))),
    "backwards": incident(event(9, "a"), event(1, "b"), event(12, "c")),
    "500 events": incident(*(event(n * 0.7, f"event {n}") for n in range(500))),
    "signals outside": incident(event(5, "a"), event(6, "b"), series=(Series("a", "", ((-10, 1), (90, 2)), "", 1),)),
    "a year": incident(event(0, "a"), event(525_600, "b")),
}


@pytest.mark.parametrize("one", HARD.values(), ids=HARD)
def test_any_incident_gets_a_track(one: Incident) -> None:
    laid = track.build_track(one, (storm(), echo()), questions())
    assert len(laid.moments) == len(one.events)
    assert all(a.second < b.second for a, b in pairwise(laid.moments))
    assert all(0 <= moment.second <= laid.duration for moment in laid.moments)
    assert all(0 <= point.second <= laid.duration for curve in laid.curves for point in curve.points)


def test_the_same_input_gives_the_same_track() -> None:
    assert track.build_deck_track(deck(), "inc-echo", 3) == track.build_deck_track(deck(), "inc-echo", 3)
    assert track.build_deck_track(deck(), "no-such") is None


def test_an_unreadable_or_backward_stamp_is_told() -> None:
    laid = track.build_track(HARD["backwards"])
    assert [(m.minute, m.timed) for m in laid.moments] == [(9, True), (9, False), (12, True)]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Incident: The storm", "The storm"),
        ("Incident 2: The echo", "The echo"),
        ("INCIDENT A – Meltdown", "Meltdown"),
        ("Incident-free since May", "Incident-free since May"),
        ("Incident 20190711: logins", "Incident 20190711: logins"),
        ("Incident:", "Incident:"),
        ("The mail incident: what we know", "The mail incident: what we know"),
    ],
)
def test_a_replay_bears_the_name_without_the_word_incident(title: str, name: str) -> None:
    assert track.build_track(replace(echo(), title=title)).title == name


def test_a_range_reaches_to_its_end() -> None:
    laid = track.build_track(incident(event(0, "a", end=4), event(2, "b"), event(6, "c")))
    assert laid.moments[1].second < laid.moments[0].end_second < laid.moments[2].second
    assert laid.moments[1].end_second == laid.moments[1].second


def test_wall_time_where_it_is_known() -> None:
    laid = track.build_track(incident(event(0, "a"), event(8, "b", wall=datetime(2020, 1, 1, 23, 0, tzinfo=UTC))))
    assert laid.wall_start == (22 * 60 + 52, "UTC")
    assert laid.moments[1].wall_time == "23:00 UTC"


@pytest.mark.parametrize(
    ("stamps", "wall", "shown"),
    [
        (("9:37AM PST", "1:54PM PST"), (577, "PST"), ["09:37 PST", "13:54 PST"]),
        (("23:50 UTC", "00:20 UTC"), (1430, "UTC"), ["23:50 UTC", "00:20 UTC"]),
        (("10:00", "10:09"), (600, ""), ["10:00", "10:09"]),
        (("00:00 UTC", "00:09 UTC"), (0, "UTC"), ["00:00 UTC", "00:09 UTC"]),
        (("00:02", "00:09"), None, ["", ""]),
        (("T+0", "T+9m"), None, ["", ""]),
    ],
)
def test_times_of_the_day_are_shown_where_no_day_is_stated(
    stamps: tuple[str, str], wall: tuple[int, str] | None, shown: list[str]
) -> None:
    lines = "\n\n".join(f"**{stamp}** – the error rate moves" for stamp in stamps)
    laid = track.build_track(parse(f"# A report\n\n## Incident: The disk\n\n{lines}\n").incidents[0])
    assert laid.wall_start == wall
    assert [moment.wall_time for moment in laid.moments] == shown


def test_phases_and_times() -> None:
    laid = track.build_track(storm())
    assert [(p.name, p.second) for p in laid.phases] == [
        ("detecting", laid.moments[0].second),
        ("diagnosing", laid.moments[1].second),
        ("mitigating", laid.moments[6].second),
        ("recovered", laid.moments[8].second),
    ]
    assert (laid.times.detect, laid.times.diagnose, laid.times.recover) == (2, 10, 15)


def test_recovery_counts_only_when_nothing_breaks_again() -> None:
    laid = track.build_track(
        incident(event(0, "t", "T"), event(1, "r", "R"), event(2, "s", "S"), event(3, "m", "M"), event(9, "r", "R"))
    )
    assert laid.times.recover == 9
    assert laid.times.diagnose is None


def test_phases_of_an_incident_that_starts_with_its_mitigation() -> None:
    laid = track.build_track(incident(event(0, "m", "M"), event(4, "r", "R")))
    assert [p.name for p in laid.phases] == ["mitigating", "recovered"]


def test_the_topics_that_are_given_decide_who_asks() -> None:
    named = replace(storm(), topics=("pools",))
    asked = {prompt.id for prompt in track.build_track(named, questions=questions()).interviewer_prompts}
    others = {question.topic for question in questions()} - {"pools"}
    elsewhere = track.build_track(named, questions=questions(), topics=others).interviewer_prompts
    assert asked and {prompt.id for prompt in elsewhere}.isdisjoint(asked)
    assert {q.topic for q in questions() if q.id in asked} == {"pools"}


def test_an_event_is_placed_as_its_deck_has_it() -> None:
    laid = track.build_track(
        incident(
            event(5, "a", "T", at="11:05", details=("one", "two"), inferred=True),
            event(None, "b", at="by lunch"),
            event(9, "c", end=7),
        )
    )
    first, second, third = laid.moments
    assert (first.index, first.minute, first.clock, first.stamp) == (0, 5, "00:05", "11:05")
    assert (first.role, first.role_inferred, first.details, first.line) == ("trigger", True, ("one", "two"), 1)
    assert (second.minute, second.timed, second.stamp, second.clock) == (5, False, "by lunch", "00:05")
    assert third.end_second == third.second  # an end before the beginning is none


def test_a_time_of_the_day_is_counted_from_the_first_that_is_known() -> None:
    zone = timezone(timedelta(hours=-8), "PST")
    laid = track.build_track(
        incident(
            event(None, "a", at="earlier"),
            event(0, "b", at="T+0"),
            event(30, "c", wall=datetime(2020, 1, 1, 0, 10, tzinfo=zone)),
            event(60.9, "d"),
            event(1500, "e"),
        )
    )
    assert laid.wall_start == (23 * 60 + 40, "PST")
    assert [moment.wall_time for moment in laid.moments] == ["", "23:40 PST", "00:10 PST", "00:40 PST", "00:40 PST"]
    bare = track.build_track(incident(event(0, "a", wall=datetime(2020, 1, 1, 9, 5)), event(1, "b")))
    assert bare.wall_start == (545, "") and [moment.wall_time for moment in bare.moments] == ["09:05", "09:06"]


def test_questions_of_the_topics_below_those_an_incident_names_are_asked_too() -> None:
    text = """# D

## Pools {#pools}

### Threads {#threads}

**Counter-questions:**

- *"Why are threads busy?"* {#cq-threads}
  → testing depth

## Other {#other}

**Counter-questions:**

- *"Why are threads waiting for connections?"* {#cq-other}
  → testing depth

## Incident: Waiting {#waiting}

**Topics:** pools

**00:00** – Threads wait for connections

**00:05** – All is well
"""
    laid = track.build_deck_track(parse(text), "waiting")
    assert laid is not None and [prompt.id for prompt in laid.interviewer_prompts] == ["cq-threads"]


def test_the_values_of_a_fence_stretch_the_map_and_events_do_it_alone_without_one() -> None:
    series = (Series("a", "", ((3, 1), (8, 2)), "", 1), Series("b", "", ((-2, 1), (20, 2)), "", 1))
    laid = track.build_track(incident(event(5, "a"), event(10, "b"), series=series))
    assert (laid.knots[0].minute, laid.knots[-1].minute) == (-2, 20)
    alone = track.build_track(incident(event(5, "a"), event(10, "b")))
    assert (alone.knots[0].minute, alone.knots[-1].minute, alone.duration) == (5, 10, alone.knots[-1].second)
    nothing = track.build_track(incident())
    assert (nothing.knots[0].minute, nothing.duration) == (0, 0)


def test_the_seed_of_a_deck_s_track_settles_the_order_of_options() -> None:
    orders = set()
    for seed in range(8):
        laid = track.build_deck_track(deck(), "inc-echo", seed)
        assert laid is not None
        orders.add(tuple(choice.text for point in laid.decision_points for choice in point.choices))
    assert len(orders) > 1
