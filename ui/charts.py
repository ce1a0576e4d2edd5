"""Charts, made once and kept: Plotly figures from plain values, each with the table that says the same.

Ground, text and grid come from the theme (`st.plotly_chart(theme="streamlit")`), and both colours stand out three to one
on the light and on the dark ground, so that one figure serves both. A chart is
never the only way to its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import plotly.graph_objects as go
import streamlit as st

# Pixels: half of a phone's screen, so that a chart and what is said of it are seen together.
DEFAULT_HEIGHT = 260
FIRST_COLOUR, SECOND_COLOUR = "#1a8a83", "#c2571a"
CHART_CONFIG = {"displayModeBar": False, "scrollZoom": False, "responsive": True}


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart. `head` and every row have the same length; cells are markdown from us or plain text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        """Return a table in markdown, the first column to the left, the others to the right."""
        lines = [self.head, (":--", *("--:" for _ in self.head[1:])), *self.rows]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def show_chart(figure: go.Figure, table: Table, *, key: str, caption: str) -> None:
    """Draw a figure and, below it, its numbers. `caption` says in a sentence what it shows, also to those who do not see
    it."""
    st.plotly_chart(figure, key=key, config=CHART_CONFIG, theme="streamlit")
    st.caption(caption)
    with st.expander("Data table", icon=":material/table:"):
        st.markdown(table.markdown())


@st.cache_resource(max_entries=128, show_spinner=False)
def build_bar_chart(
    x: Sequence[str], y: Sequence[float], unit: str, *, dates: bool = False, ticks: str = ""
) -> go.Figure:
    """Return a bar chart. `unit` follows the value in the hover text; `dates` says that `x` are ISO dates."""
    figure = go.Figure(
        go.Bar(
            x=list(x),
            y=list(y),
            hovertemplate=f"%{{x}}: %{{y:.0f}} {unit}<extra></extra>",
            marker={"color": FIRST_COLOUR, "cornerradius": 3},
        )
    )
    figure.update_xaxes(type="date" if dates else "category", tickformat=ticks or None)
    return finish_layout(figure)


@st.cache_resource(max_entries=32, show_spinner=False)
def build_calendar(
    days: Sequence[str], answers: Sequence[int], labels: Sequence[str], month_names: Sequence[str]
) -> go.Figure:
    """Return a calendar with a square for each day and a column for each week; it begins on a Monday.

    `days` are in ISO form; `labels` is how each is written, `month_names` are the twelve short names of the axis.
    """
    weeks = -(-len(days) // 7)
    values: list[list[int | None]] = [[None] * weeks for _ in range(7)]
    texts = [[""] * weeks for _ in range(7)]
    for index, (label, count) in enumerate(zip(labels, answers, strict=True)):
        values[index % 7][index // 7] = count
        texts[index % 7][index // 7] = f"{label}: {count} answered"
    figure = go.Figure(
        go.Heatmap(
            z=values,
            text=texts,
            hovertemplate="%{text}<extra></extra>",
            xgap=2,
            ygap=2,
            zmin=0,
            zmax=max((1, *answers)),
            # From nearly nothing to the theme's first colour: readable on both grounds.
            colorscale=[[0, "rgba(128,138,145,0.18)"], [0.001, "rgba(26,138,131,0.30)"], [1, "rgba(26,138,131,1)"]],
            showscale=False,
        )
    )
    names = ["Mon", "", "Wed", "", "Fri", "", "Sun"]
    figure.update_yaxes(tickvals=list(range(7)), ticktext=names, autorange="reversed", showgrid=False)
    starts = [date.fromisoformat(days[week * 7]) for week in range(weeks)]
    # The first whole month on: a label has the room of four weeks.
    monthly = [week for week in range(1, weeks) if starts[week].month != starts[week - 1].month]
    figure.update_xaxes(
        tickvals=monthly,
        ticktext=[month_names[starts[week].month - 1] for week in monthly],
        showgrid=False,
        tickangle=0,
    )
    return finish_layout(figure, height=190)


@st.cache_resource(max_entries=32, show_spinner=False)
def build_retention_chart(
    x: Sequence[str], y: Sequence[float], low: Sequence[float], high: Sequence[float], target: float | None
) -> go.Figure:
    """Return a chart of shares with their 95 % intervals, and a line at the desired retention."""
    above = [top - value for top, value in zip(high, y, strict=True)]
    below = [value - bottom for bottom, value in zip(low, y, strict=True)]
    figure = go.Figure(
        go.Scatter(
            x=list(x),
            y=list(y),
            mode="lines+markers",
            line_color=FIRST_COLOUR,
            error_y={"type": "data", "symmetric": False, "array": above, "arrayminus": below, "thickness": 1.2},
            hovertemplate="%{x}: %{y:.0%}<extra></extra>",
        )
    )
    figure.update_xaxes(type="category")
    figure.update_yaxes(tickformat=".0%", range=[min(0.5, *low), 1.02] if len(low) else None)
    if target is not None:
        figure.add_hline(
            y=target, line_dash="dot", line_color=SECOND_COLOUR, line_width=1.5, annotation_text=f"wanted: {target:.0%}"
        )
    return finish_layout(figure)


@st.cache_resource(max_entries=32, show_spinner=False)
def build_recall_curve(days: Sequence[str], unlimited: Sequence[float], limited: Sequence[float] | None) -> go.Figure:
    """Return a chart of expected recall day by day, and dashed the recall that the daily limits allow."""
    curve_name = "without a limit" if limited is not None else "expected recall"
    figure = go.Figure(
        go.Scatter(
            x=list(days),
            y=list(unlimited),
            mode="lines",
            line_color=FIRST_COLOUR,
            name=curve_name,
            hovertemplate="%{x}: %{y:.0%}<extra></extra>",
        )
    )
    if limited is not None:
        figure.add_scatter(
            x=list(days),
            y=list(limited),
            mode="lines",
            name="within your limits",
            line={"dash": "dash", "color": SECOND_COLOUR},
            hovertemplate="%{x}: %{y:.0%}<extra></extra>",
        )
        figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.12, "x": 0})
    figure.update_xaxes(type="date")
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02])
    return finish_layout(figure)


@st.cache_resource(max_entries=32, show_spinner=False)
def build_readiness_chart(names: Sequence[str], values: Sequence[float]) -> go.Figure:
    """Return a bar chart of topics, the first at the top."""
    figure = go.Figure(
        go.Bar(
            y=[_shorten_title(name) for name in names],
            x=list(values),
            orientation="h",
            customdata=[_escape_angle_brackets(name) for name in names],
            hovertemplate="%{customdata}: %{x:.0%}<extra></extra>",
            text=[f"{value:.0%}" for value in values],
            textposition="auto",
            cliponaxis=False,
            marker={"color": FIRST_COLOUR, "cornerradius": 3},
        )
    )
    figure.update_xaxes(tickformat=".0%", range=[0, 1.02])
    figure.update_yaxes(autorange="reversed", automargin=True)
    return finish_layout(figure, height=max(DEFAULT_HEIGHT, 60 + 30 * len(names)))


@st.cache_resource(max_entries=32, show_spinner=False)
def build_calibration_chart(
    confidence: Sequence[float],
    right: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    answers: Sequence[int],
) -> go.Figure:
    """Return a chart of how often a learner was right against how sure they were; the diagonal is perfect."""
    figure = go.Figure(
        go.Scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            line={"dash": "dot", "width": 1.5, "color": SECOND_COLOUR},
            hoverinfo="skip",
        )
    )
    figure.add_scatter(
        x=list(confidence),
        y=list(right),
        mode="lines+markers",
        marker={"size": 10, "color": FIRST_COLOUR},
        line_color=FIRST_COLOUR,
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [top - value for top, value in zip(high, right, strict=True)],
            "arrayminus": [value - bottom for bottom, value in zip(low, right, strict=True)],
            "thickness": 1.2,
        },
        customdata=list(answers),
        hovertemplate="said %{x:.0%}, right %{y:.0%} (%{customdata} answers)<extra></extra>",
    )
    figure.update_xaxes(tickformat=".0%", range=[0, 1.05], title="your confidence")
    figure.update_yaxes(tickformat=".0%", range=[0, 1.05], title="share right")
    return finish_layout(figure, height=320)


def finish_layout(figure: go.Figure, *, height: int = DEFAULT_HEIGHT) -> Any:
    """Give a figure the layout that all charts share; returns it."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 24, "b": 8},
        dragmode=False,
        bargap=0.25,
        showlegend=bool(figure.layout.showlegend),
    )
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True, rangemode="tozero")
    return figure


def _escape_angle_brackets(name: str) -> str:
    """Return a title without angle brackets: Plotly reads a little HTML."""
    return name.replace("<", "‹").replace(">", "›").replace("&", "＆")


def _shorten_title(name: str, limit: int = 34) -> str:
    """Return a title that leaves room for its bar."""
    plain = _escape_angle_brackets(name)
    return plain if len(plain) <= limit else f"{plain[: limit - 1].rstrip()}…"
