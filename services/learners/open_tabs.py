"""Where a browser tab is in its work, kept so that any process can go on from there.

A tab that lost its process (an update, a crash, another replica) comes back under the name of its former session. Its state
is returned to the same learner only, for a day.
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
# A round of some thousand cards. Of a longer one nothing is kept, and not the state before it either: the tab begins anew with
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
    """Return the state of a tab, {} when none of this learner's is known."""
    with connect(ws) as connection:
        content = open_tabs.find_content(connection, tab, learner, to_ms(now - LIFETIME))
    tab_state = json.loads(content) if content else {}
    return tab_state if isinstance(tab_state, dict) else {}
