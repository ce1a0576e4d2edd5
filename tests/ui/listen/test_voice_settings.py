"""The sample of a voice, without a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from services.listening import voices
from services.workspace import ROOT, Workspace

DECK = "---\ntitle: Lines\nlevel: warm-up\n---\n\n## Pools {#pools}\n\n**Question:** Why five? {#q}\n\n**Answer:** Because.\n"


@pytest.fixture
def listen_page(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, sync_decks: Callable[[], None]) -> AppTest:
    """Listen, with one deck; a sample is silent."""
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (workspace.content / "lines.md").write_text(DECK)
    sync_decks()
    monkeypatch.setattr(voices, "speak_sample", lambda *_arguments: b"\xff\xf3")
    app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60).run()
    return app.switch_page("../pages/listen.py").run()


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def count_samples(app: AppTest) -> int:
    assert not app.exception
    return len(app.get("audio"))


def test_a_sample_stays_when_the_page_runs_again(listen_page: AppTest) -> None:
    assert count_samples(listen_page) == 0
    press(listen_page, "Listen to a sample")
    assert count_samples(listen_page) == 1
    assert count_samples(listen_page.run()) == 1


def test_a_sample_goes_when_another_voice_is_chosen(listen_page: AppTest) -> None:
    press(listen_page, "Listen to a sample")
    speed = next(slider for slider in listen_page.slider if slider.label.startswith("Speed"))
    assert count_samples(speed.set_value(200).run()) == 0
    assert count_samples(press(listen_page, "Listen to a sample")) == 1


def test_a_sample_does_not_play_again_at_the_next_visit(listen_page: AppTest) -> None:
    press(listen_page, "Listen to a sample")
    listen_page.switch_page("../pages/topics.py").run()
    listen_page.switch_page("../pages/listen.py").run()
    assert count_samples(listen_page) == 0
