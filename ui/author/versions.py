"""Versions: who published what and when, what changed between any two, and the way back."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st

from services.library import drafts, publishing
from services.library.publishing import Comparison, Version
from ui import messages, session
from ui.author import desk
from ui.author.desk import Desk
from ui.text import inline

MOST_LINES = 400
MOST_SHOWN = 50
ICONS = {
    "added": ":material/add_circle:",
    "edited": ":material/edit:",
    "removed": ":material/cancel:",
    "moved": ":material/swap_vert:",
}


def show(here: Desk) -> None:
    """The view."""
    found = publishing.versions(session.workspace(), here.draft.deck)
    if not found:
        messages.empty("No version yet", "A deck has its first version when it is published.")
        return
    zone = ZoneInfo(session.zone())
    rows = []
    for version in found[:MOST_SHOWN]:
        when = f"{version.at.astimezone(zone):%d %b %Y, %H:%M}"
        said = [f"**Version {version.number}**", when, inline(version.author), inline(version.note)]
        rows.append(f"- {' · '.join(part for part in said if part)}")
    st.markdown("\n".join(rows))
    if len(found) > MOST_SHOWN:
        st.caption(f"The newest {MOST_SHOWN} of {len(found)}; all can be compared and published again below.")
    _compare(here, found)
    _back(here, found)


def _compare(here: Desk, found: tuple[Version, ...]) -> None:
    if len(found) < 2:
        return
    numbers = [v.number for v in found]
    st.subheader("What changed")
    with st.container(horizontal=True):
        old = st.selectbox("From version", numbers, index=1, key=f"from {here.draft.deck} {numbers[0]}")
        new = st.selectbox("To version", numbers, index=0, key=f"to {here.draft.deck} {numbers[0]}")
    draw(publishing.compare(session.workspace(), here.draft.deck, old, new))


def draw(found: Comparison, *, expanded: bool = False) -> None:
    """By question, then line by line."""
    if not found.lines:
        st.markdown("The two texts are equal.")
        return
    if found.changes:
        rows = []
        for change in found.changes[:200]:
            said = f"{ICONS[change.what]} **{change.what}** {change.kind}, line {change.line}: {inline(change.prompt)}"
            before = f"  \n  before: {inline(change.before)}" if change.before else ""
            rows.append(f"- {said}{' (' + inline(change.detail) + ')' if change.detail else ''}{before}")
        st.markdown("\n".join(rows))
    else:
        st.markdown("No question changed.")
    with st.expander(f"Line by line ({len(found.lines)} lines)", expanded=expanded, icon=":material/difference:"):
        st.code("\n".join(found.lines[:MOST_LINES]), language="diff", wrap_lines=True)
        if len(found.lines) > MOST_LINES:
            st.caption(f"The first {MOST_LINES} lines.")


def _back(here: Desk, found: tuple[Version, ...]) -> None:
    older = [v.number for v in found[1:]]
    if not older:
        return
    st.subheader("Go back")
    number = st.selectbox("To version", older, key="back to")
    st.caption("It is published again as a new version: nothing is deleted, and histories follow their questions.")
    if st.button("Publish this version again", icon=":material/history:"):
        made = publishing.roll_back(
            session.workspace(),
            session.learner(),
            here.draft.deck,
            number,
            session.now(),
            str(session.preference("author") or ""),
        )
        if not desk.unpublished(here):  # a draft that says something of its own stays, and is joined when published
            drafts.drop(session.workspace(), session.learner(), here.draft.deck)
        st.session_state.pop("desk", None)
        st.toast(f"Version {made.number} has the text of version {number}.", icon=":material/history:")
        st.rerun()
