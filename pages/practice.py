"""Practice: a question, the answer, a grade.

`/practice?question=<card id>` opens one card, `?topic=<section id>`, `?incident=<id>` and `?cards=<id>,<id>` a round of
those cards, whether they are due or not; `?decks=all` is the queue of every deck that one has begun.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from deck.model import Deck
from errors import UserError
from quiz import exercises
from quiz.model import Exercise
from quiz.queue import QueuePause
from quiz.scheduler import Rating
from services.practice import filtered, practice
from services.practice.practice import ShownCard
from ui import messages, navigation, open_tab, own_suggestions, session
from ui.components import page_parts
from ui.deck_text.safe_markdown import sanitize_inline
from ui.exercises import EXERCISE_VIEWS, order
from ui.exercises.typed import POINT_KEYS
from ui.practice import card_types, grade_bar, hotkeys, own_card, practice_session, scored_test, suspended_cards
from ui.practice.practice_session import PracticeSession

CARD = "practice-card"
# Each key presses the first button there is of those it names; see `ui.practice.hotkeys`.
HOTKEYS: dict[str, tuple[str, ...]] = {
    " ": ("reveal-",),
    "Enter": ("reveal-",),
    **{str(number): (f"grade-{number}-", f"moment-{number}-") for number in range(1, 10)},
    **{f"Shift+{number}": (f"sure-#{number}",) for number in range(1, len(grade_bar.CONFIDENCE_LEVELS) + 1)},
    **{key: (f"point-{place}-",) for place, key in enumerate(POINT_KEYS)},
    "Backspace": ("unpress-",),
    "u": ("undo-",),
    "b": ("bury-",),
    "s": ("suspend-",),
    "?": ("help",),
}
KEY_HELP = """
| Key | What it does |
|:--|:--|
| Space, Enter | show the answer; refresh after a break |
| Enter, Ctrl+Enter | in a text field: finish and show the answer |
| 1 2 3 4 | choose an option; then Again, Hard, Good, Easy |
| q w e t y i o p | after a typed answer: correct the verdict on the first, second, … point |
| 1 – 9, Backspace | put the events in order; undo the last one |
| Shift+1 – Shift+4 | before the answer: Guess, Unsure, Fairly, Certain |
| u | undo the last step |
| b | bury: hide until tomorrow |
| s | suspend: until you unsuspend it under “Suspended and buried cards” |
| / | search |
| ? | this list |
"""
_ROUND_NOUNS = {"cram": "to cram", "filtered": "to practise", "test": "to answer"}
_STOP_LABELS = {"cram": "Stop cramming", "filtered": "Back to due cards", "test": "Stop the test"}
SAVED_DECISION = ":material/style: Decision you saved"
REASON_LABELS = {
    "follow-up": ":material/subdirectory_arrow_right: Follow-up question",
    "learning": ":material/replay: Learning",
    "ahead": ":material/replay: Learn ahead",
    "new": ":material/fiber_new: New",
    "review": ":material/event_repeat: Due",
    "asked": ":material/push_pin: You chose this card",
    "undone": ":material/undo: Undone",
    "cram": ":material/bolt: Cram: your schedule stays the same",
}


@st.fragment
def show_practice(loaded: list[PracticeSession]) -> None:
    """Draw everything that changes with a key: it is drawn again alone.

    `loaded` holds the session that the page has just loaded; when this is drawn again alone, it is empty.
    """
    state = loaded.pop() if loaded else practice_session.load_session()
    if state.redraw_page:
        state.redraw_page = False
        st.rerun()
    open_tab.keep_tab(practice_session.describe_session(state))  # before it can be seen
    parts_place = page_parts.draw_place()
    _show_queue_counts(state)
    if state.test is not None and state.test.result is None:
        scored_test.draw_clock(state.test)
    if state.message:
        st.caption(f":material/info: {state.message}")
    card_parts: dict[str, dict[str, Any]] = {}
    deck: Deck | None = None
    if state.shown_card is None:
        _show_end(state)
    else:
        deck = session.load_deck_by_id(state.shown_card.deck_id)
        card_parts = _show_card(state, state.shown_card, deck)
    _show_tools(state, deck)
    with parts_place:
        page_parts.ask_for_parts(**_describe_keys(state), **card_parts)
    open_tab.keep_tab(practice_session.describe_session(state))  # with what drawing it read: an answer, its verdicts


def _describe_keys(state: PracticeSession) -> dict[str, dict[str, Any]]:
    return hotkeys.describe_keys(HOTKEYS, card=CARD, done_button="reveal-", status=_describe_status(state))


def _describe_status(state: PracticeSession) -> str:
    """Return what a screen reader is told after a key: what was done, what was picked so far."""
    return " ".join(filter(None, (state.message, order.describe_order(state.token))))


def _show_queue_counts(state: PracticeSession) -> None:
    if state.test is not None and state.test.result is not None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="scroll-head"):
        if state.round:
            st.badge(f"{len(state.round_queue)} {_ROUND_NOUNS[state.round]}", icon=":material/bolt:", color="orange")
            if state.round_title:
                st.caption(sanitize_inline(state.round_title), width="content")
            label = _STOP_LABELS[state.round]
            st.button(label, key="stop-round", type="tertiary", on_click=practice_session.leave_round, args=(state,))
        else:
            counts = state.counts
            st.markdown(
                f":blue-badge[{counts.new} new] :orange-badge[{counts.learning} learning]"
                f" :green-badge[{counts.review} due]",
                width="content",
            )
            if state.deck_count > 1:
                st.button(
                    "This deck only" if state.decks else "All decks",
                    key="all-decks",
                    type="tertiary",
                    icon=":material/library_books:",
                    help="Practise every deck you have started in one queue",
                    on_click=practice_session.choose_decks,
                    args=(state,),
                )
        if state.answered_count:
            st.caption(f"{grade_bar.format_card_count(state.answered_count)} answered")


def _show_card(state: PracticeSession, shown_card: ShownCard, deck: Deck) -> dict[str, dict[str, Any]]:
    """Draw the card of this deck and the buttons below it; return the page's parts for it."""
    kinds = card_types.list_kinds_for_card(state.token)
    try:
        form, exercise = exercises.make_exercise_for(
            deck,
            shown_card.card,
            shown_card.seed,
            kinds,
            was_met=shown_card.memory is not None,
            reviews=shown_card.memory.reps if shown_card.memory else None,
            missed_points=practice_session.load_missed_points(state, shown_card)
            if {*kinds} & {*exercises.FORMS}
            else (),
        )
    except LookupError:
        # The card is still in the schedule, and its question is not in the deck's text any more: it must not come back today.
        practice_session.bury_or_suspend(state, "bury", state.token)
        state.message = "The author removed this question from the deck."
        if state.shown_card is None:
            practice_session.show_next_card(state)
        st.rerun(scope="fragment")
    own = own_card.load_for(state, shown_card)
    exercise = own_card.apply_to(exercise, own)
    view = EXERCISE_VIEWS[form]
    with st.container(border=True, key=CARD):
        st.caption(_describe_card(state, shown_card, deck, exercise))
        # The question first: what was entered is known only after its widgets have been drawn.
        response = view.draw_question(exercise, deck, state.token)
        if state.revealed:
            with st.container(key="scroll-answer"):
                st.divider()
                suggested = view.draw_answer(exercise, deck, response)
                own_card.draw_badges(own)
                if not own_card.has_answer(exercise, own):
                    own_card.draw_answer_field(state, shown_card, own)
                own_card.draw_note(own)
    # The token changes with each grade: what was typed before it is not offered again.
    draft = f"{state.learner.id}/{shown_card.deck_id}/{shown_card.card.id}/{form}/{shown_card.token.partition('.')[0]}"
    card_parts = hotkeys.describe_card(
        draft,
        token=state.token,
        revealed=state.revealed,
        anchor="answer" if state.revealed else "head",
        moment=f"{state.token}-{state.revealed}",
        language=deck.meta.language or "en",
    )
    if state.revealed:
        _show_grade_buttons(state, shown_card, suggested)
        own_card.draw_editor(state, shown_card, own, answered=own_card.has_answer(exercise, own))
        return card_parts
    _show_reveal_button(state)
    return card_parts


