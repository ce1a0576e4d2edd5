"""The Author page says which files of the content folder are no decks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from services.workspace import ROOT, Workspace


def test_a_file_that_is_not_read_is_told(
    workspace: Workspace, sync_decks: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    (workspace.content / "pools.md").write_text("# Pools\n\n**Question:** Why?\n\n**Answer:** Because.\n")
    (workspace.content / "gone.md").symlink_to("nowhere")
    sync_decks()
    page = AppTest.from_file(str(ROOT / "pages" / "author.py"), default_timeout=30).run()
    assert not page.exception
    assert any("leads nowhere" in warning.value for warning in page.warning)
