"""Browse the cards: `/cards?topic=<section id>&state=suspended`. Filter, sort, select many, and see a card's history."""

from __future__ import annotations

from functools import partial
from typing import get_args

import streamlit as st

from deck.model import Deck
from quiz.scheduler import Rating
from services.practice import bulk_changes, card_browser
from services.practice.card_browser import BrowserCard, CardFilter, CardOrder, State
from services.practice.own_cards import FLAGS
from services.practice.practice import Learner
from ui import date_format, messages, navigation, own_suggestions, session
from ui.deck_text.safe_markdown import sanitize_inline, strip_markup
from ui.practice import grade_bar, practice_session

STATE_TITLES: dict[State, str] = {
    "new": "New",
    "learning": "Learning",
    "due": "Due",
    "review": "Review",
    "suspended": "Suspended",
    "buried": "Buried",
    "leech": "Leech",
}
ORDER_TITLES: dict[CardOrder, str] = {
    "deck": "In the order of the deck",
    "due": "Due first",
    "recall": "Weakest first",
    "difficulty": "Most difficult first",
    "lapses": "Most lapses first",
}
# The newest answers of a card: years of them would fill the page.
MAX_HISTORY = 50


def choose_cards(deck: Deck, cards: tuple[BrowserCard, ...]) -> tuple[BrowserCard, ...]:
    """Draw the filters; return the cards that pass, sorted."""
    titles = {section.id: strip_markup(section.title) for section in deck.sections}
    requested_state, requested_topic = st.query_params.get("state"), st.query_params.get("topic")
    words = st.text_input("Find", placeholder="Words in the question", key="cards-words")
    states = st.pills(
        "State",
        card_browser.STATES,
        selection_mode="multi",
        default=[requested_state] if requested_state in card_browser.STATES else None,
        format_func=STATE_TITLES.__getitem__,
        key="cards-states",
    )
    left, right = st.columns(2)
    topics = left.multiselect(
        "Topics",
        list(titles),
        default=[requested_topic] if requested_topic in titles else None,
        format_func=titles.__getitem__,
        key="cards-topics",
        placeholder="All topics",
    )
    order = right.selectbox("Order", get_args(CardOrder), format_func=ORDER_TITLES.__getitem__, key="cards-order")
    flags: list[int] = []
    if any(card.flag for card in cards):
        flags = st.pills(
            "Flag", range(1, len(FLAGS)), selection_mode="multi", format_func=_name_flag, key="cards-flags"
        )
    card_filter = CardFilter(states=frozenset(states), topics=frozenset(topics), words=words, flags=frozenset(flags))
    ancestors = {s.id: frozenset(above.id for above in deck.list_ancestors(s.id)) for s in deck.sections}
    return card_browser.filter_cards(cards, card_filter, ancestors, order)


def select_cards(cards: tuple[BrowserCard, ...]) -> tuple[BrowserCard, ...]:
    """Draw the table; return the cards that are selected in it."""
    zone = session.get_zone()
    table = st.dataframe(
        {
            "Question": [strip_markup(card.prompt) for card in cards],
            "State": [", ".join(STATE_TITLES[s] for s in card_browser.STATES if s in card.states) for card in cards],
            "Flag": [_name_flag(card.flag) if card.flag else "" for card in cards],
            "Topic": [strip_markup(card.topic_title) for card in cards],
            "Due": [date_format.format_moment_day(card.due, zone) if card.due else "" for card in cards],
            "Recall": [None if card.recall is None else card.recall * 100 for card in cards],
            "Difficulty": [card.difficulty for card in cards],
            "Reviews": [card.reviews for card in cards],
            "Lapses": [card.lapses for card in cards],
        },
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key="cards-table",
        column_config={
            "Question": st.column_config.TextColumn(width="large"),
            "Recall": st.column_config.NumberColumn(format="%.0f %%", help="How likely you recall it now"),
            "Difficulty": st.column_config.NumberColumn(format="%.1f", help="From 1 to 10"),
        },
    )
    # A filter may have shortened the list since the rows were selected.
    return tuple(cards[index] for index in table.selection.rows if index < len(cards))


