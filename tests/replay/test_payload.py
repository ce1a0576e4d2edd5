"""What the player is sent."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from deck.model import Series
from replay import payload, track
from replay.model import Curve, Point
from services.workspace import ROOT
from tests.replay.incidents import echo, event, incident, questions, ratio, storm


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
    assert len(packed["curveSeconds"]) == 1
    assert {curve["seconds"] for curve in packed["curves"]} == {0}


def test_values_keep_four_figures() -> None:
    series = Series("a", "", ((0, 0.123456), (1, 12345.678), (2, 3.0), (3, -0.0)), "", 1)
    told = incident(event(0, "a"), event(3, "b"), series=(series,))
    [curve] = payload.pack_track(track.build_track(told))["curves"]
    stated = [value for n, value in enumerate(curve["values"]) if n not in curve.get("interpolated", [])]
    assert stated == [0.1235, 12346, 3, 0]


def test_a_limit_and_a_value_of_zero_are_sent() -> None:
    curve = Curve("errors", "%", (Point(0, 0, 0.0, "stated"), Point(1, 1, 1.0, "stated")), limit=0.0)
    packed = payload.pack_track(replace(track.build_track(storm()), curves=(curve,)))
    assert packed["curves"][0]["limit"] == 0
    assert packed["curves"][0]["values"] == [0, 1]


def test_it_is_json_and_holds_the_whole_story() -> None:
    packed = json.loads(json.dumps(payload.pack_track(track.build_track(echo(), (storm(),), questions()))))
    assert [e["text"] for e in packed["events"]] == [e.text for e in echo().events]
    assert packed["events"][1]["roleInferred"] is True and "roleInferred" not in packed["events"][0]
    assert packed["breaks"][0]["minutes"] == 14


def list_keys(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(list_keys, value.values()))
    return set().union(*map(list_keys, value)) if isinstance(value, list) else set()


def test_the_player_reads_every_key_that_is_sent() -> None:
    script = "".join(path.read_text("utf-8") for path in sorted((ROOT / "web" / "replay").glob("*.js")))
    keys = list_keys(payload.pack_track(track.build_track(storm(), (echo(),), questions())))
    assert {"curveSeconds", "minutesToRecovery", "endSecond"} & keys
    assert {key for key in keys if not re.search(rf"\.{key}\b|\b{key}:|[{{,] ?{key}\b", script)} == set()


def test_keys_are_words() -> None:
    keys = list_keys(payload.pack_track(track.build_track(storm(), (echo(),), questions())))
    assert {key for key in keys if len(key) < 3} == {"id"}


def test_a_value_that_is_stated_once_is_sent_as_a_reading() -> None:
    one = incident(event(0, "a", signals=(ratio("threads", 0, 200),)), event(4, "b"))
    [reading] = payload.pack_track(track.build_track(one))["readings"]
    assert reading == {"second": 0, "name": "threads", "value": 0, "whole": 200, "text": "0/200"}
