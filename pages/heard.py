"""What you heard: grade the questions of an episode of the podcast feed. `/heard?deck=…&episode=commute-2026-11-27`; the show
notes of each episode lead here."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.listening import feeds
from ui import messages, navigation, session
from ui.deck_text.safe_markdown import sanitize_inline
from ui.listen import drill_grading


def main() -> None:
    """Draw the page."""
    st.title("What you heard")
    deck = session.load_deck()
    episode = st.query_params.get("episode", "")
    ws, learner = session.get_workspace(), session.get_learner()
    owner = feeds.load_subscription(ws, learner)
    if owner is None or not episode:
        messages.show_empty(
            "No episode to grade",
            "Subscribe to your podcast feed on the Listen page. The show notes of each episode lead here.",
            ":material/headphones:",
        )
        navigation.draw_link("listen", "Open Listen", icon=":material/headphones:")
        return
    try:
        plan = feeds.plan_item(ws, owner, session.get_deck_id(), episode, session.get_now())
    except UserError as error:
        messages.show_error(error)
        return
    st.markdown(f"**{sanitize_inline(plan.episode.title)}**")
    questions = plan.episode.question_ids
    if not questions:
        st.info("This episode has no questions to grade.", icon=":material/headphones:")
        return
    count = len(questions)
    if count > 1:
        count = st.slider("How many questions did you hear?", 1, count, count, key=f"heard-count-{episode}")
    # Rows that were drawn at a higher number stay in the session: those beyond the number now are left out.
    drill_grading.show_grading(deck, questions[:count], unheard=questions[count:])


main()
