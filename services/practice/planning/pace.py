"""How long a learner takes for an answer."""

from __future__ import annotations

from datetime import timedelta

from services.practice.context import PracticeContext
from store.connection import to_ms
from store.tables.practice import review_log

# What an answer is assumed to take until the learner has given some: long enough to say it aloud once.
DEFAULT_PACE = timedelta(seconds=30)
MIN_ANSWERS = 10  # fewer say little about a learner


def load_pace(context: PracticeContext) -> timedelta:
    """Return the learner's mean time for an answer over the last week, half a minute where that is not known."""
    since = to_ms(context.now - timedelta(days=7))
    answers, milliseconds, _ = review_log.count_answers(context.connection, context.who.id, since)
    return timedelta(milliseconds=milliseconds / answers) if answers >= MIN_ANSWERS and milliseconds else DEFAULT_PACE
