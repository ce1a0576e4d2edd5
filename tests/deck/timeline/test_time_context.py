"""What is said once for a whole timeline: its day, its year and its zone, and which of several sayings goes first."""

from __future__ import annotations

import pytest

from deck.parser import parse

EVENTS = "- **23:50** – Load\n- **00:10** – Errors\n"


def read_walls(text: str) -> list[str]:
    (incident,) = parse(text).incidents
    return [event.wall.isoformat(" ", "minutes") if event.wall else "" for event in incident.events]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (f"# D\n\n## Incident of 2024-05-01\n\n{EVENTS}", "2024-05-01 23:50"),
        (f"# Night of May 1, 2024\n\n## Timeline\n\n{EVENTS}", "2024-05-01 23:50"),
        (f"---\ndate: 2024-05-01\n---\n# D\n\n## Timeline\n\n{EVENTS}", "2024-05-01 23:50"),
        (f"# D\n\n## Incident: x\n\n**Date:** 2024-05-01\n\n{EVENTS}", "2024-05-01 23:50"),
        (f"# D\n\n## Incident: x\n\nIt all began on 1 May 2024.\n\n{EVENTS}", "2024-05-01 23:50"),
        (
            f"# D\n\n## Incident: x\n\n**Date:** 2024-05-01\n\nThe report is of 2024-06-09.\n\n{EVENTS}",
            "2024-05-01 23:50",
        ),
        (f"---\ndate: 2024-07-07\n---\n# D\n\n## Incident of 2024-05-01\n\n{EVENTS}", "2024-05-01 23:50"),
        (f"# D\n\n## Incident of May 1\n\nIn 2024 we had this.\n\n{EVENTS}", ""),
        (f"# D (2024)\n\n## Incident of May 1\n\n{EVENTS}", "2024-05-01 23:50"),
        (f"# D\n\n## Incident: x\n\nThe fix was about 3 lines long.\n\n{EVENTS}", ""),
    ],
)
def test_the_day_is_that_of_the_heading_the_attribute_the_front_matter_or_the_prose(text: str, first: str) -> None:
    walls = read_walls(text)
    assert walls[0] == first
    if first:
        assert walls[1] == "2024-05-02 00:10"


@pytest.mark.parametrize(
    ("above", "hours"),
    [
        ("All times are UTC.", "+00:00"),
        ("Times in IST", "+05:30"),
        ("All timestamps are UTC-03:30.", "-03:30"),
        ("**Time zone:** CET", "+01:00"),
        ("The UTC region was not affected.", ""),
    ],
)
def test_the_zone_is_that_of_a_sentence_about_times(above: str, hours: str) -> None:
    walls = read_walls(f"# D\n\n## Incident of 2024-05-01\n\n{above}\n\n{EVENTS}")
    assert walls == [f"2024-05-01 23:50{hours}", f"2024-05-02 00:10{hours}"]


def test_the_header_of_a_table_names_the_zone() -> None:
    (incident,) = parse(
        "# D\n\n## Incident\n\n| Time (CET) | What |\n|---|---|\n| 10:00 | Load rises |\n| 10:05 | It is over |\n"
    ).incidents
    assert incident.zone_note == "All times are CET."
    (dated,) = parse(
        "# D\n\n## Incident of 2024-05-01\n\n| Time (UTC) | What |\n|---|---|\n| 10:00 | Load rises |\n| 10:05 | It is over |\n"
    ).incidents
    assert [event.wall.isoformat() for event in dated.events if event.wall] == [
        "2024-05-01T10:00:00+00:00",
        "2024-05-01T10:05:00+00:00",
    ]


def test_a_second_incident_does_not_take_the_day_of_the_first() -> None:
    text = f"# D\n\n## Incident: one\n\n**Date:** 2024-05-01\n\n{EVENTS}\n## Incident: two\n\n{EVENTS}"
    one, two = parse(text).incidents
    assert one.events[0].wall is not None and two.events[0].wall is None
