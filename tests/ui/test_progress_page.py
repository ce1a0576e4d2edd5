"""The progress page around an interview, and how a typed answer's points are said; run without a browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from quiz.answers.verdict import Evidence, PointVerdict
from quiz.study_days import get_study_day
from services.learners import settings
from services.workspace import ROOT, Workspace
from ui import session
from ui.exercises import typed

CARDS = "".join(f"**Question:** What is number {n}? {{#q{n}}}\n\n**Answer:** It is {n}.\n\n" for n in range(60))


@pytest.fixture
def ws(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, sync_decks) -> Workspace:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (workspace.content / "numbers.md").write_text(f"## Numbers\n\n{CARDS}")
    sync_decks()
    return workspace


def progress(ws: Workspace, days: int, minutes: int | None = None, **chosen: int) -> AppTest:
    day = (get_study_day(session.get_now(), "UTC") + timedelta(days=days)).isoformat()
    settings.save_settings(ws, 1, interview=day, interview_minutes=minutes, **chosen)
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60).run()
    app.switch_page("../pages/progress.py").run()
    assert not app.exception
    return app


def warnings(app: AppTest) -> str:
    return "\n".join(warning.value for warning in app.warning)


@pytest.mark.parametrize("minutes", [None, 5])
def test_on_the_day_itself_nothing_is_asked_for_any_more(ws: Workspace, minutes: int | None) -> None:
    assert warnings(progress(ws, 0, minutes)) == ""


def test_what_holds_back_is_named(ws: Workspace) -> None:
    assert "Your limit of 2 reviews a day holds reviews back" in warnings(progress(ws, 9, reviews_per_day=2))
    assert "new cards do not fit" in warnings(progress(ws, 3, minutes=5))


def test_a_point_whose_opposite_was_said_says_so() -> None:
    answer = "It does not guarantee *ordering*."
    point = PointVerdict("guarantees ordering", "not_said", (Evidence(3, 32),), contradicted=True)
    line = typed._describe(point, "not_said", answer, corrected=False)
    assert "The opposite: guarantees ordering" in line
    assert r"your words: *does not guarantee \*ordering\**" in line
    assert "corrected by you" in typed._describe(point, "said", answer, corrected=True)
