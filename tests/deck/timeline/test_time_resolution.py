"""What stamps mean among their neighbours: midnights, zones, years, ranges and days that are counted."""

from __future__ import annotations

import pytest

from deck.parser import parse


def read(*stamps: str, above: str = "", title: str = "Incident: x", matter: str = "") -> list[tuple[float | None, str]]:
    """Return the minute and the wall time of each event."""
    rows = "\n".join(f"- **{stamp}** – step {number}" for number, stamp in enumerate(stamps))
    (incident,) = parse(f"{matter}# D\n\n## {title}\n\n{above}\n\n{rows}\n").incidents
    return [(event.minute, event.wall.isoformat(" ") if event.wall else "") for event in incident.events]


def minutes(*stamps: str, **more: str) -> list[float | None]:
    return [minute for minute, _ in read(*stamps, **more)]


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        (("22:50", "23:59", "00:10", "02:00"), [0, 69, 80, 190]),
        (("16:00", "10:00"), [0, 1080]),
        (("15:59", "10:00"), [0, -359]),
        (("16:00", "10:01"), [0, -359]),
        (("00:05", "00:07"), [5, 7]),
        (("01:05", "01:07"), [0, 2]),
        (("10:00 UTC", "06:30 EST", "14:00 CEST"), [0, 90, 120]),
        (("10:00 UTC", "10:05", "07:10 EDT"), [0, 5, 70]),
        (("Day 1 10:00", "Day 3 09:00", "Day 4 09:30"), [0, 2820, 4290]),
        (("Mon 10:00", "Wed 10:00", "Mon 09:00"), [0, 2880, 10020]),
        (("T-5m", "T+0", "T+1h"), [-5, 0, 60]),
        (("Dec 30, 23:00", "Jan 2, 01:00"), [0, 3000]),
        (("2024-05-01 23:00", "2024-05-03 01:00"), [0, 1560]),
        (("2024-02-28 10:00", "2024-03-01 10:00"), [0, 2880]),
    ],
)
def test_minutes_count_from_the_first_event(stamps: tuple[str, ...], expected: list[float]) -> None:
    assert minutes(*stamps) == expected


def test_a_range_ends_after_it_begins_even_past_midnight() -> None:
    (incident,) = parse("## Incident: x\n\n- 23:50–00:20 Load\n- 00:30 Calm\n").incidents
    assert [(event.minute, event.end_minute) for event in incident.events] == [(0, 30), (40, None)]


def test_a_day_above_the_timeline_dates_it_and_a_zone_above_places_it() -> None:
    assert read("23:50", "00:10", above="All times are in CET.", title="Incident: x on 2024-05-01") == [
        (0, "2024-05-01 23:50:00+01:00"),
        (20, "2024-05-02 00:10:00+01:00"),
    ]


def test_a_day_that_only_a_later_stamp_has_is_counted_back_over_midnight() -> None:
    assert read("23:50", "2024-05-02 00:10") == [(0, "2024-05-01 23:50:00"), (20, "2024-05-02 00:10:00")]


def test_days_without_a_year_take_the_one_that_is_stated() -> None:
    dated = read("Dec 31, 23:00", "Jan 1, 01:00", above="The outage of 2024.", title="Incident: x (2024)")
    assert [minute for minute, _ in dated] == [0, 120]
    assert {wall[:4] for _, wall in dated} <= {"2023", "2024", "2025"} and dated[0][1] < dated[1][1]


def test_without_a_day_there_is_no_wall_time() -> None:
    assert read("10:00", "10:05") == [(0, ""), (5, "")]


@pytest.mark.parametrize(
    ("stamps", "matter", "first_days", "codes"),
    [
        (("03/04/2024 10:00", "25/04/2024 10:00"), "", ["2024-04-03", "2024-04-25"], []),
        (("03/04/2024 10:00", "04/25/2024 10:00"), "", ["2024-03-04", "2024-04-25"], []),
        (("03/04/2024 10:00", "03/04/2024 11:00"), "", ["2024-03-04", "2024-03-04"], ["date-order"]),
        (("03/04/2024 10:00", "03/04/2024 11:00"), "---\ndates: day-first\n---\n", ["2024-04-03", "2024-04-03"], []),
        (
            ("03/04/2024 10:00", "03/04/2024 11:00"),
            "---\nlanguage: fr\n---\n",
            ["2024-04-03", "2024-04-03"],
            ["date-order"],
        ),
        (("03/04/2024 10:00", "03/04/2024 11:00"), "---\ndate: 2024-05-01\n---\n", ["2024-04-03", "2024-04-03"], []),
        (("03/04/2024 10:00", "03/04/2024 11:00"), "---\ndate: 2024-02-10\n---\n", ["2024-03-04", "2024-03-04"], []),
        (("11/01/2024 10:00", "12/01/2024 11:00"), "", ["2024-01-11", "2024-01-12"], ["date-order"]),
    ],
)
def test_day_or_month_first_is_one_order_for_the_document(
    stamps: tuple[str, ...], matter: str, first_days: list[str], codes: list[str]
) -> None:
    rows = "\n".join(f"- **{stamp}** – step {number}" for number, stamp in enumerate(stamps))
    deck = parse(f"{matter}# D\n\n## Incident: x\n\n{rows}\n")
    assert [event.wall.date().isoformat() for event in deck.incidents[0].events if event.wall] == first_days
    told = [problem for problem in deck.problems if problem.code == "date-order"]
    assert [problem.code for problem in told] == codes
    assert all(
        problem.severity == "info" and "dates: " in problem.remedy and stamps[0] in problem.message for problem in told
    )


def test_a_date_near_the_turn_of_the_year_tells_the_order_of_days_without_a_year() -> None:
    deck = parse("---\ndate: 2025-01-10\n---\n# D\n\n## Incident: x\n\n- 11/12 10:00 – a\n- 11/12 11:00 – b\n")
    assert [(e.wall.month, e.wall.day) for e in deck.incidents[0].events if e.wall] == [(12, 11), (12, 11)]
    assert not [problem for problem in deck.problems if problem.code == "date-order"]


@pytest.mark.parametrize(
    ("stamp", "certainty"),
    [("2024-05-01 10:00 UTC", "exact"), ("2024-05-01 ~10:00 UTC", "approximate"), ("10:00", "exact")],
)
def test_it_is_told_how_sure_a_time_is(stamp: str, certainty: str) -> None:
    (incident,) = parse(
        f"## Incident: x\n\n- **{stamp}** – a\n- **{stamp.replace('10:0', '10:3')}** – b\n- **10:50** – c\n"
    ).incidents
    assert incident.events[0].certainty == certainty


def test_a_stamp_that_says_nothing_keeps_its_place_and_tells_so() -> None:
    (incident,) = parse("## Incident: x\n\n- **10:00** – a\n- **??** – b\n- **10:50** – c\n").incidents
    assert [(event.text, event.minute, event.certainty) for event in incident.events] == [
        ("a", 0, "exact"),
        ("b", None, "unknown"),
        ("c", 50, "exact"),
    ]


def test_the_newest_first_is_turned_only_where_dates_leave_no_doubt() -> None:
    stamps = ["2024-05-01 12:00", "2024-05-01 11:00", "2024-05-01 10:00"]
    (incident,) = parse("## Incident: x\n\n" + "".join(f"- **{stamp}** – step\n" for stamp in stamps)).incidents
    assert [event.at for event in incident.events] == stamps[::-1]
    (two,) = parse("## Incident: x\n\n" + "".join(f"- **{stamp}** – step\n" for stamp in stamps[:2])).incidents
    assert [event.at for event in two.events] == stamps[:2]
