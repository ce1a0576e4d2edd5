"""The practice settings, run without a browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from quiz.scheduler import Rating
from quiz.study_days import get_study_day
from services.learners import settings as preferences
from services.practice import practice
from services.practice.practice import Learner
from services.workspace import ROOT, Workspace

DECK = "## Pools {#pools}\n\n**Question:** Why? {#q}\n\n**Answer:** Because.\n\n**Question:** When? {#w}\n\n**Answer:** Now.\n"


@pytest.fixture
def ws(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, sync_decks) -> Workspace:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (Path(workspace.content) / "lines.md").write_text(DECK)
    sync_decks()
    return workspace


@pytest.fixture
def app(ws: Workspace) -> AppTest:
    del ws
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60).run()
    app.switch_page("../pages/settings.py").run()
    assert not app.exception
    return app


def box(app: AppTest, label: str):
    every = (*app.text_input, *app.number_input, *app.selectbox, *app.toggle, *app.slider)
    return next(widget for widget in every if widget.label == label)


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def test_what_is_chosen_is_kept_and_taken_back(ws: Workspace, app: AppTest) -> None:
    box(app, "Learning steps").set_value("30s 5m")
    box(app, "Relearning steps").set_value("")
    box(app, "Leech threshold (lapses)").set_value(4)
    box(app, "Next day starts at").set_value(6)
    box(app, "Learn ahead limit (minutes)").set_value(0)
    box(app, "Maximum interval (days)").set_value(400)
    press(app, "Save")
    kept = preferences.load_settings(ws, 1)
    assert (kept["learning_steps"], kept["relearning_steps"]) == ([0.5, 5.0], [])
    assert (kept["leech_at"], kept["rollover_hour"], kept["learn_ahead"], kept["maximum_interval"]) == (4, 6, 0, 400)
    settings = practice.load_card(ws, Learner(1, "UTC", "s"), "lines", "q", datetime(2026, 3, 2, tzinfo=UTC)).settings
    assert (settings.learning_steps, settings.relearning_steps) == ((timedelta(seconds=30), timedelta(minutes=5)), ())
    assert (settings.learn_ahead, settings.rollover_hour) == (timedelta(0), 6)
    box(app, "Learning steps").set_value("7m")  # typed and not saved: gone with the reset
    press(app, "Restore defaults")
    assert not preferences.load_settings(ws, 1).keys() & set(preferences.PRACTICE_SETTINGS)
    assert box(app, "Learning steps").value == "1m 10m"
    assert box(app, "Next day starts at").value == 4


def test_steps_that_cannot_be_read_are_said_and_nothing_is_kept(ws: Workspace, app: AppTest) -> None:
    box(app, "Relearning steps").set_value("10q")
    box(app, "New cards a day").set_value(3)
    press(app, "Save")
    assert app.error[0].value == (
        "Relearning steps: '10q' is not a step.\n\nWrite numbers with a unit, such as 1m 10m; the units are s, m, h and d."
    )
    assert "new_per_day" not in preferences.load_settings(ws, 1)
    assert box(app, "Relearning steps").value == "10q"


def test_the_card_on_the_screen_says_the_new_intervals(app: AppTest) -> None:
    def go(page: str) -> None:
        app.switch_page(f"../pages/{page}.py").run()
        assert not app.exception

    go("practice")
    press(app, "Show the answer")
    assert any("10 min" in button.label for button in app.button)
    go("settings")
    box(app, "Learning steps").set_value("3m 40m")
    press(app, "Save")
    go("practice")
    press(app, "Show the answer")
    labels = [button.label for button in app.button]
    assert any("40 min" in label for label in labels)
    good = next(button for button in app.button if "Good" in button.label)
    good.click().run()
    assert not any("settings changed" in caption.value for caption in app.caption)


@pytest.mark.parametrize("change", [{"rollover_hour": 7}, {"zone": "America/Los_Angeles"}, {"zone": "Asia/Tokyo"}])
def test_what_is_due_on_a_date_stays_due_on_it(ws: Workspace, now: datetime, change: dict[str, object]) -> None:
    def due() -> str:
        shown = practice.load_card(ws, who, "lines", "q", now)
        assert shown.memory
        return str(get_study_day(shown.memory.due, shown.settings.zone, shown.settings.rollover_hour))

    who = Learner(1, "Europe/Berlin", "s")
    practice.grade_card(ws, who, practice.load_card(ws, who, "lines", "q", now), Rating.EASY, now, "k")
    before = due()
    preferences.change_settings(ws, 1, change, "Europe/Berlin")
    assert due() == before
    preferences.change_settings(ws, 1, dict.fromkeys(change), "Europe/Berlin")
    assert due() == before
    preferences.change_settings(ws, 1, {"new_per_day": 3}, "UTC")
    assert due() == before


@pytest.mark.parametrize(
    "chosen",
    [
        {"learning_steps": [0]},
        {"learning_steps": [float("inf")]},
        {"learning_steps": "1m"},
        {"rollover_hour": 24},
        {"rollover_hour": 3.5},
        {"leech_at": 0},
        {"new_per_day": "7"},
        {"follow_ups": "no"},
        {"learn_ahead": -1},
        {"zone": 3},
    ],
)
def test_a_value_that_practice_cannot_live_with_is_refused(ws: Workspace, chosen: dict[str, object]) -> None:
    with pytest.raises(preferences.UserError):
        preferences.save_settings(ws, 1, **chosen)
    assert preferences.load_settings(ws, 1) == {}


@pytest.mark.parametrize(("days", "said"), [(-1, False), (0, True), (5, True)])
def test_the_interview_is_named_while_it_is_ahead(ws: Workspace, days: int, said: bool) -> None:
    today = get_study_day(datetime.now(UTC), "UTC")
    preferences.save_settings(ws, 1, interview=(today + timedelta(days=days)).isoformat())
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60).run()
    app.switch_page("../pages/settings.py").run()
    assert any("While your interview is ahead" in caption.value for caption in app.caption) is said
