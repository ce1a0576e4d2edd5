"""Wordings that learners offer for key points: accepted into the draft, or declined. No names, no answers."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.library import offered_wordings
from services.library.offered_wordings import OfferedWording
from ui import messages, session
from ui.author import draft_session
from ui.author.draft_session import OpenDraft
from ui.safe_markdown import sanitize_inline

MAX_SHOWN = 20


def draw_offered_wordings(open_draft: OpenDraft) -> None:
    """Draw the wordings that wait for a decision; nothing where none do."""
    try:
        offered = offered_wordings.list_offered_wordings(
            session.get_workspace(), session.get_learner(), open_draft.draft.deck
        )
    except UserError as error:
        messages.show_error(error)
        return
    if not offered:
        return
    st.subheader("Wordings that learners offer")
    st.caption(
        "Learners said they made a key point in these words. An accepted wording goes onto the point’s line in your draft "
        "and counts for everybody once you publish. Names and answers are not shown."
    )
    for place, entry in enumerate(offered[:MAX_SHOWN]):
        with st.container(border=True, key=f"offered-{place}"):
            st.markdown(f"{sanitize_inline(entry.point)}  \n“{sanitize_inline(_escape(entry.wording))}”")
            if entry.learners > 1:
                st.caption(f"Said by {entry.learners} learners.")
            with st.container(horizontal=True, gap="small"):
                st.button(
                    "Accept", key=f"accept-{place}", icon=":material/check:", on_click=_accept, args=(open_draft, entry)
                )
                st.button(
                    "Decline",
                    key=f"decline-{place}",
                    icon=":material/close:",
                    type="tertiary",
                    on_click=_decline,
                    args=(open_draft, entry),
                )
    if len(offered) > MAX_SHOWN:
        st.caption(f"{len(offered) - MAX_SHOWN} more come when these are decided.")


def _accept(open_draft: OpenDraft, entry: OfferedWording) -> None:
    ws, mentor = session.get_workspace(), session.get_learner()
    try:
        text = offered_wordings.accept_wording(ws, mentor, open_draft.draft.deck, entry, open_draft.draft.text)
    except UserError as error:
        st.toast(f"{error} {error.remedy}", icon=":material/error:")
        return
    draft_session.replace_text(open_draft, text)
    st.toast("Accepted: it stands in your draft.", icon=":material/check:")


def _decline(open_draft: OpenDraft, entry: OfferedWording) -> None:
    offered_wordings.decline_wording(session.get_workspace(), session.get_learner(), open_draft.draft.deck, entry)


def _escape(text: str) -> str:
    """Return a learner's words show as they are: no markup of theirs is read."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>#|~$:" else letter for letter in text)
