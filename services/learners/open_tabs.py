"""What a browser tab stands at, kept so that any process can go on from there.

A tab that lost its process (an update, a crash, another replica) comes back under the name of its former session. What it
stood at is returned to the same learner only, for a day.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from services.connections import connect
from services.workspace import Workspace
from store.connection import to_ms, transaction
from store.tables.learners import learners, open_tabs

LIFETIME = timedelta(days=1)  # the queue of another day is another one
# A round of some thousand cards. Of what is longer nothing is kept, not the state before it either, and the tab begins at
# what is due.
MAX_LETTERS = 200_000


def write_content(content: Mapping[str, Any]) -> str:
    """Return what is to be kept as text: equal contents give equal texts."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def save_tab(ws: Workspace, learner: int, tab: str, content: str, now: datetime, *, is_new: bool) -> None:
    """Keep what `write_content` made of a tab. With a new tab, those that nobody came back to are removed."""
    if len(content) > MAX_LETTERS:
        content = write_content({})
    with connect(ws) as connection, transaction(connection, learner):
        if is_new:
            open_tabs.delete_old(connection, to_ms(now - LIFETIME))
        if learners.has_learner(connection, learner):  # not of somebody who was erased while the tab was open
            open_tabs.save_content(connection, tab, learner, content, to_ms(now))


def load_tab(ws: Workspace, learner: int, tab: str, now: datetime) -> dict[str, Any]:
    """Return what a tab stood at, {} when nothing of this learner's is known of it."""
    with connect(ws) as connection:
        content = open_tabs.find_content(connection, tab, learner, to_ms(now - LIFETIME))
    tab_state = json.loads(content) if content else {}
    return tab_state if isinstance(tab_state, dict) else {}
