"""A draft that the store does not take stays in the session and is stored as soon as it can be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from errors import UserError
from services import object_storage
from services.library import drafts
from services.library.drafts import Draft
from services.workspace import Workspace
from tests.objects.s3_server import Line, open_line
from ui.author import draft_session
from ui.author.draft_session import OpenDraft
from ui.author.editor import EditorReport


@pytest.fixture
def line(s3_url: str, s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    with open_line(s3_url) as line:
        monkeypatch.setenv("REHEARSAL_OBJECTS_ENDPOINT", line.url)
        yield line


def test_typing_goes_on_while_the_store_is_away(
    workspace: Workspace, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[UserError] = []
    monkeypatch.setattr(draft_session.session, "get_workspace", lambda: workspace)
    monkeypatch.setattr(draft_session.session, "get_learner", lambda: 1)
    monkeypatch.setattr(draft_session.messages, "show_error", shown.append)
    open_draft = OpenDraft(Draft(deck="pools", base=1, text="a", token="t"))

    def report(number: int, text: str, *, quiet: bool = False) -> None:
        draft_session.store_report(open_draft, EditorReport(token="t", number=number, text=text, line=1), quiet=quiet)

    report(1, "ab")
    assert drafts.load_draft(workspace, 1, "pools").text == "ab" and open_draft.stored_report == 1
    line.status = 503
    report(2, "abc", quiet=True)
    report(2, "abc")
    assert len(shown) == 1 and "overloaded" in str(shown[0])
    assert open_draft.draft.text == "abc" and open_draft.stored_report == 1
    line.status = 0
    object_storage.open_remote_store()._paused_until = 0.0  # type: ignore[union-attr]
    report(2, "abc")
    assert open_draft.stored_report == 2 and open_draft.newer_draft is None and len(shown) == 1
    stored = drafts.load_draft(workspace, 1, "pools")
    assert stored == open_draft.draft and stored.text == "abc"