def _describe_card(state: PracticeSession, shown_card: ShownCard, deck: Deck, exercise: Exercise) -> str:
    """Return the line above a question: why it comes, where it stands, and whether it is a leech."""
    leech = " · :material/bug_report: Leech" if shown_card.leech else ""
    place = [sanitize_inline(deck.title)] if state.decks or shown_card.deck_id != state.deck else []
    place += [sanitize_inline(exercise.heading)] if exercise.heading else []
    return " · ".join([_describe_reason(state, shown_card), *place]) + leech


def _show_reveal_button(state: PracticeSession) -> None:
    """Draw the button that shows the answer, and the question of how sure one is."""
    with st.container(key="thumb-reveal"):
        st.button(
            "Show the answer",
            key=f"reveal-{state.token}",
            type="primary",
            width="stretch",
            on_click=practice_session.reveal_answer,
            args=(state,),
        )
    st.segmented_control(
        "How sure are you? (optional)", tuple(grade_bar.CONFIDENCE_LEVELS), key=f"sure-{state.token}", width="stretch"
    )


def _describe_reason(state: PracticeSession, shown_card: ShownCard) -> str:
    """Return why the card comes.

    A card that was brought up and follows no question is a decision saved in a replay.
    """
    if shown_card.reason == "follow-up" and not shown_card.card.follows:
        return SAVED_DECISION
    if shown_card.reason == "cram" and state.round == "test":
        return ":material/timer: Test: your schedule stays the same"
    return REASON_LABELS[shown_card.reason]


