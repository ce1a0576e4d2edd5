"""Who may do what on this instance.

Nobody signs in yet, so that every learner of the instance is a mentor too. Roles that a log-in assigns come in here: the
calls that are a mentor's ask this module, and no other place decides.
"""

from __future__ import annotations

import sqlite3

from errors import UserError
from store.tables import learners


def require_mentor(connection: sqlite3.Connection, learner: int, refusal: str) -> None:
    """Raise UserError with the sentence `refusal` unless this learner may do what mentors do."""
    if not learners.has_learner(connection, learner):
        raise UserError(refusal, "Ask a mentor of this instance.")
