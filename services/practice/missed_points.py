"""What the learner left out of their last answer to a card: the form that comes next asks for it."""

from __future__ import annotations

from services.connections import connect
from services.practice.context import Learner, ShownCard
from services.workspace import Workspace
from store.tables.practice import review_log


def load_missed_points(ws: Workspace, who: Learner, shown_card: ShownCard) -> tuple[str, ...]:
    """Return the key points that the last typed answer to a card did not make; () where the last answer was not typed."""
    if shown_card.memory is None:
        return ()
    with connect(ws) as connection:
        points = review_log.load_last_points(connection, who.id, shown_card.row_id)
    return tuple(point for point, was_made in points or () if was_made is False)