def _show_grade_buttons(state: PracticeSession, shown_card: ShownCard, suggested: Rating | None) -> None:
    with st.container(horizontal=True, gap="small", key="thumb-grades"):
        for choice in shown_card.choices:
            label = f"**{grade_bar.RATING_NAMES[choice.rating]}**"
            if shown_card.reason != "cram":
                label += f"  \n{grade_bar.format_choice(shown_card, choice)}"
            st.button(
                label,
                key=f"grade-{int(choice.rating)}-{state.token}",
                type="primary" if choice.rating is suggested else "secondary",
                width="stretch",
                help=f"{grade_bar.RATING_MEANINGS[choice.rating]} (key {int(choice.rating)})",
                on_click=practice_session.grade_card,
                args=(state, choice.rating, state.token),
            )


def _show_end(state: PracticeSession) -> None:
    if state.test is not None:
        scored_test.show_result(state, state.test)
        return
    if state.round:
        title = "Cram finished" if state.is_cramming else "All of these are done"
        messages.show_empty(title, "You recalled every card of this round.", icon=":material/check_circle:")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Continue with due cards",
                key="leave-round",
                type="primary",
                icon=":material/play_arrow:",
                on_click=practice_session.leave_round,
                args=(state,),
            )
            navigation.draw_link("today", "Today", icon=":material/today:")
        return
    if state.pause is None:
        return
    title, text, icon = _describe_pause(state.pause, state.learner.zone)
    messages.show_empty(title, text, icon=icon)
    if state.pause.reason == "empty":
        navigation.draw_link("author", "Write questions", icon=":material/edit_note:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Refresh", key=f"reveal-more-{state.token}", on_click=practice_session.show_next_card, args=(state,))
        navigation.draw_link("today", "Today", icon=":material/today:")


def _describe_pause(pause: QueuePause, zone: str) -> tuple[str, str, str]:
    return_time = grade_bar.format_return_time(pause.until, session.get_now(), zone) if pause.until else ""
    return {
        "wait": ("A short break", f"The next card is ready {return_time}.", ":material/coffee:"),
        "limit": (
            "Daily limit reached",
            f"You have reached your limit for today; more cards are ready {return_time}. You can raise the limit under Settings, "
            "or cram below.",
            ":material/check_circle:",
        ),
        "done": (
            "All done",
            f"The next card is due {return_time}." if return_time else "Nothing is due.",
            ":material/check_circle:",
        ),
        "empty": ("No questions yet", "This deck has topics but no questions.", ":material/quiz:"),
    }[pause.reason]


