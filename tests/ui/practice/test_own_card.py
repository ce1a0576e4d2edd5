"""What a learner adds to a card in practice; run without a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from services.practice.own_cards import OwnCard, change_own_card, load_own_card
from services.practice.practice import Learner
from services.workspace import ROOT, Workspace
from ui import session

WHO = Learner(1, "UTC", "s")
TEXT = """## Pools

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge} → testing limits
"""


@pytest.fixture
def ws(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, sync_decks: Callable[[], None]) -> Workspace:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (workspace.content / "pools.md").write_text(TEXT)
    sync_decks()
    return workspace


def open_card(card: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60).run()
    app.query_params["question"] = card
    app.switch_page("../pages/practice.py").run()
    assert not app.exception
    return app


def reveal(app: AppTest) -> AppTest:
    next(button for button in app.button if button.label == "Show the answer").click().run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    return "\n".join(markdown.value for markdown in app.markdown)


def test_a_card_without_an_answer_asks_for_one_which_becomes_its_back(ws: Workspace) -> None:
    app = reveal(open_card("cq-enlarge"))
    field = next(area for area in app.text_area if area.label == "Write your answer")
    field.set_value("The queue only moves.").run()
    assert load_own_card(ws, WHO, "pools", "cq-enlarge").answer == "The queue only moves."
    again = reveal(open_card("cq-enlarge"))
    assert "The queue only moves." in texts(again)
    assert "Write your answer" not in [area.label for area in again.text_area]


def test_note_flag_and_own_wording_are_shown_with_the_card(ws: Workspace) -> None:
    own = OwnCard(note="Ask Ada.", prompt="Ten threads: so what?", flag=3)
    change_own_card(ws, WHO, "pools", "q-ten", session.get_now(), note=own.note, prompt=own.prompt, flag=own.flag)
    app = open_card("q-ten")
    assert "Ten threads: so what?" in texts(app)
    assert "Ask Ada." not in texts(app)  # a note may give the answer away
    assert "Ask Ada." in texts(reveal(app))
    next(area for area in app.text_area if area.label == "Note").set_value("").run()
    assert load_own_card(ws, WHO, "pools", "q-ten").note == ""
