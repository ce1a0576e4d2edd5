"""Practice: a question, the answer, your judgement. `?question=<card id>` opens one card."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from quiz import exercises
from quiz.queue import Pause
from quiz.scheduler import Rating
from services.practice import practice
from services.practice.practice import ShownCard
from ui import messages, navigation, scroll, session
from ui.exercises import EXERCISE_VIEWS
from ui.exercises.typed import POINT_KEYS
from ui.practice import card_types, grade_bar, hotkeys, practice_session, suspended_cards
from ui.practice.practice_session import PracticeSession
from ui.safe_markdown import sanitize_inline

HOTKEYS = {
    " ": "reveal-",
    "Enter": "reveal-",
    **{str(int(rating)): f"grade-{int(rating)}-" for rating in Rating},
    **{key: f"point-{place}-" for place, key in enumerate(POINT_KEYS)},
    "u": "undo-",
    "b": "bury-",
    "s": "suspend-",
    "?": "help",
}
KEY_HELP = """
| Key | What it does |
|:--|:--|
| Space, Enter | show the answer; look again after a break |
| Enter, Ctrl+Enter | in what you type: done, show the answer |
| 1 2 3 4 | choose an option; then Again, Hard, Good, Easy |
| q w e t y i o p | after a typed answer: correct the verdict on the first, second, … point |
| u | take the last step back |
| b | bury: not before tomorrow |
| s | suspend: not until you take it back, under “Put away, and leeches” |
| ? | this list |
"""
KEPT_DECISION = ":material/style: You kept this decision"
REASON_LABELS = {
    "follow-up": ":material/subdirectory_arrow_right: And then they ask",
    "learning": ":material/replay: Again, while it is fresh",
    "ahead": ":material/replay: A little early, nothing else is left",
    "new": ":material/fiber_new: New",
    "review": ":material/event_repeat: Due",
    "asked": ":material/push_pin: You asked for it",
    "undone": ":material/undo: Taken back",
    "cram": ":material/bolt: Cramming: your schedule stays as it is",
}


@st.fragment
def show_practice() -> None:
    """Everything that changes with a key: drawn again alone."""
    here = practice_session.load_session()
    hotkeys.listen_for_keys(HOTKEYS, key="practice-keys", field_container="practice-card", done_button="reveal-")
    _show_queue_counts(here)
    if here.message:
        st.caption(f":material/info: {here.message}")
    if here.shown_card is None:
        _show_end(here)
    else:
        _show_card(here, here.shown_card)
    _show_tools(here)


def _show_queue_counts(state: PracticeSession) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="scroll-head"):
        if state.is_cramming:
            st.badge(f"{len(state.cram_queue)} to cram", icon=":material/bolt:", color="orange")
            st.button(
                "Stop cramming",
                key="stop-cram",
                type="tertiary",
                on_click=practice_session.stop_cramming,
                args=(state,),
            )
        else:
            st.badge(f"{state.counts.new} new", color="blue")
            st.badge(f"{state.counts.learning} learning", color="orange")
            st.badge(f"{state.counts.review} due", color="green")
        if state.answered_count:
            st.caption(f"{grade_bar.format_card_count(state.answered_count)} answered")


def _show_card(state: PracticeSession, shown: ShownCard) -> None:
    deck = session.load_deck()
    try:
        form, exercise = exercises.make_exercise_for(
            deck, shown.card, shown.seed, card_types.list_kinds_for_card(state.token)
        )
    except LookupError:
        practice_session.bury_or_suspend(state, "bury")
        state.message = "The author took this question out of the deck."
        if state.shown_card is None:
            practice_session.show_next_card(state)
        st.rerun(scope="fragment")
    drawing = EXERCISE_VIEWS[form]
    with st.container(border=True, key="practice-card"):
        leech = " · :material/bug_report: Leech" if shown.leech else ""
        st.caption(f"{_describe_reason(shown)} · {sanitize_inline(exercise.heading)}{leech}")
        response = drawing.draw_question(exercise, deck, state.token)
        if state.revealed:
            with st.container(key="scroll-answer"):
                st.divider()
                suggested = drawing.draw_answer(exercise, deck, response)
    scroll.scroll_to("answer" if state.revealed else "head", f"{state.token}-{state.revealed}", key="practice-scroll")
    if state.revealed:
        _show_grade_buttons(state, shown, suggested)
        return
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


def _describe_reason(shown: ShownCard) -> str:
    """Why the card comes. One that is called and follows nothing was kept in a replay."""
    return KEPT_DECISION if shown.reason == "follow-up" and not shown.card.follows else REASON_LABELS[shown.reason]


def _show_grade_buttons(state: PracticeSession, shown: ShownCard, suggested: Rating | None) -> None:
    with st.container(horizontal=True, gap="small", key="thumb-grades"):
        for choice in shown.choices:
            label = f"**{grade_bar.RATING_NAMES[choice.rating]}**"
            if shown.reason != "cram":
                label += f"  \n{grade_bar.format_interval(choice.interval)}"
            st.button(
                label,
                key=f"grade-{int(choice.rating)}-{state.token}",
                type="primary" if choice.rating is suggested else "secondary",
                width="stretch",
                help=f"{grade_bar.RATING_MEANINGS[choice.rating]} (key {int(choice.rating)})",
                on_click=practice_session.grade_card,
                args=(state, choice.rating),
            )


def _show_end(state: PracticeSession) -> None:
    if state.is_cramming:
        messages.show_empty("That was all", "Every card of this round was recalled.", icon=":material/check_circle:")
        return
    if state.pause is None:
        return
    title, text, icon = _describe_pause(state.pause, state.learner.zone)
    messages.show_empty(title, text, icon=icon)
    if state.pause.reason == "empty":
        navigation.draw_link("author", "Write questions", icon=":material/edit_note:")
        return
    st.button("Look again", key=f"reveal-more-{state.token}", on_click=practice_session.show_next_card, args=(state,))


def _describe_pause(pause: Pause, zone: str) -> tuple[str, str, str]:
    back = grade_bar.format_return_time(pause.until, session.get_now(), zone) if pause.until else ""
    return {
        "wait": ("A short break", f"The next card is ready {back}.", ":material/coffee:"),
        "limit": (
            "Enough for today",
            f"Your limit for the day is reached; more comes {back}. You can raise it under Settings, or cram below.",
            ":material/check_circle:",
        ),
        "done": ("All done", f"The next card is due {back}." if back else "Nothing is due.", ":material/check_circle:"),
        "empty": ("No questions yet", "This deck has topics but nothing that is asked.", ":material/quiz:"),
    }[pause.reason]


def _show_tools(state: PracticeSession) -> None:
    with st.container(horizontal=True, gap="small", key="practice-foot"):
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
                    args=(state, how),
                )
        card_types.draw_chooser()
        with st.container(key="help", width="content"), st.popover("Keys", type="tertiary", icon=":material/keyboard:"):
            st.markdown(KEY_HELP)
        if state.shown_card is not None:  # last: what comes and goes before an open menu would close it
            card_types.draw_typing_button(state.token, state.shown_card.card, revealed=state.revealed)


def _show_cram_form(state: PracticeSession) -> None:
    """Choose what to cram; opened by who wants it."""
    deck = session.load_deck()
    titles = {section.id: section.title for section in deck.sections if section.level > 1}
    with st.expander("Cram: go through questions now, without touching the schedule", icon=":material/bolt:"):
        st.multiselect("Topics (none: all)", tuple(titles), format_func=lambda i: titles[i], key="cram-topics")
        st.segmented_control("Order", ("Weakest first", "As in the deck"), default="Weakest first", key="cram-order")
        st.number_input("At most", 1, 500, 20, key="cram-size")
        st.button("Start cramming", key="start-cram", on_click=practice_session.start_cramming, args=(state,))


def main() -> None:
    """Turn to the card that is wished for, or to the next one, and draw."""
    here = practice_session.load_session()
    st.title("Practice")
    wish = st.query_params.get("question", "")
    if wish and wish != here.requested_card:
        here.requested_card, here.is_cramming = wish, False
        try:
            practice_session.show_next_card(here)
            here.show_card(
                practice.load_card(session.get_workspace(), here.learner, here.deck, wish, session.get_now())
            )
            here.message = ""
        except UserError as error:
            here.message = f"{error} {error.remedy}"
    elif here.shown_card is None or not here.token:
        practice_session.show_next_card(here)
    here.requested_card = wish
    show_practice()
    if not here.is_cramming:
        _show_cram_form(here)
        suspended_cards.draw_list_button(here)


main()