def _show_tools(state: PracticeSession, deck: Deck | None) -> None:
    """Draw the row below the card. `deck` is the card's, None where no card is shown."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="practice-foot"):
        st.button(
            "Undo",
            key=f"undo-{state.token}",
            icon=":material/undo:",
            type="tertiary",
            on_click=practice_session.undo_last_step,
            args=(state,),
        )
        if state.shown_card is not None:
            for how, icon in (("bury", ":material/bedtime:"), ("suspend", ":material/pause_circle:")):
                st.button(
                    how.capitalize(),
                    key=f"{how}-{state.token}",
                    icon=icon,
                    type="tertiary",
                    on_click=practice_session.bury_or_suspend,
                    args=(state, how, state.token),
                )
        card_types.draw_chooser()
        with st.popover("Keys", type="tertiary", icon=":material/keyboard:", key="help"):
            st.markdown(KEY_HELP)
        if state.shown_card is not None and deck is not None:  # last: what comes and goes before an open menu closes it
            card_types.draw_typing_button(state.token, state.shown_card.card, deck, revealed=state.revealed)
            if state.revealed:  # before, the text would give the answer away
                own_suggestions.draw_suggest_link(state.shown_card.card.source, state.shown_card.deck_id)


def _show_cram_form(state: PracticeSession) -> None:
    """Draw the form for a round of cramming, once it is opened."""
    title = "Cram: go through cards now without changing your schedule"
    form = st.expander(title, icon=":material/bolt:", key="cram-form", on_change="rerun")
    if not form.open:
        return
    deck = session.load_deck()
    titles = {section.id: section.title for section in deck.sections if section.level > 1}
    with form:
        st.multiselect(
            "Topics (leave empty for all)", tuple(titles), format_func=lambda i: titles[i], key="cram-topics"
        )
        st.segmented_control("Order", ("Weakest first", "As in the deck"), default="Weakest first", key="cram-order")
        st.number_input("Number of cards (at most)", 1, 500, 20, key="cram-size")
        st.button("Start cramming", key="start-cram", on_click=practice_session.start_cramming, args=(state,))


def _open_address(state: PracticeSession) -> None:
    """Turn to the card or the round that the address asks for; nothing when it asked for the same before."""
    query = {name: st.query_params.get(name, "") for name in ("question", "topic", "incident", "cards", "decks")}
    requested = next((f"{name}={value}" for name, value in query.items() if value), "")
    # A rerun of the page: a round that was left by its button is not begun again by the address.
    if requested == state.requested:
        if state.shown_card is None or not state.token:
            practice_session.show_next_card(state)
        return
    if not requested:
        # The menu leads here: back to what is due. Cramming and tests are begun by buttons and have no address.
        state.requested = requested
        if not state.is_cramming:
            practice_session.stop_round(state)
        return
    try:
        if query["question"]:
            practice_session.stop_round(state)
            state.show_card(
                practice.load_card(
                    session.get_workspace(), state.learner, state.deck, query["question"], session.get_now()
                )
            )
            state.message = ""
        elif query["decks"] and not (query["topic"] or query["incident"] or query["cards"]):
            state.decks = ()  # `choose_decks` turns from one to the other
            practice_session.stop_round(state)
            practice_session.choose_decks(state)
        else:
            _start_round(state, query)
    except UserError as error:
        state.message = f"{error} {error.remedy}"
        if state.shown_card is None or not state.token:
            practice_session.show_next_card(state)
    state.requested = requested


def _start_round(state: PracticeSession, query: Mapping[str, str]) -> None:
    """Start a round of the cards of a topic, of an incident, or of those named. Raises UserError when there are none."""
    deck = session.load_deck()
    place = session.get_workspace(), state.learner, state.deck, session.get_now()
    if query["topic"]:
        section = deck.find_section(query["topic"])
        title = section.title if section else ""
        cards = filtered.pick_topic_cards(*place, query["topic"])
    elif query["incident"]:
        incident = next((candidate for candidate in deck.incidents if candidate.id == query["incident"]), None)
        title = incident.short_title if incident else ""
        cards = filtered.pick_incident_cards(*place, query["incident"])
    else:
        title = ""
        cards = tuple(query["cards"].split(","))
    if not cards:
        raise UserError("There are no cards here.", "Continue with the cards that are due.")
    practice_session.start_filtered(state, cards, title)
    if state.shown_card is None:  # the address names cards that are no longer there
        practice_session.stop_round(state)
        raise UserError("These cards are not in the deck.", "Continue with the cards that are due.")


def main() -> None:
    """Turn to what the address asks for, or to the next card, and draw."""
    state = practice_session.load_session()
    st.title("Practice")
    _open_address(state)
    show_practice([state])
    if not state.round:
        _show_cram_form(state)
        scored_test.draw_form(state)
        suspended_cards.draw_list_button(state)


main()
