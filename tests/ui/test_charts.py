"""What a chart shows: its values, its intervals, its axis, and the table that says the same."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ui import charts


def test_a_table_has_its_numbers_to_the_right() -> None:
    table = charts.Table(("Day", "Cards", "Share"), (("Monday", "3", "50 %"), ("Tuesday", "0", "–")))
    assert table.markdown().split("\n") == [
        "| Day | Cards | Share |",
        "| :-- | --: | --: |",
        "| Monday | 3 | 50 % |",
        "| Tuesday | 0 | – |",
    ]


def test_bars_stand_on_their_days_with_their_unit() -> None:
    figure = charts.build_bar_chart(("2026-03-02", "2026-03-03"), (4, 0), "cards", dates=True, ticks="%-d %b")
    assert (tuple(figure.data[0].x), tuple(figure.data[0].y)) == (("2026-03-02", "2026-03-03"), (4, 0))
    assert "cards" in figure.data[0].hovertemplate
    assert (figure.layout.xaxis.type, figure.layout.xaxis.tickformat) == ("date", "%-d %b")
    assert charts.build_bar_chart(("a",), (1,), "cards").layout.xaxis.type == "category"


def test_the_calendar_has_a_column_a_week_and_a_row_a_day() -> None:
    first = date(2026, 1, 19)  # a Monday
    days = [(first + timedelta(days=number)).isoformat() for number in range(31)]
    figure = charts.build_calendar(days, list(range(31)), days, [f"m{number}" for number in range(1, 13)])
    [heat] = figure.data
    assert [row[0] for row in heat.z] == [0, 1, 2, 3, 4, 5, 6]
    assert heat.z[0][4] == 28 and heat.z[2][4] == 30 and heat.z[3][4] is None  # the week that is not over
    assert heat.text[1][1] == "2026-01-27: 8 answered"
    assert heat.zmax == 30 and figure.layout.yaxis.autorange == "reversed"
    # A month's name stands at the first whole week of it.
    assert (tuple(figure.layout.xaxis.tickvals), tuple(figure.layout.xaxis.ticktext)) == ((2,), ("m2",))


def test_a_calendar_of_empty_days_is_not_dark() -> None:
    days = [(date(2026, 3, 2) + timedelta(days=number)).isoformat() for number in range(7)]
    assert charts.build_calendar(days, [0] * 7, days, ["m"] * 12).data[0].zmax == 1


def test_shares_have_their_intervals_and_the_wanted_retention() -> None:
    figure = charts.build_retention_chart(("young", "mature"), (0.8, 0.9), (0.7, 0.85), (0.95, 0.92), 0.9)
    error = figure.data[0].error_y
    assert tuple(error.array) == pytest.approx((0.15, 0.02)) and tuple(error.arrayminus) == pytest.approx((0.1, 0.05))
    assert figure.layout.yaxis.range == (0.5, 1.02)
    assert [shape.y0 for shape in figure.layout.shapes] == [0.9]
    low = charts.build_retention_chart(("young",), (0.3,), (0.1,), (0.6,), None)
    assert low.layout.yaxis.range == (0.1, 1.02) and not low.layout.shapes


def test_the_recall_within_the_limits_is_a_second_line_with_a_legend() -> None:
    days = ("2026-03-02", "2026-03-03")
    both = charts.build_recall_curve(days, (0.5, 0.9), (0.4, 0.7))
    assert [(line.name, tuple(line.y)) for line in both.data] == [
        ("without a limit", (0.5, 0.9)),
        ("within your limits", (0.4, 0.7)),
    ]
    assert both.layout.showlegend and both.data[1].line.dash == "dash"
    alone = charts.build_recall_curve(days, (0.5, 0.9), None)
    assert [line.name for line in alone.data] == ["expected recall"] and not alone.layout.showlegend


def test_topics_stand_from_the_top_with_titles_that_are_no_html() -> None:
    long = "Why a pool of ten connections is <b>dangerous</b> & more"
    figure = charts.build_readiness_chart(("Pools", long), (0.25, 1.0))
    assert figure.data[0].y[0] == "Pools" and figure.data[0].y[1].endswith("…") and len(figure.data[0].y[1]) <= 34
    assert "<" not in figure.data[0].customdata[1] and "dangerous‹/b›" in figure.data[0].customdata[1]
    assert tuple(figure.data[0].text) == ("25%", "100%") and figure.layout.yaxis.autorange == "reversed"
    many = charts.build_readiness_chart(tuple(map(str, range(20))), (0.5,) * 20)
    assert many.layout.height == 660 and figure.layout.height == charts.DEFAULT_HEIGHT


def test_how_sure_stands_across_and_how_often_right_upwards() -> None:
    figure = charts.build_calibration_chart((0.2, 0.8), (0.3, 0.6), (0.1, 0.5), (0.6, 0.9), (4, 20))
    diagonal, own = figure.data
    assert tuple(diagonal.x) == tuple(diagonal.y) == (0, 1)
    assert (tuple(own.x), tuple(own.y), tuple(own.customdata)) == ((0.2, 0.8), (0.3, 0.6), (4, 20))
    assert tuple(own.error_y.array) == pytest.approx((0.3, 0.3))
    assert tuple(own.error_y.arrayminus) == pytest.approx((0.2, 0.1))
    assert "confidence" in figure.layout.xaxis.title.text
