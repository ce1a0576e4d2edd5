"""What an event's text measures, and the explicit `signals` fence."""

from __future__ import annotations

import pytest

from deck.formatter import format_deck, render_canonical
from deck.model import Problem, Series
from deck.parser import parse
from deck.timeline.measurements import find_signals

# text -> (name, shape, bound, start, end, whole, unit)
MEASURED = [
    ("p99 latency 120ms → 900ms", ("p99 latency", "change", "", 120, 900, None, "ms")),
    ("latency 120 → 900 ms", ("latency", "change", "", 120, 900, None, "ms")),
    ("wait time 1.5 s → 200 ms", ("wait time", "change", "", 1500, 200, None, "ms")),
    ("CPU 10% … 90%", ("CPU", "change", "", 10, 90, None, "%")),
    ("Error rate climbs from 10% to 90%", ("Error rate", "change", "", 10, 90, None, "%")),
    ("users went 0 to 1.2M", ("users", "change", "", 0, 1_200_000, None, "")),
    ("Queue depth rises from 200 to 14,000", ("Queue depth", "change", "", 200, 14_000, None, "")),
    ("throughput fell from 12k to 800 rps", ("throughput", "change", "", 12_000, 800, None, "rps")),
    ("From 5 to 10 pods", ("pods", "change", "", 5, 10, None, "")),
    ("Traffic is 4× normal", ("Traffic", "change", "", 1, 4, None, "×")),
    ("Requests at 3x", ("Requests", "change", "", 1, 3, None, "×")),
    ("Threads reach 200/200", ("Threads", "ratio", "", None, 200, 200, "")),
    ("97 of 100 pods are ready", ("pods", "ratio", "", None, 97, 100, "")),
    ("3 out of 12 nodes are down", ("nodes", "ratio", "", None, 3, 12, "")),
    ("memory at 7.5 GB of 8 GB", ("memory", "ratio", "", None, 7.5, 8, "GB")),
    ("1/3 of users", ("users", "ratio", "", None, 1, 3, "")),
    ("Retries ≤ 50/min", ("Retries", "bound", "≤", None, 50, None, "/min")),
    ("Latency stays under 150 ms", ("Latency", "bound", "<", None, 150, None, "ms")),
    ("At most 5 retries", ("retries", "bound", "≤", None, 5, None, "")),
    ("more than 40% of requests fail", ("requests", "bound", ">", None, 40, None, "%")),
    ("≥ 3 replicas", ("replicas", "bound", "≥", None, 3, None, "")),
    ("up to 30 minutes of delay", ("delay", "bound", "≤", None, 30, None, "min")),
    ("lag of 35 s", ("lag", "level", "", None, 35, None, "s")),
    ("99.99% availability", ("availability", "level", "", None, 99.99, None, "%")),
    ("disk 95 % full", ("disk", "level", "", None, 95, None, "%")),
    ("temperature 45°C", ("temperature", "level", "", None, 45, None, "°C")),
    ("200ms p99", ("p99", "level", "", None, 200, None, "ms")),
    ("Kafka lag: 3 million messages", ("Kafka lag", "level", "", None, 3_000_000, None, "")),
    ("5xx errors climbed to 20%", ("5xx errors", "level", "", None, 20, None, "%")),
    ("Traffic went from 1 Million to 2 Million requests", ("Traffic", "change", "", 1_000_000, 2_000_000, None, "")),
    ("1,500,000 messages behind", ("messages", "level", "", None, 1_500_000, None, "")),
]


@pytest.mark.parametrize(("text", "expected"), MEASURED, ids=[text for text, _ in MEASURED])
def test_measured(text: str, expected: tuple[object, ...]) -> None:
    (found,) = find_signals(text)
    assert (found.name, found.shape, found.bound, found.start, found.end, found.whole, found.unit) == expected
    assert found.text in text


