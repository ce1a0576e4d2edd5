"""The downloads: one HTML file, a Markdown post-mortem."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from markdown_it import MarkdownIt

from replay import export, postmortem, track
from tests.replay.incidents import echo, event, incident, storm

EVIL = "</script><script>alert(1)</script><!-- <img src=x onerror=alert(2)> \u2028 & `$data` |"


def test_the_page_holds_everything_and_fetches_nothing() -> None:
    text = export.page(track.build(storm()), "window.Plotly = {};")
    assert "<title>The storm</title>" in text
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", text)
    assert "default-src 'none'" in text
    assert "window.Plotly = {};" in text and "$" + "plotly" not in text


def test_hostile_text_stays_inside_its_string() -> None:
    hostile = incident(event(0, EVIL, details=(EVIL,)), event(2, "b"), title=EVIL, lessons=(EVIL,))
    text = export.page(track.build(hostile), "/* </script> */")
    assert text.count("</script>") == text.count("<script>") == 2
    assert "<img" not in text
    data = re.search(r"mount\(\{ data: (.*), parentElement", text)
    assert data and json.loads(data.group(1))["track"]["events"][0]["t"] == EVIL


def test_the_post_mortem_tells_the_whole_story() -> None:
    text = postmortem.markdown(track.build(storm()))
    assert text.startswith("# Post-mortem: The storm\n")
    for part in (
        "- Time to diagnose: 10 min",
        "| 00:08 | false signal |",
        "- [x] Compare threads",
        "- Alarm on waiting",
    ):
        assert part in text
    assert "- p99 latency (ms), illustrative: 00:00 120, 00:02 900," in text


def test_pipes_and_lines_do_not_break_the_table() -> None:
    text = postmortem.markdown(track.build(incident(event(0, "a | b\nc", details=("d",)), event(1, "e", at="odd"))))
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    rows = [token for token in tokens if token.type == "tr_open"]
    assert len(rows) == 3
    cells = [token.content for token in tokens if token.type == "inline"]
    assert "a | b c; d" in cells


def test_what_is_not_known_is_left_out() -> None:
    bare = replace(echo(), events=echo().events[:2], title="Bare")
    text = postmortem.markdown(track.build(bare))
    assert "## Lessons" not in text and "## Decisions" not in text and "Time to recover" not in text
