"""What every screen asks of the session: the learner's study day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ui import session

# Two hours after midnight in Berlin.
NIGHT = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "day"),
    [
        (None, date(2026, 3, 1)),  # the usual hour is 4
        (0, date(2026, 3, 2)),  # midnight is a choice, and not a missing one
        (2, date(2026, 3, 2)),
        (3, date(2026, 3, 1)),
    ],
)
def test_the_study_day_begins_at_the_hour_that_was_chosen(
    hour: int | None, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "get_now", lambda: NIGHT)
    monkeypatch.setattr(session, "get_zone", lambda: "Europe/Berlin")
    monkeypatch.setattr(session, "get_preference", {"rollover_hour": hour}.get)
    assert session.get_today() == day
