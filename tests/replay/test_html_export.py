"""The downloads: one HTML file, a Markdown post-mortem."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

import deck as reader
from deck.model import Deck, Incident
from replay import html_export, postmortem, track
from services import assets
from services.workspace import ROOT
from tests.content import library
from tests.replay.incidents import echo, event, incident, storm

HERE = ROOT / "tests"
PLAYER = assets.read_text("replay-page.js")
EVIL = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> \u2028 & `$data` |"


def test_the_page_holds_everything_and_fetches_nothing() -> None:
    text = html_export.render_page(track.build_track(storm()), "window.Plotly = {};", PLAYER)
    assert "<title>The storm</title>" in text
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", text)
    assert "default-src 'none'" in text
    assert "window.Plotly = {};" in text and "$" + "plotly" not in text


def test_hostile_text_stays_inside_its_string() -> None:
    hostile = incident(event(0, EVIL, details=(EVIL,)), event(2, "b"), title=EVIL, lessons=(EVIL,))
    text = html_export.render_page(track.build_track(hostile), "/* </script> */", PLAYER)
    assert text.count("</script>") == text.count("<script>") == 2
    assert "<img" not in text
    data = re.search(r"const data = (.*);\n", text)
    assert data and json.loads(data.group(1))["track"]["events"][0]["text"] == EVIL


def test_a_comment_in_a_script_ends_nothing() -> None:
    text = html_export.render_page(track.build_track(storm()), "'<!--'", PLAYER + "'<!--'")
    assert text.count("'\\x3c!--'") == 2 and "'<!--'" not in text


def filed(one: Incident) -> str:
    return postmortem.write_postmortem(track.build_track(one), one)


def test_the_post_mortem_tells_the_whole_story() -> None:
    text = filed(storm())
    assert text.startswith("# Post-mortem\n\n- Time to detect: 2 min\n- Time to diagnose: 10 min\n")
    for part in (
        "## The storm",
        "```signals illustrative\nminute, p99 latency (ms), busy threads, errors (%)\n0, 120, 40, 0",
        "- [x] Compare threads",
        "- Alarm on waiting",
    ):
        assert part in text


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(echo(), events=echo().events[:1], title="Incident: Bare")
    text = filed(bare)
    assert "lessons" not in text and "Decision" not in text and "Time to" not in text
    assert filed(echo()).count("- [") == 0  # nobody wrote a decision


def read_fixture(path: Path) -> Deck:
    """Read the document of a fixture of the deck's timelines."""
    return reader.parse(re.split(r"(?m)^\.\n", path.read_text("utf-8"))[1])


CASES = {
    f"{path.stem}:{incident_.id}": (parsed, incident_.id)
    for path in (*map(library.path_of, library.NAMES), *sorted((HERE / "deck" / "timelines").glob("*.md")))
    for parsed in [library.read(path.stem) if path.parent == library.CONTENT else read_fixture(path)]
    for incident_ in parsed.incidents
    if path.stem != "empty-times"  # nothing above the first event says that it is one
}


@pytest.mark.parametrize(("parsed", "name"), CASES.values(), ids=CASES)
def test_the_reader_makes_the_same_incident_of_it(parsed: Deck, name: str) -> None:
    was = next(one for one in parsed.incidents if one.id == name)
    laid = track.build_deck_track(parsed, name)
    assert laid is not None
    [back] = reader.parse(postmortem.write_postmortem(laid, was)).incidents
    assert [(e.minute, e.end_minute, e.wall, e.text, e.details, e.role) for e in back.events] == [
        (e.minute, e.end_minute, e.wall, e.text, e.details, e.role) for e in was.events
    ]
    assert (back.title, back.lessons, back.series) == (was.title, was.lessons, was.series)
    assert back.decisions == was.decisions
