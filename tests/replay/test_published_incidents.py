"""Timelines as teams publish them, through the reader, to a track that plays."""

from __future__ import annotations

from itertools import pairwise

import pytest

import deck as reader
from replay import track

DATED = """# Storage outage

## Incident timeline

- **2031-04-21 22:52 UTC** – A routine swap of a link cuts two halls apart
- **2031-04-21 22:54 UTC** – Alerts fire for elevated errors
- **2031-04-21 23:07 UTC** – Writes were taken on both sides, we found
- **2031-04-22 06:51 UTC** – Restore from backup is started
- **2031-04-22 23:03 UTC** – All queues are drained, service is back to normal
"""

RANGES = """# Slow deploys

## Incident: slow deploys

All times are UTC on 2030-02-03.

- 11:32-13:05 – Deploys take ten times as long
- 11:50 – Engineers roll back the image cache
- 13:05 – Deploys are fast again
"""

TABLE = """# Login

## Incident: nobody could log in

| Time (UTC) | Event |
|---|---|
| 09:37 | Certificates are rotated by hand |
| 09:41 | Error rate climbs to 40% |
| 09:58 | The old certificate is put back |
| 10:02 | Logins recover |
"""

BRACKETS = """# Pages

## Incident: empty pages

[2029-07-10 16:35 UTC] A new rule reaches every edge
[2029-07-10 16:38 UTC] CPU is at 100% everywhere
[2029-07-10 17:02 UTC] The rule set is switched off
[2029-07-10 17:10 UTC] Traffic is back to normal
"""

MIDNIGHT = """# Night

## Incident: the night shift

- 11:50PM PST – The batch starts late
- 12:10AM PST – Locks pile up behind it
- ~12:30AM PST – The batch is cancelled
- 1:05AM PST – Everything is served again
"""

OFFSETS = """# Offsets

## Incident: retries

- T+0 – A dependency restarts
- T+90s – Callers retry all at once
- T+5m – Retries are switched off
- T+1h – Traffic is normal
"""

LENGTHS = {"dated": 1451, "ranges": 93, "table": 25, "brackets": 35, "midnight": 75, "offsets": 60}
TEXTS = dict(zip(LENGTHS, (DATED, RANGES, TABLE, BRACKETS, MIDNIGHT, OFFSETS), strict=True))


@pytest.mark.parametrize("name", TEXTS)
def test_a_published_timeline_plays(name: str) -> None:
    deck = reader.parse(TEXTS[name])
    [incident] = deck.incidents
    laid = track.build_deck_track(deck, incident.id)
    assert laid is not None and len(laid.moments) >= 3
    assert laid.knots[-1].minute - laid.knots[0].minute == pytest.approx(LENGTHS[name])
    assert all(a.second < b.second for a, b in pairwise(laid.moments))
    assert all(moment.timed for moment in laid.moments)
    assert laid.duration <= 125


def test_a_day_of_outage_has_wall_time_and_breaks() -> None:
    [incident] = reader.parse(DATED).incidents
    laid = track.build_track(incident)
    assert laid.moments[0].wall_time == "22:52 UTC"
    assert laid.wall_start == (22 * 60 + 52, "UTC")
    assert max(gap.minutes for gap in laid.breaks) == 972
