"""The date that a class sets, beside the learner's own."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from services.classes import classes, membership
from services.roles import Role
from tests.services.classes.conftest import School, people, school
from ui import session

__all__ = ["people", "school"]  # fixtures


def test_a_later_date_of_ones_own_gives_way_to_that_of_the_class(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    mentor, ann = school.log_in("mentor", Role.MENTOR), school.log_in("ann")
    made = school.make_class(mentor, "Backend *2026*")
    classes.change_class(school.ws, mentor, made, name="Backend *2026*", interview=date(2026, 4, 1))
    token = membership.make_invitation(school.ws, mentor, made, days=1, uses=1, now=school.now)
    membership.join_class(school.ws, ann, token, school.now)
    monkeypatch.setenv("REHEARSAL_DATA", str(school.ws.data))
    monkeypatch.setattr(session, "get_learner", lambda: ann)
    [summary] = classes.list_own_classes(school.ws, ann)

    def draw(cases, deck) -> None:
        import streamlit as st

        from ui.classes.class_dates import draw_class_date

        for today, own in cases:
            st.session_state["preferences"] = {"interview": own}
            with st.container(border=True):
                draw_class_date(today, deck)
                st.markdown("The end of this case.")

    before, day, after = date(2026, 3, 2), date(2026, 4, 1), date(2026, 4, 2)
    owns = ["2026-04-02", None, "2026-04-01", "2026-03-01", "2026-03-20"]
    cases = [*((before, own) for own in owns), (day, None), (after, None)]
    values = {"cases": cases, "deck": summary.decks[0].deck_id}
    app = AppTest.from_function(draw, kwargs=values, default_timeout=60).run()
    assert not app.exception, app.exception
    told = [str(element.value) for element in (*app.info, *app.caption)]
    assert len(told) == len(cases) - 1  # the day after nothing is said
    later, none, same, over, earlier, today = told
    assert "Your own date, 2 Apr 2026, is later than the date of" in later and "aims at 1 Apr 2026" in later
    assert r"**Backend \*2026\***" in later
    for sentence in (none, same, over, today):
        assert "has its interview or exam on 1 Apr 2026." in sentence
    assert "Your own date comes before that of" in earlier
