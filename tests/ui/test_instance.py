"""Storage and health as an administrator sees them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from services.workspace import Workspace


@pytest.fixture(autouse=True)
def ws(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    return workspace


def draw(name: str) -> AppTest:
    def draw_part(name) -> None:
        from ui.admin import instance

        getattr(instance, name)()

    app = AppTest.from_function(draw_part, kwargs={"name": name}, default_timeout=60).run()
    assert not app.exception, app.exception
    return app


def test_what_works_and_what_does_not_is_told_part_by_part(ws: Workspace, sync_decks: Callable[[], None]) -> None:
    (ws.content / "gone.md").symlink_to("nowhere")
    sync_decks()
    lines = [element.value for element in draw("show_health").markdown]
    assert lines[0] == "**Database** · :green[:material/check_circle: Working]"
    place = next(number for number, line in enumerate(lines) if line.startswith("**Decks**"))
    assert lines[place].endswith(":orange[:material/warning: Degraded]") and "gone" in lines[place + 1]


def test_what_may_be_deleted_has_its_price_and_a_button(ws: Workspace) -> None:
    folder = ws.data / "audio" / "clips"
    folder.mkdir(parents=True)
    (folder / "old.mp3").write_bytes(b"x" * 2_000_000)
    app = draw("show_storage")
    assert [metric.label for metric in app.metric] == ["In the data folder", "Free on the disk"]
    told = "\n".join(element.value for element in app.markdown)
    assert "2.0 MB · 1 file" in told
    prices = [caption.value for caption in app.caption if caption.value.startswith("May be deleted.")]
    assert all(price.removeprefix("May be deleted.").strip() for price in prices)
    assert len(prices) == len([button for button in app.button if button.label == "Delete"]) >= 1
