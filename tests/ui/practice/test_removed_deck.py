"""A deck that is taken out of the library while somebody practises it gives way to another one, with a card of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from services.workspace import Workspace

TEXT = "# {0}\n\n**Question:** What is {0}?\n\n**Answer:** It is {0}.\n"


def _page() -> None:
    """What a key or a click draws: the card alone, without the part of the page that opens an address."""
    import streamlit as st

    from ui.practice import practice_session

    state = practice_session.load_session()
    st.markdown(state.shown_deck if state.shown_card else "no card")
    st.caption(state.message)


def test_another_deck_is_shown_with_a_card(
    workspace: Workspace, sync_decks: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSAL_DATA", str(workspace.data))
    monkeypatch.setenv("REHEARSAL_CONTENT", str(workspace.content))
    for name in ("first", "second"):
        (workspace.content / f"{name}.md").write_text(TEXT.format(name), encoding="utf-8")
    sync_decks()
    page = AppTest.from_function(_page, default_timeout=30)
    page.query_params["deck"] = "first"
    page.run()
    assert not page.exception
    (workspace.content / "first.md").unlink()
    sync_decks()
    page.run()
    assert page.markdown[0].value == "second"
    assert "removed from the library" in page.caption[0].value
