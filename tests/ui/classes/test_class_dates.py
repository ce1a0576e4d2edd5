"""The date that a class sets, beside the learner's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from services.classes import classes, membership
from services.roles import Role
from tests.services.classes.conftest import School, people, school
from ui import session

__all__ = ["people", "school"]  # fixtures


@pytest.fixture
def read_date(school: School, monkeypatch: pytest.MonkeyPatch) -> Callable[[date, str | None], str]:
    """Return what is said on a day to a learner whose class has its date on 1 April, by their own date."""
    mentor, ann = school.log_in("mentor", Role.MENTOR), school.log_in("ann")
    made = school.make_class(mentor, "Backend *2026*")
    classes.change_class(school.ws, mentor, made, name="Backend *2026*", interview=date(2026, 4, 1))
    token = membership.make_invitation(school.ws, mentor, made, days=1, uses=1, now=school.now)
    membership.join_class(school.ws, ann, token, school.now)
    monkeypatch.setenv("REHEARSAL_DATA", str(school.ws.data))
    monkeypatch.setattr(session, "get_learner", lambda: ann)

    def draw(today, deck) -> None:
        from ui.classes.class_dates import draw_class_date

        draw_class_date(today, deck)

    def read(today: date, own: str | None) -> str:
        monkeypatch.setattr(session, "get_preference", {"interview": own}.get)
        [summary] = classes.list_own_classes(school.ws, ann)
        app = AppTest.from_function(
            draw, kwargs={"today": today, "deck": summary.decks[0].deck_id}, default_timeout=60
        ).run()
        assert not app.exception, app.exception
        return "\n".join(element.value for element in (*app.info, *app.caption))

    return read


def test_a_later_date_of_ones_own_gives_way_to_that_of_the_class(read_date: Callable[[date, str | None], str]) -> None:
    today = date(2026, 3, 2)
    later = read_date(today, "2026-04-02")
    assert "Your own date, 2 Apr 2026, is later than the date of" in later and "aims at 1 Apr 2026" in later
    assert r"**Backend \*2026\***" in later
    for own in (None, "2026-04-01", "2026-03-01"):  # none, the same, one that is over
        assert "has its interview or exam on 1 Apr 2026." in read_date(today, own)
    assert "Your own date comes before that of" in read_date(today, "2026-03-20")
    assert "on 1 Apr 2026" in read_date(date(2026, 4, 1), None)
    assert read_date(date(2026, 4, 2), None) == ""
