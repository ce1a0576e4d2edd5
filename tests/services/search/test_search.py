"""The search follows the decks of the workspace."""

from __future__ import annotations

from datetime import datetime

import pytest

from services.library import catalog
from services.search import search
from services.workspace import Workspace


def test_a_new_version_is_found_at_once_and_the_old_one_no_more(workspace: Workspace, now: datetime) -> None:
    assert search.search(workspace, 1, "backpressure").hits == ()
    catalog.add_deck(workspace, "queues.md", b"# Queues\n\n## Limits\n\nBackpressure, early.\n", now)
    assert [hit.deck for hit in search.search(workspace, 1, "backpressure").hits] == ["queues"]
    catalog.add_deck(workspace, "queues.md", b"# Queues\n\n## Limits\n\nLoad shedding, early.\n", now)
    assert search.search(workspace, 1, "backpressure ").hits == ()
    assert [hit.topic for hit in search.search(workspace, 1, "shedding").hits] == ["limits"]


def test_nothing_is_built_again_while_nothing_changed(
    workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog.add_deck(workspace, "queues.md", b"# Queues\n\n## Limits\n\nBackpressure.\n", now)
    search.search(workspace, 1, "backpressure")
    monkeypatch.setattr(type(search.open_index(workspace)), "replace_decks", None)  # whoever calls it fails
    assert search.search(workspace, 1, "backpressure").hits


@pytest.mark.engines("sqlite")  # the file
def test_a_lost_index_comes_back(workspace: Workspace, now: datetime) -> None:
    catalog.add_deck(workspace, "queues.md", b"# Queues\n\n## Limits\n\nBackpressure.\n", now)
    search.search(workspace, 1, "backpressure")
    for path in workspace.data.glob(search.FILE_NAME + "*"):
        path.unlink()
    assert search.search(workspace, 1, "backpressure").hits
