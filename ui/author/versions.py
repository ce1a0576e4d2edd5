"""Versions: who published what and when, what changed between any two, and the way back to an older one."""

from __future__ import annotations

import streamlit as st

from services.library import drafts, publishing
from services.library.publishing import Comparison, Version
from ui import date_format, messages, session
from ui.author import audience, draft_session
from ui.author.draft_session import OpenDraft
from ui.author.state_keys import OPEN_DRAFT_KEY
from ui.deck_text import pager
from ui.deck_text.safe_markdown import sanitize_inline

# Lines of a diff: what a mentor can read.
MAX_LINES = 400
# A line each; the pager leads to the older ones.
MAX_VERSIONS = 50
# Changed questions listed one by one; how many more there are is said.
MAX_CHANGES = 200
CHANGE_ICONS = {
    "added": ":material/add_circle:",
    "edited": ":material/edit:",
    "removed": ":material/cancel:",
    "moved": ":material/swap_vert:",
}


def show_view(open_draft: OpenDraft) -> None:
    """Draw the view."""
    history = publishing.list_versions(session.get_workspace(), open_draft.draft.deck)
    if not history:
        messages.show_empty("No version yet", "A deck has its first version when it is published.")
        return
    audience.show_audience(open_draft.draft.deck)
    rows = []
    for version in pager.select_range(history, MAX_VERSIONS, "versions", f"versions {open_draft.draft.deck}"):
        when = date_format.format_moment(version.published_at, session.get_zone())
        parts = [f"**Version {version.number}**", when, sanitize_inline(version.author), sanitize_inline(version.note)]
        rows.append(f"- {' · '.join(part for part in parts if part)}")
    st.markdown("\n".join(rows))
    _show_comparison_form(open_draft, history)
    _show_roll_back_form(open_draft, history)


def _show_comparison_form(open_draft: OpenDraft, history: tuple[Version, ...]) -> None:
    if len(history) < 2:
        return
    numbers = [v.number for v in history]
    st.header("What changed")
    with st.container(horizontal=True):
        old = st.selectbox("From version", numbers, index=1, key=f"from {open_draft.draft.deck} {numbers[0]}")
        new = st.selectbox("To version", numbers, index=0, key=f"to {open_draft.draft.deck} {numbers[0]}")
    draw_comparison(publishing.compare_versions(session.get_workspace(), open_draft.draft.deck, old, new))


def draw_comparison(comparison: Comparison, *, expanded: bool = False) -> None:
    """Draw what changed, by question, then line by line."""
    if not comparison.lines:
        st.markdown("The two texts are identical.")
        return
    if comparison.changes:
        rows = []
        for change in comparison.changes[:MAX_CHANGES]:
            what = f"{CHANGE_ICONS[change.change]} **{change.change}** {change.kind}, line {change.line}"
            detail = f" ({sanitize_inline(change.detail)})" if change.detail else ""
            before = f"  \n  before: {sanitize_inline(change.before)}" if change.before else ""
            rows.append(f"- {what}: {sanitize_inline(change.prompt)}{detail}{before}")
        st.markdown("\n".join(rows))
        if len(comparison.changes) > MAX_CHANGES:
            st.caption(f"The first {MAX_CHANGES} of {len(comparison.changes)} changes.")
    else:
        st.markdown("No question changed.")
    count = f"{len(comparison.lines)} line{'' if len(comparison.lines) == 1 else 's'}"
    with st.expander(f"Line by line ({count})", expanded=expanded, icon=":material/difference:"):
        st.code("\n".join(comparison.lines[:MAX_LINES]), language="diff", wrap_lines=True)
        if len(comparison.lines) > MAX_LINES:
            st.caption(f"The first {MAX_LINES} lines.")


def _show_roll_back_form(open_draft: OpenDraft, history: tuple[Version, ...]) -> None:
    older = [v.number for v in history[1:]]
    if not older:
        return
    st.header("Restore a version")
    number = st.selectbox("To version", older, key="back to")
    st.caption("It is published as a new version. Nothing is deleted, and histories follow their questions.")
    if st.button("Restore this version", icon=":material/history:"):
        restored = publishing.roll_back(
            session.get_workspace(),
            session.get_learner(),
            open_draft.draft.deck,
            number,
            session.get_now(),
            str(session.get_preference("author") or ""),
        )
        # A draft with changes of its own stays, and is merged when it is published.
        if not draft_session.has_unpublished_changes(open_draft):
            drafts.delete_draft(session.get_workspace(), session.get_learner(), open_draft.draft.deck)
        st.session_state.pop(OPEN_DRAFT_KEY, None)
        messages.toast_next(f"Version {restored.number} has the text of version {number}.", icon=":material/history:")
        st.rerun()
