"""The date that a class sets, beside the learner's own: shown on Today and Progress, so that a later one is never a surprise."""

from __future__ import annotations

from datetime import date

import streamlit as st

from services.classes.class_dates import load_class_dates
from services.practice.planning.study_day import parse_interview_date
from ui import date_format, session
from ui.deck_text.safe_markdown import escape_markdown


def draw_class_date(today: date, deck_id: str) -> None:
    """Say which date the learner's classes set for a deck, and what that does to a later one of their own."""
    ahead = [
        class_date
        for class_date in load_class_dates(session.get_workspace(), session.get_learner(), deck_id)
        if class_date.day >= today
    ]
    if not ahead:
        return
    first = ahead[0]
    name, day = escape_markdown(first.class_name), date_format.format_day(first.day)
    own = parse_interview_date({"interview": session.get_preference("interview")})
    if own is not None and own > first.day:
        st.info(
            f"Your own date, {date_format.format_day(own)}, is later than the date of **{name}**. Practice of this deck aims at "
            f"{day}. You may choose an earlier date, but not a later one.",
            icon=":material/event:",
        )
    elif own is None or own < today or own == first.day:
        st.caption(f":material/event: **{name}** has its interview or exam on {day}. You may choose an earlier date.")
    else:
        st.caption(f":material/event: Your own date comes before that of **{name}**, {day}.")
