"""Insight: which questions fail for all learners together, who practised, what the deck lacks."""

from __future__ import annotations

from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import streamlit as st

from deck.model import Deck
from services import insight, library
from ui import session, states
from ui.author.desk import Desk
from ui.text import plain


def show(here: Desk) -> None:
    """The view: of the newest version, since that is what learners met."""
    if not here.draft.base:
        states.empty("Nothing to see yet", "Publish the deck; what learners do with it appears here.")
        return
    deck_id = here.draft.deck
    deck = library.deck(session.workspace(), deck_id)
    _questions(deck_id)
    _learners(deck_id)
    _coverage(deck_id, deck)


def _link(deck_id: str, line: int) -> str:
    return "?" + urlencode({"deck": deck_id, "view": "write", "line": line})


def _questions(deck_id: str) -> None:
    st.subheader("Questions that were asked")
    found = insight.questions(session.workspace(), session.learner(), deck_id)
    if not found:
        states.empty("Nobody practised this deck yet", "Come back when somebody has answered a few questions.")
        return
    st.dataframe(
        {
            "Question": [plain(q.prompt) for q in found],
            "Asked": [q.asked for q in found],
            "Failed": [q.failed * 100 for q in found],
            "Seconds": [q.seconds for q in found],
            "Sure and wrong": [q.sure_and_wrong for q in found],
            "Learners": [q.learners for q in found],
            "Leech for": [q.leeches for q in found],
            "Line": [_link(deck_id, q.line) for q in found],
        },
        hide_index=True,
        column_config={
            "Failed": st.column_config.NumberColumn(format="%.0f %%"),
            "Seconds": st.column_config.NumberColumn(format="%.0f", help="Mean time from question to grade"),
            "Line": st.column_config.LinkColumn(display_text=r"line=(\d+)", help="Opens the editor there"),
        },
    )


def _learners(deck_id: str) -> None:
    found = insight.learners(session.workspace(), session.learner(), deck_id)
    if not found:
        return
    st.subheader("Who practised")
    zone = ZoneInfo(session.zone())
    st.dataframe(
        {
            "Name": [p.name for p in found],
            "Answers": [p.answers for p in found],
            "Failed": [p.failed * 100 for p in found],
            "Last": [p.last.astimezone(zone) for p in found],
        },
        hide_index=True,
        column_config={"Failed": st.column_config.NumberColumn(format="%.0f %%")},
    )


def _coverage(deck_id: str, deck: Deck) -> None:
    st.subheader("What the deck lacks")
    scripts, said = insight.minutes(deck)
    st.caption(f"About {scripts:.0f} minutes of scripts, and {said:.0f} minutes of questions with their answers.")
    found = insight.gaps(deck)
    if not found:
        st.success("Nothing: every topic is asked about, every question says what a good answer touches.")
        return
    st.dataframe(
        {
            "What": [gap.what for gap in found],
            "Where": [plain(gap.title) for gap in found],
            "Line": [_link(deck_id, gap.line) for gap in found],
        },
        hide_index=True,
        column_config={"Line": st.column_config.LinkColumn(display_text=r"line=(\d+)", help="Opens the editor there")},
    )
