"""What the player is sent."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

from deck.model import ROLES, Series
from replay import payload, track
from replay.model import Curve, Point, SimulatedRun
from services.workspace import ROOT
from tests.replay.incidents import change, echo, event, incident, questions, ratio, storm


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


def test_every_part_of_the_story_is_sent_as_the_player_names_it() -> None:
    laid = track.build_track(storm(), (), questions())
    packed = payload.pack_track(laid)
    assert (packed["incident"], packed["title"], packed["duration"]) == ("inc-storm", "The storm", laid.duration)
    assert packed["knots"] == {
        "minutes": [knot.minute for knot in laid.knots],
        "seconds": [knot.second for knot in laid.knots],
    }
    assert packed["events"][7] == {
        "second": laid.moments[7].second,
        "minute": 12,
        "role": ROLES.index("mitigation"),
        "text": "Load is shed at the edge",
        "details": ["exports are off", "the limiter goes to 600 a second"],
    }
    assert packed["phases"][1] == {
        "name": "diagnosing",
        "start": laid.phases[1].second,
        "end": laid.phases[1].end_second,
    }
    assert packed["times"] == {"detect": 2, "diagnose": 10, "recover": 15}
    assert packed["lessons"] == ["Size the pool from the database.", "Alarm on waiting time."]
    assert (packed["wallStart"], "simulated" in packed, packed["breaks"]) == (None, False, [])
    assert packed["decisionPoints"] == [
        {
            "id": "dec-1",
            "second": laid.decision_points[0].second,
            "minute": 8,
            "afterEvent": 5,
            "prompt": "They say the *database* is slow. What do you do?",
            "choices": [
                {"text": "Double the pool", "right": False, "explanation": "The queue only moves."},
                {
                    "text": "Compare threads with connections, then shed load",
                    "right": True,
                    "explanation": "This ended it.",
                },
                {"text": "Restart everything", "right": False, "explanation": "The queue only moves."},
            ],
            "teamEvent": 6,
            "minutesToTeamStep": 2,
            "minutesToRecovery": 7,
            "authored": True,
        }
    ]
    assert packed["interviewerPrompts"][1] == {
        "id": "cq-1",
        "second": laid.interviewer_prompts[1].second,
        "afterEvent": 3,
        "speaker": "The head of support",
        "prompt": "What do you tell the CFO when every thread is busy?",
        "tests": "calm",
        "answer": "Numbers first.",
    }


def test_curves_say_where_they_come_from_and_what_lies_between() -> None:
    packed = payload.pack_track(track.build_track(storm()))
    latency, threads, errors = packed["curves"]
    assert latency == {
        "name": "p99 latency",
        "unit": "ms",
        "seconds": 0,
        "values": [120, 900, 1400, 2100, 2600, 2900, 2900, 2700, 800, 130],
        "interpolated": [6],
        "note": "illustrative",
    }
    assert "unit" not in threads and errors["values"][2] == 0.4
    told = incident(event(0, "a"), event(2, "b", signals=(change("latency", 120, 900),)))
    [curve] = payload.pack_track(track.build_track(told))["curves"]
    assert curve == {"name": "latency", "unit": "ms", "seconds": 0, "values": [120, 900], "fromText": True}


def test_a_run_of_a_model_says_so_with_its_band() -> None:
    curve = Curve(
        "errors", "%", (Point(0, 0, 1.0, "stated"), Point(9, 1, 2.0, "stated")), low=(0.5, 1.51234), high=(1.5, 2)
    )
    laid = replace(track.build_track(storm()), curves=(curve,), simulated=SimulatedRun("With 40 connections", True))
    packed = payload.pack_track(laid)
    assert packed["simulated"] == {"legend": "With 40 connections", "countsSeconds": True}
    assert (packed["curves"][0]["low"], packed["curves"][0]["high"]) == ([0.5, 1.512], [1.5, 2])
    assert packed["curveSeconds"] == [[0, 9]]


def test_what_the_deck_does_not_say_is_told_by_an_event() -> None:
    wall = datetime(2020, 1, 1, 23, 0, tzinfo=UTC)
    laid = track.build_track(
        incident(
            event(0, "", wall=wall, end=4),
            event(None, "b", at="by lunch"),
            event(None, "c", inferred=True),
            event(9, "d"),
        )
    )
    first, second, third, _ = payload.pack_track(
        replace(laid, moments=(*laid.moments[:2], replace(laid.moments[2], stamp=""), laid.moments[3]))
    )["events"]
    assert (first["text"], first["wallTime"], first["endSecond"]) == ("", "23:00 UTC", laid.moments[0].end_second)
    assert "stamp" not in first and "endSecond" not in second
    assert (second["stamp"], third["stamp"], third["roleInferred"]) == ("by lunch", "?", True)
    assert payload.pack_track(laid)["wallStart"] == {"minute": 23 * 60, "zone": "UTC"}


def test_whole_numbers_have_no_point_and_large_ones_keep_their_figures() -> None:
    values = (9999.4, 9999.6, 10_000.4, 123_456.7, -0.00012346)
    points = tuple(Point(second, second, value, "stated") for second, value in enumerate(values))
    packed = payload.pack_track(replace(track.build_track(storm()), curves=(Curve("a", "", points, limit=50.0),)))
    [curve] = packed["curves"]
    assert json.dumps(curve["values"]) == "[9999, 10000, 10000, 123457, -0.0001235]"
    assert json.dumps(curve["limit"]) == "50"


def test_a_quiet_stretch_is_sent_from_its_beginning_to_its_end() -> None:
    laid = track.build_track(echo())
    assert payload.pack_track(laid)["breaks"] == [
        {"start": gap.second, "end": gap.end_second, "minutes": gap.minutes} for gap in laid.breaks
    ]
    assert all(gap.second < gap.end_second for gap in laid.breaks) and len(laid.breaks) == 1
