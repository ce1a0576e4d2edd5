"""Timelines in the wild: the formats of public post-mortems, in our own words.

Each file in `timelines/` holds a case: its name, the document and what is read of it, parted by lines with a single dot. An event is
`stamp as written | minute[..end] | wall time | certainty | text`, its details stand below it; a problem is `! line code`.
A case is added without writing code.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from deck.formatter import format_deck, render_canonical
from deck.model import Deck, Event
from deck.parser import parse

CASES = sorted((Path(__file__).parents[1] / "timelines").glob("*.md"))
# an event without any stamp, and an hour that only its neighbours show to be one, have no canonical form: the repaired text is given
NO_STAMP = {"empty-times", "french-h"}


def case(path: Path) -> tuple[str, str, str]:
    """Name, document and expectation of a file."""
    name, document, expected, _ = path.read_text(encoding="utf-8").split("\n.\n")
    return name, document + "\n", expected


def shown(deck: Deck) -> str:
    """A deck's incidents as the cases write them."""
    rows: list[str] = []
    for incident in deck.incidents:
        rows.append(f"# {incident.title}")
        rows += [f"clock: {incident.zone_note}"] if incident.zone_note else []
        for event in incident.events:
            wall = "-" if event.wall is None else event.wall.isoformat(" ")
            rows.append(f"{event.at} | {minutes(event)} | {wall} | {event.certainty} | {event.text}")
            rows += ["  - " + detail.replace("\n", " / ") for detail in event.details]
        rows += [f"decision after {d.after}: {len(d.choices)} choices" for d in incident.decisions]
        rows += [f"lesson: {lesson}" for lesson in incident.lessons]
    rows += [f"! {problem.line} {problem.code}" for problem in deck.problems]
    return "\n".join(rows) or "none"


def minutes(event: Event) -> str:
    if event.minute is None:
        return "-"
    return f"{event.minute:g}" + ("" if event.end_minute is None else f"..{event.end_minute:g}")


def test_there_are_cases() -> None:
    assert len(CASES) > 120


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_case(path: Path) -> None:
    _, document, expected = case(path)
    deck = parse(document)
    assert shown(deck) == expected
    assert not deck.unparsed_lines


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_do_not_matter(path: Path, end: str) -> None:
    _, document, expected = case(path)
    assert shown(parse(document.replace("\n", end))) == expected


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_events_stand_on_their_lines(path: Path) -> None:
    _, document, _ = case(path)
    lines = document.split("\n")
    for incident in parse(document).incidents:
        first = [event.line for event in incident.events]
        assert first in (sorted(first), sorted(first, reverse=True))  # a status page begins with the end
        for event in incident.events:
            assert event.text.split(" ")[0].strip("*_:") in "\n".join(lines[event.line - 1 : event.last])


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_written_and_read_again(path: Path) -> None:
    _, document, _ = case(path)
    deck = parse(document)
    assert parse(format_deck(deck)) == deck
    if path.stem not in NO_STAMP:
        assert parse(render_canonical(deck)) == deck


def test_long_timelines_stay_in_order() -> None:
    text = "# Incident\n\n" + "\n".join(f"- {n // 60 % 24:02d}:{n % 60:02d} step {n}" for n in range(3000))
    (incident,) = parse(text).incidents
    assert [e.minute for e in incident.events] == [float(n) for n in range(3000)]


@pytest.mark.parametrize(
    "stamp",
    [
        "9999-12-31 23:59 UTC",
        "0001-01-01 00:00 UTC",
        "Day 9999 10:00",
        "T+99999999999999 weeks",
        "T-1h",
        "+" + "9" * 400 + "s",
        "2023-02-30 10:00",
        "99:99",
        "Feb 29, 10:00",
        "24:00",
        "10:00 Europe/Nowhere",
        "10:00 UTC+99",
        "10:00-09:00",
        "12:00 PM PM",
        "0x10:00",
    ],
)
def test_no_stamp_raises(stamp: str) -> None:
    deck = parse(f"# Incident\n\n- {stamp} a\n- 23:00 b\n- {stamp} c\n- 00:10 d\n- 9999-12-31 23:50 e\n- 00:10 f\n")
    assert not deck.unparsed_lines
    assert parse(format_deck(deck)) == deck