def show_actions(selected: tuple[BrowserCard, ...], cards: tuple[BrowserCard, ...], learner: Learner) -> None:
    """Draw what can be done with the selected cards, with all that are listed where none is selected."""
    targets = selected or cards
    label = grade_bar.format_card_count(len(targets))
    st.caption(f"{label} selected" if selected else f"{label} listed. Select some in the table, or use all.")
    ids = [card.id for card in targets]
    with st.container(horizontal=True):
        if st.button(f"Practise {label}", type="primary", icon=":material/style:", disabled=not ids, key="practise"):
            navigation.go_to("practice", **practice_session.start_chosen(practice_session.load_session(), ids))
        if st.button("Suspend", icon=":material/pause_circle:", disabled=not selected):
            _change(card_browser.suspend_cards, learner, ids, "suspended")
        if st.button("Unsuspend, unbury", icon=":material/play_circle:", disabled=not selected):
            _change(card_browser.restore_cards, learner, ids, "back in practice")
        with st.popover("More", icon=":material/more_horiz:", disabled=not selected):
            _draw_more(learner, ids)


def _draw_more(learner: Learner, ids: list[str]) -> None:
    """Draw the changes that take a value or a second thought."""
    flag = st.selectbox("Flag", range(len(FLAGS)), format_func=_name_flag, key="bulk-flag")
    if st.button("Set the flag", key="set-flag", icon=":material/flag:"):
        _change(partial(bulk_changes.flag_cards, flag=flag), learner, ids, "flagged" if flag else "without a flag")
    days = st.number_input("Due in days (0 is today)", 0, bulk_changes.MAX_DAYS, 0, key="bulk-days")
    if st.button("Set the due date", key="set-due", icon=":material/event:"):
        _change(partial(bulk_changes.set_due, days=int(days)), learner, ids, "changed; new cards have no due date")
    st.caption("Resetting makes cards new again. Past answers stay in your history.")
    if st.button("Reset", key="reset-cards", icon=":material/restart_alt:"):
        _change(bulk_changes.reset_cards, learner, ids, "reset")


def _name_flag(flag: int) -> str:
    return FLAGS[flag].capitalize()


def _change(change: card_browser.BulkChange, learner: Learner, ids: list[str], result: str) -> None:
    count = change(
        session.get_workspace(), learner, session.get_deck_id(), ids, session.get_now(), practice_session.create_key()
    )
    session.mark_practice_changed()
    # Kept for after the rerun: the list above is drawn already, with the cards as they were.
    st.session_state["cards-note"] = f"{grade_bar.format_card_count(count)} {result}."
    st.rerun()


def show_card_info(card: BrowserCard, learner: Learner) -> None:
    """Draw one card's numbers and its history."""
    with st.container(border=True):
        st.markdown(f"**{sanitize_inline(card.prompt)}**")
        facts = [f"Reviews {card.reviews}", f"Lapses {card.lapses}"]
        if card.due and card.stability is not None and card.difficulty is not None and card.recall is not None:
            facts += [
                f"Due {date_format.format_moment_day(card.due, session.get_zone())}",
                f"Stability {card.stability:.1f} days",
                f"Difficulty {card.difficulty:.1f}",
                f"Retrievability {card.recall:.0%}",
            ]
        st.caption(" · ".join(facts))
        grades = card_browser.list_grades(session.get_workspace(), learner, session.get_deck_id(), card.id)
        for at, rating in reversed(grades[-MAX_HISTORY:]):
            st.markdown(
                f"- {date_format.format_moment(at, session.get_zone())}: {grade_bar.RATING_NAMES[Rating(rating)]}"
            )
        if not grades:
            st.caption("Not answered yet")
        with st.container(horizontal=True):
            navigation.draw_link("practice", "Open card", icon=":material/visibility:", question=card.id)
            own_suggestions.draw_suggest_link(card.source, session.get_deck_id())


def main() -> None:
    """Draw the page."""
    st.set_page_config(layout="wide")
    st.title("Cards")
    if not session.has_decks():
        messages.show_empty("No deck yet", "Add a document to begin.")
        return
    deck = session.load_deck()
    learner = practice_session.load_session().learner
    cards = card_browser.list_cards(session.get_workspace(), learner, session.get_deck_id(), session.get_now())
    if not cards:
        messages.show_empty("No cards yet", "This deck has topics but no questions.", icon=":material/quiz:")
        navigation.draw_link("author", "Write questions", icon=":material/edit_note:")
        return
    listed = choose_cards(deck, cards)
    if note := st.session_state.pop("cards-note", None):
        st.success(note, icon=":material/check_circle:")
    if not listed:
        messages.show_empty("No cards match these filters", "Remove a filter.", icon=":material/filter_alt_off:")
        return
    selected = select_cards(listed)
    show_actions(selected, listed, learner)
    if len(selected) == 1:
        show_card_info(selected[0], learner)


main()
