"""The pages of the house, run without a browser."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from services.learners import learners
from services.workspace import ROOT, Workspace

DECK = "---\ntitle: Lines\nlevel: warm-up\n---\n\n## Pools {#pools}\n\n**Question:** Why $5? {#q}\n\n**Answer:** Because.\n"


@pytest.fixture
def content(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance with an empty content folder."""
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    return workspace.content


def visit(page: str, **query: str) -> AppTest:
    """The page as a first visitor finds it."""
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60).run()
    app.switch_page(f"../pages/{page}.py")
    app.query_params.update(query)
    app.run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in (*app.title, *app.markdown, *app.caption))


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize(
    ("page", "advice"),
    [
        *((page, "Add one of yours to begin") for page in ("topics", "practice", "cards", "incidents")),
        ("settings", "Add a document"),
        ("author", "Author"),
    ],
)
def test_an_instance_without_decks_says_what_to_do(page: str, advice: str) -> None:
    app = visit(page)
    assert app.title[0].value and not app.error
    assert advice in texts(app)


def test_the_outline_and_a_topic(content: Path, sync_decks) -> None:
    (content / "lines.md").write_text(DECK)
    sync_decks()
    assert [title.value for title in visit("topics").title] == ["Lines"]
    topic = visit("topics", topic="pools")
    assert [title.value for title in topic.title] == ["Pools"]
    assert r"## Why \$5?" in texts(topic)


def test_a_topic_that_is_gone_leads_to_the_outline(content: Path, sync_decks) -> None:
    (content / "lines.md").write_text(DECK)
    sync_decks()
    app = visit("topics", topic="renamed")
    assert "no such topic" in app.warning[0].value
    assert [title.value for title in app.title] == ["Lines"]


def test_a_deck_is_chosen_for_good(content: Path, sync_decks) -> None:
    (content / "a.md").write_text(DECK)
    (content / "b.md").write_text(DECK.replace("Lines", "Other lines"))
    sync_decks()
    app = visit("settings")
    app.radio[0].set_value("b").run()
    assert [title.value for title in visit("topics").title] == ["Other lines"]


def test_an_unknown_deck_in_the_address_is_passed_over(content: Path, sync_decks) -> None:
    (content / "a.md").write_text(DECK)
    sync_decks()
    assert [title.value for title in visit("topics", deck="../../etc/passwd").title] == ["Lines"]


@pytest.mark.usefixtures("content")
def test_a_tab_of_a_learner_who_was_erased_meanwhile_is_still_drawn(workspace: Workspace, now: datetime) -> None:
    learners.add_learner(workspace, 1, "Bo", now)
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
    app.session_state["learner-number"] = 99
    app.run()
    assert not app.exception, app.exception
    assert ":material/person: Learning as **nobody**" in [caption.value for caption in app.sidebar.caption]
