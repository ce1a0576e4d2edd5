"""The plan on Today: asked once, shown for good, one button that keeps one on course."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from quiz.scheduler import Rating
from quiz.study_days import get_study_day
from services.learners import settings
from services.practice import practice
from services.practice.practice import Learner
from services.workspace import ROOT, Workspace
from ui import session
from ui.practice.grade_bar import format_choice

CARDS = "".join(f"**Question:** What is number {n}? {{#q{n}}}\n\n**Answer:** It is {n}.\n\n" for n in range(60))


@pytest.fixture
def ws(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, sync_decks: Callable[[], None]) -> Workspace:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (workspace.content / "numbers.md").write_text(f"## Numbers\n\n{CARDS}")
    sync_decks()
    return workspace


def open_today() -> AppTest:
    app = AppTest.from_file(str(Path(ROOT) / "ui" / "main.py"), default_timeout=60).run()
    app.switch_page("../pages/today.py").run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_the_date_is_asked_once_and_can_be_skipped(ws: Workspace) -> None:
    app = open_today()
    assert [field.label for field in app.date_input] == ["When is your interview?"]
    next(button for button in app.button if button.label == "Plan for it").click().run()
    assert "Choose a date first" in app.warning[0].value and app.date_input
    next(button for button in app.button if button.label == "Not now").click().run()
    assert not app.date_input
    assert not open_today().date_input


def test_the_plan_stands_there_with_days_recall_and_one_button(ws: Workspace) -> None:
    app = open_today()
    day = get_study_day(session.get_now(), "UTC") + timedelta(days=12)
    app.date_input[0].set_value(day)
    next(button for button in app.button if button.label == "Plan for it").click().run()
    assert not app.exception
    assert settings.load_settings(ws, 1)["interview"] == day.isoformat()
    app = open_today()
    assert not app.date_input
    metrics = {metric.label: metric.value for metric in app.metric}
    assert metrics["Days left"] == "12"
    assert f"Expected recall on {day.day} {day:%b}" in metrics
    assert any("You are on course" in caption.value for caption in app.caption)
    assert any("keep you on course: about" in label for label in labels(app))


def test_a_grade_beyond_the_interview_says_before_its_date(ws: Workspace) -> None:
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)
    settings.save_settings(ws, 1, interview=date(2026, 3, 4).isoformat())
    deck, card = "numbers", "q0"
    shown = practice.load_card(ws, Learner(1, "UTC", "s"), deck, card, now)
    said = {choice.rating: format_choice(shown, choice) for choice in shown.choices}
    assert said[Rating.AGAIN] == "10 min"  # the one step that stays
    assert said[Rating.EASY] == "before 4 Mar"
    after = practice.load_card(ws, Learner(1, "UTC", "s"), deck, card, now + timedelta(days=5))
    assert "before" not in "".join(format_choice(after, choice) for choice in after.choices)


def test_when_the_day_is_done_more_new_cards_are_one_button_away(ws: Workspace) -> None:
    settings.save_settings(ws, 1, new_per_day=0, interview_skipped=True)
    app = open_today()
    more = next(button for button in app.button if button.label.endswith("more new cards"))
    more.click().run()
    assert any(label.startswith("Start: ") for label in labels(app))
