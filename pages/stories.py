"""Behavioural stories: `/stories` lists the prompts, `/stories?story=<id>` is where one's own story is written."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck, Story
from quiz import stories
from services.practice import own_texts
from ui import messages, navigation, own_text, session
from ui.deck_text import blocks
from ui.deck_text.safe_markdown import draw_heading, sanitize_inline

_FINE = "Nothing that can be counted is missing. Now tell it aloud once, without reading."


def show_story_list(deck: Deck) -> None:
    """Draw every prompt of the deck, with a mark at those that were begun."""
    st.title("Stories")
    if not deck.stories:
        messages.show_empty(
            "No behavioural prompts in this deck",
            "Write a prompt as `**Story:** Tell me about a time when …`, with what the story must contain as `- [ ]` below it.",
            ":material/history_edu:",
        )
        return
    st.markdown("Write your own story for each prompt, so that on the day you only have to tell it.")
    begun_ids = own_texts.list_begun(session.get_workspace(), session.get_learner(), session.get_deck_id())
    for story in deck.stories:
        icon = ":material/edit_note:" if story.id in begun_ids else ":material/history_edu:"
        navigation.draw_link("stories", sanitize_inline(story.prompt), icon=icon, story=story.id)


def show_story(deck: Deck, story: Story) -> None:
    """Draw a prompt, the parts of one's story, and what the story lacks."""
    navigation.draw_link("stories", "All stories", icon=":material/arrow_back:")
    draw_heading("#", story.prompt)
    blocks.draw_parts(story.body, deck)
    ws, learner, deck_id = session.get_workspace(), session.get_learner(), session.get_deck_id()
    texts = own_texts.load_texts(ws, learner, deck_id, story.id)
    st.caption(own_text.PRIVATE)
    slot_texts = {
        slot.key: own_text.draw_field(story.id, slot.key, slot.title, texts, hint=slot.hint) for slot in stories.SLOTS
    }
    _show_check(slot_texts)
    if story.key_points:
        st.markdown(":material/checklist: **It must contain**")
        labels = tuple(map(sanitize_inline, story.key_points))
        own_text.draw_ticks(story.id, story.key_points, labels, texts)
    if story.example:
        with st.expander("An example", icon=":material/notes:"):
            blocks.draw_parts(story.example, deck)


def _show_check(slot_texts: dict[str, str]) -> None:
    """Draw what the story lacks, and how long it takes to tell."""
    if not any(text.strip() for text in slot_texts.values()):
        return  # nothing is written yet: a list of what is missing would name all of it
    minutes = stories.estimate_minutes(slot_texts)
    length = f"{minutes:.1f} min" if minutes >= 1 else f"{round(minutes * 60)} s"
    with st.container(border=True):
        st.markdown(f":material/timer: About **{length}** to tell")
        findings = stories.check_story(slot_texts)
        for finding in findings:
            st.markdown(f":orange[:material/flag:] {sanitize_inline(finding.message)}")
        if not findings:
            st.markdown(f":green[:material/check:] {_FINE}")


def main() -> None:
    """Draw the list of prompts, or the prompt in the address."""
    deck = session.load_deck()
    requested = st.query_params.get("story", "")
    story = next((candidate for candidate in deck.stories if candidate.id == requested), None)
    if story is not None:
        show_story(deck, story)
        return
    if requested:
        st.warning("There is no such prompt in this deck. It may have been reworded.", icon=":material/link_off:")
    show_story_list(deck)


main()