@pytest.mark.parametrize(
    "text",
    [
        "running 24/7",
        "The new nodes are x86, the old ones x64",
        "see `120ms → 900ms` in code",
        "https://example.org/200/300?wait=30s",
        "version 2.4.1 → 2.5.0",
        "HTTP 500 to 503",
        "from 10:00 to 10:30",
        "3 minutes later",
        "2019 to 2021",
        "-5 to 5",
        "$40k lost",
        "5 shards, 12 brokers",
        "over two regions",
        "node-7 and db2",
        "9" * 400 + " ms",
        "",
    ],
)
def test_not_measured(text: str) -> None:
    assert find_signals(text) == ()


def test_several_in_the_order_of_the_text() -> None:
    found = find_signals("p95 = 2.3 s, threads 200/200, CPU below 35% and traffic 4×")
    assert [(s.name, s.shape, s.end) for s in found] == [
        ("p95", "level", 2.3),
        ("threads", "ratio", 200),
        ("CPU", "bound", 35),
        ("traffic", "change", 4),
    ]


def test_details_are_measured_too() -> None:
    (incident,) = parse("# Incident\n\n- 10:00 Lag grows\n  - from 0 to 35 s\n- 10:05 Quiet\n").incidents
    assert [(s.shape, s.start, s.end, s.unit) for s in incident.events[0].signals] == [("change", 0, 35, "s")]


FENCE = """\
# Incident

```signals illustrative
{}
```

- 10:00 a
- 10:05 b
"""


def fence(rows: str) -> tuple[tuple[Series, ...], tuple[Problem, ...]]:
    deck = parse(FENCE.format(rows))
    assert parse(format_deck(deck)) == deck
    assert not deck.unparsed_lines
    return deck.incidents[0].series, deck.problems


def test_a_fence_gives_series() -> None:
    series, problems = fence(
        "minute, p99 latency (ms), busy [threads], rate\n0, 120, 40, 1\n5, 900, , 2.5\nT+15m, 130, 60, 1"
    )
    assert not problems
    assert [(s.name, s.unit, s.points, s.note) for s in series] == [
        ("p99 latency", "ms", ((0, 120), (5, 900), (15, 130)), "illustrative"),
        ("busy", "threads", ((0, 40), (15, 60)), "illustrative"),
        ("rate", "", ((0, 1), (5, 2.5), (15, 1)), "illustrative"),
    ]


def test_series_are_written() -> None:
    deck = parse(FENCE.format("minute, a (ms), b\n0, 1, 2\n1.5, 2, 3"))
    assert parse(render_canonical(deck)) == deck


@pytest.mark.parametrize(
    ("rows", "line", "code"),
    [
        ("minute, a\n0, 1\nsoon, 2", 6, "signals-minute"),
        ("minute, a\n\n0, one\n1, 2", 6, "signals-value"),
        ("minute, a\n0, 1\n1, nan", 6, "signals-value"),
        ("minute, a\n0, 1, 2", 5, "signals-row"),
        ("minute, a,\n0, 1, 2", 3, "signals-column"),
        ("minute, a, b\n0, 1,", 3, "signals-column"),
        ("minute, a\n0, 1\n0, 2", 6, "signals-twice"),
        ("minute\n0", 3, "signals-empty"),
        ("", 3, "signals-empty"),
    ],
)
def test_a_fence_tells_its_mistakes_with_their_line(rows: str, line: int, code: str) -> None:
    _, problems = fence(rows)
    assert [(p.line, p.code) for p in problems] == [(line, code)]
    assert all(p.remedy for p in problems)


def test_what_is_right_in_a_fence_is_kept() -> None:
    series, _ = fence("minute, a, b\n0, 1, x\nsoon, 5, 5\n2, 3, 4")
    assert [(s.name, s.points) for s in series] == [("a", ((0, 1), (2, 3))), ("b", ((2, 4),))]


@pytest.mark.parametrize(
    "rows",
    ['minute, "a\n0, 1', "minute, a\n0, 1\r2, 3", "a" * 200_000, "minute, a\n" + "1," * 5000, '"' * 999, "\0, a\n0, 1"],
)
def test_no_fence_raises(rows: str) -> None:
    fence(rows)
