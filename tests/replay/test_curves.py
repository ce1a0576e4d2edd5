"""Where each value comes from."""

from __future__ import annotations

from deck.model import Series, Signal
from replay import track
from replay.model import Curve
from tests.replay.incidents import bound, change, event, incident, ratio, storm


def stated(curve: Curve) -> list[tuple[float, float]]:
    return [(point.minute, point.value) for point in curve.points if point.origin == "stated"]


def test_a_fence_is_stated_and_its_lines_are_interpolated_where_the_axis_bends() -> None:
    laid = track.build_track(
        incident(
            event(0, "one"),
            event(5, "two"),
            event(10, "three"),
            series=(Series("queue", "", ((0, 0), (10, 100)), "", 1),),
        )
    )
    [curve] = laid.curves
    assert stated(curve) == [(0, 0), (10, 100)]
    between = [(p.minute, p.value) for p in curve.points if p.origin == "interpolated"]
    assert (5, 50) in between
    assert [p.second for p in curve.points] == sorted(p.second for p in curve.points)


def test_a_change_in_the_text_is_two_stated_values_the_first_at_the_event_before() -> None:
    laid = track.build_track(
        incident(event(0, "a"), event(2, "b", signals=(change("latency", 120, 900),)), event(4, "c"))
    )
    [curve] = laid.curves
    assert (curve.source, curve.unit) == ("text", "ms")
    assert stated(curve) == [(0, 120), (2, 900)]


def test_values_of_one_name_join_and_a_known_value_is_not_stated_again() -> None:
    laid = track.build_track(
        incident(
            event(0, "a", signals=(Signal("latency", "ms", "level", None, 100, None, "", "100ms"),)),
            event(2, "b", signals=(change("Latency", 100, 900),)),
            event(3, "quiet"),
            event(9, "c", signals=(Signal("latency", "ms", "level", None, 130, None, "", "130ms"),)),
        )
    )
    [curve] = laid.curves
    assert stated(curve) == [(0, 100), (2, 900), (9, 130)]
    assert {p.value for p in curve.points if p.minute == 3 and p.origin == "interpolated"} == {790}


def test_a_multiple_starts_at_one() -> None:
    laid = track.build_track(incident(event(0, "calm"), event(3, "jump", signals=(change("traffic", None, 4, "×"),))))
    assert stated(laid.curves[0]) == [(0, 1), (3, 4)]


def test_a_single_value_is_a_reading_not_a_line() -> None:
    laid = track.build_track(
        incident(event(0, "a"), event(5, "full", signals=(ratio("threads", 200, 200), bound("calls", 50))))
    )
    assert laid.curves == ()
    assert [(r.name, r.value, r.whole, r.bound) for r in laid.readings] == [
        ("threads", 200, 200, ""),
        ("calls", 50, None, "≤"),
    ]


def test_two_values_of_one_name_in_one_event_are_two_readings() -> None:
    shares = tuple(Signal("traffic", "%", "level", None, value, None, "", f"{value}%") for value in (10, 90))
    laid = track.build_track(incident(event(0, "a"), event(2, "split", signals=shares)))
    assert laid.curves == () and [r.value for r in laid.readings] == [10, 90]


def test_a_ratio_over_time_has_its_whole_as_limit() -> None:
    laid = track.build_track(
        incident(
            event(0, "a", signals=(ratio("threads", 40, 200),)), event(5, "b", signals=(ratio("threads", 190, 200),))
        )
    )
    assert laid.curves[0].limit == 200


def test_a_bound_in_the_text_is_the_limit_and_no_point_of_the_line() -> None:
    laid = track.build_track(
        incident(
            event(0, "a"),
            event(5, "b", signals=(change("wait", 10, 40, "ms"),)),
            event(9, "c", signals=(bound("wait", 80, "ms"),)),
        )
    )
    limits = {curve.name: curve.limit for curve in laid.curves}
    assert limits == {"wait": 80}
    assert 80 not in [value for _, value in stated(laid.curves[0])]


def test_a_fence_says_what_is_worth_watching() -> None:
    assert [curve.name for curve in track.build_track(storm()).curves] == ["p99 latency", "busy threads", "errors"]


def test_nothing_is_drawn_before_the_first_and_after_the_last_value() -> None:
    laid = track.build_track(
        incident(event(0, "a"), event(20, "z"), series=(Series("queue", "", ((5, 1), (9, 2)), "illustrative", 1),))
    )
    [curve] = laid.curves
    assert (curve.points[0].minute, curve.points[-1].minute, curve.note) == (5, 9, "illustrative")


def test_values_without_a_name_are_never_joined_to_a_line() -> None:
    laid = track.build_track(
        incident(
            event(0, "a", signals=(change("", None, 5),)),
            event(3, "b", signals=(change("", None, 7),)),
        )
    )
    assert laid.curves == ()
    assert [reading.value for reading in laid.readings] == [5, 7]


def test_a_fence_that_begins_before_and_ends_after_the_events_is_drawn_whole() -> None:
    series = Series("queue", "", ((-5, 1), (20, 2)), "", 1)
    laid = track.build_track(incident(event(0, "a"), event(10, "b"), series=(series,)))
    assert (laid.knots[0].minute, laid.knots[-1].minute) == (-5, 20)
    assert stated(laid.curves[0]) == [(-5, 1), (20, 2)]
    assert laid.moments[0].second > 0 and laid.moments[-1].second < laid.duration
