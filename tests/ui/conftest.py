"""Decks of an instance are taken in at the start of the server; here there is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from services.library.content_sync import sync_content
from services.workspace import Workspace


@pytest.fixture
def sync_decks(workspace: Workspace, now: datetime) -> Callable[[], None]:
    """Take in what lies in the content folder now."""
    return lambda: sync_content(workspace, now)
