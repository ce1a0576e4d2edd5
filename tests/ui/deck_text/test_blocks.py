"""Every kind of block can be drawn, and what a deck says is on the screen."""

from __future__ import annotations

from typing import get_args

import pytest
from streamlit.testing.v1 import AppTest

from deck.model import (
    Block,
    Callout,
    Choice,
    Code,
    CounterQuestion,
    Deck,
    Details,
    Diagram,
    Dialogue,
    Event,
    Incident,
    Meta,
    Prose,
    Question,
    Script,
    ScriptPart,
    Section,
    Turn,
)
from ui.deck_text import blocks
from ui.deck_text.blocks import format_minutes

HERE = {"section": "pools", "line": 1, "last": 1}
DECK = Deck(
    meta=Meta(title="Queues"),
    title="Queues",
    sections=(Section("pools", "Pools", 2, 1),),
    details=(
        Details(id="more", title="More on $lines", section="pools", parent="", line=1, last=9),
        Details(id="deeper", title="Deeper still", section="pools", parent="more", line=2, last=4),
    ),
    blocks=(
        Prose("It costs $5 and $6.", **HERE),
        Callout("pitfall", "Director pitfall", "A longer timeout.", **HERE),
        Callout("of no known kind", "Aside", "Kept all the same.", **HERE),
        Code("A record", "java", "record A() {}", **HERE),
        Diagram("The way", "mermaid", "flowchart LR\n a --> b", "First a, then b.", **HERE),
        Diagram("", "ascii", "+--+", "", **HERE),
        Dialogue((Turn("Interviewer", "How?"), Turn("Candidate", "By measuring.")), **HERE),
        Question(
            "q1",
            "layered",
            "pools",
            "Why :red[ten]?",
            "Because.",
            "Ten doors.",
            1,
            2,
            body=(Prose("Because of the **pool**.", **HERE),),
            key_points=("name the limit",),
        ),
        Question(
            "q2",
            "choice",
            "pools",
            "What is 429?",
            "",
            "",
            1,
            2,
            choices=(Choice("An outage", False, "no", 1), Choice("Patience", True, "yes", 1)),
        ),
        CounterQuestion("c1", "pools", "Pools", "q1", "Why not forty?", "sees limits", "It moves.", 1, 1, ("limits",)),
        Incident(
            "i1",
            "The export",
            "pools",
            (Event("00:05", 5.0, "p99 | rises", ("slowly",), 1, 1, role="symptom"),),
            ("Own pool.",),
            1,
            2,
        ),
        Script("s1", "Aloud", (2, 3), (ScriptPart("p1", "Lines", (1, 2), "Picture a till.", "pools", 1, 1),), **HERE),
        Prose("Little's law.", **HERE, details="more"),
        Prose("And its proof.", **HERE, details="deeper"),
    ),
)


def _screen(deck) -> None:
    import streamlit as st

    from ui import navigation
    from ui.deck_text import blocks

    st.navigation(navigation.build_menu(), position="hidden")
    blocks.draw_blocks(deck.blocks, deck)


@pytest.fixture(scope="module")
def drawn() -> AppTest:
    app = AppTest.from_function(_screen, args=(DECK,), default_timeout=30).run()
    assert not app.exception
    return app


def _texts(drawn: AppTest) -> str:
    return "\n".join(element.value for element in drawn.markdown)


@pytest.mark.parametrize(
    "said",
    [
        r"It costs \$5 and \$6.",
        r"## Why \:red[ten]?",
        "Because of the **pool**.",
        "name the limit",
        "Interviewer",
        "By measuring.",
        "```mermaid\nflowchart LR\n a --> b\n```",
        "First a, then b.",
        ":green[:material/check_circle:] Right · Patience",
        "**What it tests:** sees limits",
        r"| 00\:05 | :material/sick: symptom | p99 \| rises; slowly |".replace(r"\:", ":"),
        "Own pool.",
        "Picture a till.",
        "Little's law.",
    ],
)
def test_what_the_deck_says_is_on_the_screen(drawn: AppTest, said: str) -> None:
    assert said in _texts(drawn) + "\n".join(c.value for c in drawn.caption)


def test_every_kind_of_block_is_drawn() -> None:
    assert set(blocks.DRAWERS) | set(blocks.HEADED_DRAWERS) == set(get_args(Block))


def test_callouts_are_boxes_with_their_label(drawn: AppTest) -> None:
    assert [box.value for box in drawn.warning] == ["**Director pitfall**  \nA longer timeout."]
    assert "**Aside**  \nKept all the same." in [box.value for box in drawn.info]


def test_code_keeps_its_language(drawn: AppTest) -> None:
    assert [(code.value, code.language) for code in drawn.code] == [("record A() {}", "java"), ("+--+", "plaintext")]


def test_details_are_an_expander_with_a_defused_title(drawn: AppTest) -> None:
    outer = next(expander for expander in drawn.expander if expander.label == r"More on \$lines")
    assert [text.value for text in outer.markdown] == ["Little's law.", "And its proof."]
    assert [inner.label for inner in outer.expander] == ["Deeper still"]


def test_the_plain_layer_is_one_click_away() -> None:
    app = AppTest.from_function(_screen, args=(DECK,), default_timeout=30).run()
    assert "Ten doors." not in _texts(app)
    app.segmented_control(key="depth:q1").set_value("Plain words").run()
    assert "Ten doors." in _texts(app)
    assert "Because of the **pool**." not in _texts(app)


@pytest.mark.parametrize(
    ("promised", "said"), [((8, 10), "8–10 min"), ((1, 1), "1 min"), ((0, 2.5), "2.5 min"), ((0, 0), "")]
)
def test_minutes_as_promised(promised: tuple[float, float], said: str) -> None:
    assert format_minutes(promised) == said


@pytest.mark.parametrize(
    ("source", "turned"),
    [
        ("flowchart LR\n  a --> b", "flowchart TD\n  a --> b"),
        ("%% a comment\ngraph RL\n  a --> b", "%% a comment\ngraph TD\n  a --> b"),
        ("flowchart TB\n  a --> b", "flowchart TB\n  a --> b"),
        ("sequenceDiagram\n  A->>B: flowchart LR", "sequenceDiagram\n  A->>B: flowchart LR"),
    ],
)
def test_on_a_phone_a_flow_chart_runs_from_the_top_down(source: str, turned: str) -> None:
    assert blocks.turn_top_down(source) == turned
