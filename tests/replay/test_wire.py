"""What the player is sent."""

from __future__ import annotations

import json
import re

from deck.model import Series
from replay import payload, track
from replay.player import bundle
from tests.replay.incidents import echo, event, incident, questions, storm


def test_two_hours_with_five_series_stay_under_ten_kilobytes() -> None:
    units = ("ms", "", "%", "1/s", "MB")
    series = tuple(
        Series(f"series {unit or 'count'}", unit, tuple((float(m), 100 + m * 3.7) for m in range(121)), "", 1)
        for unit in units
    )
    many = incident(*(event(m, f"Something happened at minute {m}") for m in range(0, 121, 10)), series=series)
    assert len(json.dumps(payload.pack_track(track.build_track(many)))) < 9_500


def test_curves_of_one_fence_share_their_places() -> None:
    packed = payload.pack_track(track.build_track(storm()))
    assert len(packed["xs"]) == 1
    assert {curve["x"] for curve in packed["curves"]} == {0}


def test_values_keep_four_figures() -> None:
    told = Series("a", "", ((0, 0.123456), (1, 12345.678), (2, 3.0), (3, -0.0)), "", 1)
    [curve] = payload.pack_track(track.build_track(incident(event(0, "a"), event(3, "b"), series=(told,))))["curves"]
    stated = [y for n, y in enumerate(curve["y"]) if n not in curve.get("i", [])]
    assert stated == [0.1235, 12346, 3, 0]


def test_it_is_json_and_holds_the_whole_story() -> None:
    packed = json.loads(json.dumps(payload.pack_track(track.build_track(echo(), (storm(),), questions()))))
    assert [e["t"] for e in packed["events"]] == [e.text for e in echo().events]
    assert packed["events"][1]["i"] == 1 and "i" not in packed["events"][0]
    assert packed["breaks"][0][2] == 14


def test_the_player_reads_every_key_that_is_sent() -> None:
    packed = payload.pack_track(track.build_track(storm(), (echo(),), questions()))
    script = bundle.plain()
    keys = set(packed) | {
        key for part in ("events", "curves", "stops", "asks") for item in packed[part] for key in item
    }
    unread = {key for key in keys if not re.search(rf"\.{key}\b|\b{key}:|\{{ {key}\b", script)}
    assert unread == set()
