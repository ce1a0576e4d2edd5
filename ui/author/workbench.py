"""The pronunciation workbench: a term in each voice, what was heard, and the lines for the deck's front matter."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from errors import UserError
from services.listening import recogniser, voices, workbench
from ui import messages, session
from ui.author.draft_session import OpenDraft, parse_text
from ui.deck_text.safe_markdown import escape_markdown


def show_view(open_draft: OpenDraft) -> None:
    """Draw the workbench for the deck that is open."""
    deck = parse_text(open_draft.draft.text)
    st.markdown("Hear how a term is pronounced before your learners do.")
    left, right = st.columns(2)
    term = left.text_input("Term", placeholder="Hikari", key="voice term", max_chars=workbench.MAX_TERM)
    respelling = right.text_input(
        "Respelling",
        placeholder="hee-kah-ree",
        key="voice respelling",
        max_chars=workbench.MAX_TERM,
        help="Leave it empty to hear what the deck says now.",
    )
    if reason := recogniser.explain_missing():
        st.caption(f"What a listener would understand cannot be shown. {reason}")
    if not term.strip():
        return
    ready = [
        listed for listed in voices.list_engines() if not listed.missing and listed.name not in voices.MIXED_ENGINES
    ]
    for engine in ready:
        with st.container(border=True):
            _show_trial(deck, engine.name, engine.title, term, respelling)
    if respelling.strip():
        st.markdown("In the front matter, for every voice or for one:")
        names = "\n".join(f"    {engine.name}: {respelling.strip()}" for engine in ready)
        st.code(f"pronunciations:\n  {term.strip()}:\n    default: {respelling.strip()}\n{names}", language="yaml")


def _show_trial(deck: Deck, engine: str, title: str, term: str, respelling: str) -> None:
    st.markdown(f"### {escape_markdown(title)}")
    try:
        with st.spinner("Speaking …"):
            trial = workbench.try_term(session.get_workspace(), deck, engine, term, respelling)
    except UserError as error:
        messages.show_error(error)
        return
    st.audio(trial.audio, format="audio/mpeg")
    st.markdown(f"Given to the voice: {escape_markdown(trial.spoken_text)}")
    if trial.phonemes:
        st.caption(f"Phonemes: {escape_markdown(trial.phonemes)}")
    if trial.transcript is not None:
        st.markdown(f"Heard: {escape_markdown(trial.transcript)}")
    if trial.spelled:
        st.warning(
            f"This voice spells {', '.join(trial.spelled)} letter by letter. Write it in lower case.",
            icon=":material/spellcheck:",
        )
