"""A post-mortem as it is filed, line by line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import deck as reader
from deck.model import Incident
from replay import track
from replay.postmortem import write_postmortem
from tests.replay.incidents import event, incident

REPORT = """---
language: de
---

# Post-mortem

- Time to detect: 2 min
- Time to recover: 15 min

## Incident: The disk {#disk}

Intro text.

**2031-04-21 22:52 UTC** – *Trigger:* A link is swapped

**22:54:30** – Alerts fire

**23:07** – Restored *(recovery)*

**Post-mortem lessons:**

- Test it.
"""


def write(one: Incident, language: str = "en") -> str:
    return write_postmortem(track.build_track(one), one, language)


def test_a_report_is_read_and_written_without_a_change() -> None:
    [disk] = reader.parse(REPORT).incidents
    assert write(disk, "de").strip() == REPORT.strip()


def test_an_incident_that_tells_no_times_has_no_summary() -> None:
    text = write(incident(event(0, "Traffic doubles at once", "T"), title="Incident: Bare"))
    assert text.splitlines()[:3] == ["# Post-mortem", "", "## Incident: Bare"]


def test_a_stamp_that_borrows_its_date_from_elsewhere_is_written_in_full() -> None:
    """The headings and notes that dates were borrowed from do not come along."""
    first = datetime(2031, 4, 21, 23, 58, tzinfo=UTC)
    events = tuple(
        event(minutes, text, at=at, wall=first + timedelta(minutes=minutes))
        for minutes, text, at in (
            (0, "A link is swapped by hand", "23:58"),
            (4.5, "Alerts fire everywhere", "0:02"),
            (10, "All is served again", "0:08"),
        )
    )
    text = write(incident(*events, title="Incident: The disk"))
    stamps = [line.partition("**")[2].partition("**")[0] for line in text.splitlines() if line.startswith("**")]
    assert stamps == ["2031-04-21 23:58 UTC", "2031-04-22 00:02:30 UTC", "2031-04-22 00:08 UTC"]
    [back] = reader.parse(text).incidents
    assert [one.wall for one in back.events] == [one.wall for one in events]


def test_minutes_without_a_date_are_written_from_the_start() -> None:
    """Also those beyond a day, and the end of a range."""
    events = (
        event(0, "Traffic doubles at once", at="at noon"),
        event(5, "Latency rises and rises", at="then", end=65),
        event(1500, "All is served again", at="next day"),
    )
    text = write(incident(*events, title="Incident: Long"))
    stamps = [line.partition("**")[2].partition("**")[0] for line in text.splitlines() if line.startswith("**")]
    assert stamps == ["00:00", "00:05-01:05", "T+1500m"]
    [back] = reader.parse(text).incidents
    assert [(one.minute, one.end_minute) for one in back.events] == [(0, None), (5, 65), (1500, None)]


def test_what_would_not_be_read_back_is_filed_all_the_same() -> None:
    odd = incident(replace(event(None, "x"), at="sometime"), title="Nothing of the kind")
    assert "Nothing of the kind" in write(odd) and "sometime" in write(odd)
