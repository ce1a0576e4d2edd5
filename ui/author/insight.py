"""Insight: which questions fail for all learners together, who practised, what the deck lacks."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import streamlit as st

from deck.model import Deck
from services.library import analytics, catalog
from ui import messages, session
from ui.author.desk import Desk
from ui.text import plain


def show(here: Desk) -> None:
    """The view: of the newest version, since that is what learners met."""
    if not here.draft.base:
        messages.empty("Nothing to see yet", "Publish the deck; what learners do with it appears here.")
        return
    deck_id = here.draft.deck
    deck = catalog.deck(session.workspace(), deck_id)
    _questions(deck_id)
    _learners(deck_id)
    _coverage(deck_id, deck)


def _link(deck_id: str, line: int) -> str:
    return "?" + urlencode({"deck": deck_id, "view": "write", "line": line})


def _questions(deck_id: str) -> None:
    st.subheader("Questions that were asked")
    found = analytics.questions(session.workspace(), session.learner(), deck_id)
    if not found:
        messages.empty("Nobody practised this deck yet", "Come back when somebody has answered a few questions.")
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
            "Typed": [q.typed for q in found],
            "Missed most": [_missed(q.missed[0]) if q.missed else "" for q in found],
            "Line": [_link(deck_id, q.line) for q in found],
        },
        hide_index=True,
        column_config={
            "Question": st.column_config.TextColumn(width="medium"),  # else it leaves no room for the numbers
            "Failed": st.column_config.NumberColumn(format="%.0f %%"),
            "Seconds": st.column_config.NumberColumn(format="%.0f", help="Mean time from question to grade"),
            "Missed most": st.column_config.TextColumn(
                width="medium", help="The key point missed most often, and how often"
            ),
            "Typed": st.column_config.NumberColumn(help="Answers that were typed and held against the key points"),
            "Line": st.column_config.LinkColumn(display_text=r"line=(\d+)", help="Opens the editor there"),
        },
    )
    _points(deck_id, found)


def _points(deck_id: str, found: Sequence[analytics.Asked]) -> None:
    st.subheader("Key points that typed answers missed")
    if not any(q.typed for q in found):
        messages.empty(
            "No answer was typed yet",
            "Learners can type an answer to a question that has key points; which ones they miss appears here.",
        )
        return
    rows = sorted(
        ((point, q) for q in found for point in q.missed),
        key=lambda row: (-row[0].times / row[0].of, -row[0].times, row[1].line),
    )
    if not rows:
        st.success("None: every typed answer touched every key point.")
        return
    st.dataframe(
        {
            "Key point": [plain(point.point) for point, _ in rows],
            "Missed": [point.times for point, _ in rows],
            "Of": [point.of for point, _ in rows],
            "Share": [point.times / point.of * 100 for point, _ in rows],
            "Question": [plain(q.prompt) for _, q in rows],
            "Line": [_link(deck_id, q.line) for _, q in rows],
        },
        hide_index=True,
        column_config={
            "Key point": st.column_config.TextColumn(width="medium"),
            "Question": st.column_config.TextColumn(width="medium"),
            "Of": st.column_config.NumberColumn(help="Typed answers that were scored on this point"),
            "Share": st.column_config.NumberColumn(format="%.0f %%"),
            "Line": st.column_config.LinkColumn(display_text=r"line=(\d+)", help="Opens the editor there"),
        },
    )


def _missed(point: analytics.Missed) -> str:
    return f"{point.times} of {point.of}: {plain(point.point)}"


def _learners(deck_id: str) -> None:
    found = analytics.learners(session.workspace(), session.learner(), deck_id)
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
    scripts, said = analytics.minutes(deck)
    st.caption(f"About {scripts:.0f} minutes of scripts, and {said:.0f} minutes of questions with their answers.")
    found = analytics.gaps(deck)
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
