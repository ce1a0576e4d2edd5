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


def level(name: str, value: float, unit: str = "ms") -> Signal:
    return change(name, None, value, unit)


def test_curves_and_readings_come_in_the_order_of_their_first_value() -> None:
    laid = track.build_track(
        incident(
            event(0, "a", signals=(level("wait", 1), level("alone", 5))),
            event(2, "b", signals=(level("errors", 3, "%"), level("first", 6))),
            event(4, "c", signals=(level("errors", 4, "%"), level("wait", 2), level("", 8), level("", 7))),
            event(6, "d", signals=(level("last", 9),)),
        )
    )
    assert [(curve.name, curve.unit) for curve in laid.curves] == [("wait", "ms"), ("errors", "%")]
    assert [reading.value for reading in laid.readings] == [5, 6, 8, 7, 9]
    # Two values of one name that stand in one event are readings in the order of time too.
    late = incident(
        event(0, "a"),
        event(2, "b", signals=(level("share", 1),)),
        event(3, "c", signals=(level("other", 2),)),
        event(4, "d", signals=(level("share", 3), level("share", 4))),
    )
    assert [reading.value for reading in track.build_track(late).readings] == [1, 2, 3, 4]


def test_one_name_in_two_units_is_two_curves_and_blanks_and_case_make_no_other() -> None:
    laid = track.build_track(
        incident(
            event(0, "a", signals=(level("Wait  time", 1, " ms"), level("wait time", 1, "%"))),
            event(2, "b", signals=(level("wait time", 2, "MS"), level("wait time", 3, "%"))),
        )
    )
    assert [(curve.name, stated(curve)) for curve in laid.curves] == [
        ("Wait  time", [(0, 1), (2, 2)]),
        ("wait time", [(0, 1), (2, 3)]),
    ]


def test_a_change_at_the_first_event_is_a_step_and_a_value_that_is_known_already_is_not_stated_again() -> None:
    first = incident(event(0, "a", signals=(change("wait", 10, 40),)), event(5, "b", signals=(change("wait", 30, 50),)))
    assert stated(track.build_track(first).curves[0]) == [(0, 10), (0, 40), (5, 50)]
    later = incident(
        event(0, "a", signals=(level("wait", 10),)), event(3, "x"), event(5, "b", signals=(change("wait", 30, 50),))
    )
    assert stated(track.build_track(later).curves[0]) == [(0, 10), (3, 30), (5, 50)]


def test_only_a_multiple_starts_at_one() -> None:
    for unit, points in (("×", 2), (" x ", 2), ("X", 2), ("ms", 0)):
        laid = track.build_track(incident(event(0, "calm"), event(3, "jump", signals=(level("traffic", 4, unit),))))
        assert sum(len(curve.points) for curve in laid.curves) == points
    below = track.build_track(incident(event(0, "calm"), event(3, "jump", signals=(change("traffic", 2, 4, "×"),))))
    assert stated(below.curves[0]) == [(0, 2), (3, 4)]


def test_values_of_a_fence_are_put_in_order_and_a_series_without_any_is_left_out() -> None:
    unsorted = Series("queue", "", ((10, 100), (0, 0), (5, 7)), "measured", 1)
    empty = Series("nothing", "", (), "", 1)
    laid = track.build_track(
        incident(event(0, "a", signals=(level("told", 1),)), event(10, "b"), series=(unsorted, empty))
    )
    [curve] = laid.curves
    assert stated(curve) == [(0, 0), (5, 7), (10, 100)]
    assert (curve.note, curve.source, laid.readings) == ("measured", "fence", ())


def test_between_two_values_the_line_bends_where_the_clock_does_and_nowhere_else() -> None:
    laid = track.build_track(
        incident(event(0, "a"), event(2, "b"), event(30, "c"), series=(Series("queue", "", ((0, 0), (30, 60)), "", 1),))
    )
    inner = [knot for knot in laid.knots if 0 < knot.second < laid.moments[2].second]
    assert len(inner) == 2  # at the second event, and where the clock runs on behind it
    assert [(point.second, point.minute, point.value) for point in laid.curves[0].points] == [
        (0, 0, 0),
        *((knot.second, knot.minute, 2 * knot.minute) for knot in inner),
        (laid.moments[2].second, 30, 60),
    ]


def test_a_change_that_stands_alone_is_a_reading_of_what_it_came_to() -> None:
    laid = track.build_track(incident(event(0, "a", signals=(change("wait", 10, 40),)), event(5, "b")))
    assert laid.curves == () and [(reading.value, reading.text) for reading in laid.readings] == [(40, "10 → 40")]
