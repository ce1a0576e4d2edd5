"""Practice: a question, the answer, your judgement. `?question=<card id>` opens one card."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from quiz import exercises
from quiz.queue import Pause
from quiz.scheduler import Rating
from services.practice import practice
from services.practice.practice import Shown
from ui import messages, navigation, scroll, session
from ui.exercises import DRAWINGS
from ui.practice import card_types, grade_bar, hotkeys, practice_session, suspended_cards
from ui.practice.practice_session import Visit
from ui.text import inline

KEYS = {
    " ": "reveal-",
    "Enter": "reveal-",
    **{str(int(rating)): f"grade-{int(rating)}-" for rating in Rating},
    "u": "undo-",
    "b": "bury-",
    "s": "suspend-",
    "?": "help",
}
HELP = """
| Key | What it does |
|:--|:--|
| Space, Enter | show the answer; look again after a break |
| Enter, Ctrl+Enter | in what you type: done, show the answer |
| 1 2 3 4 | choose an option; then Again, Hard, Good, Easy |
| u | take the last step back |
| b | bury: not before tomorrow |
| s | suspend: not until you take it back, under “Put away, and leeches” |
| ? | this list |
"""
KEPT = ":material/style: You kept this decision"
REASONS = {
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
def desk() -> None:
    """Everything that changes with a key: drawn again alone."""
    here = practice_session.current()
    hotkeys.listen(KEYS, key="practice-keys", fields="practice-card", done="reveal-")
    _head(here)
    if here.note:
        st.caption(f":material/info: {here.note}")
    if here.shown is None:
        _finished(here)
    else:
        _card(here, here.shown)
    _foot(here)


def _head(here: Visit) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="scroll-head"):
        if here.cramming:
            st.badge(f"{len(here.crammed)} to cram", icon=":material/bolt:", color="orange")
            st.button(
                "Stop cramming", key="stop-cram", type="tertiary", on_click=practice_session.stop_cramming, args=(here,)
            )
        else:
            st.badge(f"{here.counts.new} new", color="blue")
            st.badge(f"{here.counts.learning} learning", color="orange")
            st.badge(f"{here.counts.review} due", color="green")
        if here.done:
            st.caption(f"{grade_bar.cards(here.done)} answered")


def _card(here: Visit, shown: Shown) -> None:
    deck = session.deck()
    try:
        form, exercise = exercises.put(deck, shown.card, shown.seed, card_types.on(here.token))
    except LookupError:
        practice_session.hold(here, "bury")
        here.note = "The author took this question out of the deck."
        if here.shown is None:
            practice_session.advance(here)
        st.rerun(scope="fragment")
    drawing = DRAWINGS[form]
    with st.container(border=True, key="practice-card"):
        leech = " · :material/bug_report: Leech" if shown.leech else ""
        st.caption(f"{_reason(shown)} · {inline(exercise.heading)}{leech}")
        response = drawing.ask(exercise, deck, here.token)
        if here.revealed:
            with st.container(key="scroll-answer"):
                st.divider()
                suggested = drawing.reveal(exercise, deck, response)
    scroll.follow("answer" if here.revealed else "head", f"{here.token}-{here.revealed}", key="practice-scroll")
    if here.revealed:
        _grades(here, shown, suggested)
        return
    with st.container(key="thumb-reveal"):
        st.button(
            "Show the answer",
            key=f"reveal-{here.token}",
            type="primary",
            width="stretch",
            on_click=practice_session.reveal,
            args=(here,),
        )
    st.segmented_control(
        "How sure are you? (optional)", tuple(grade_bar.CONFIDENCE), key=f"sure-{here.token}", width="stretch"
    )


def _reason(shown: Shown) -> str:
    """Why the card comes. One that is called and follows nothing was kept in a replay."""
    return KEPT if shown.why == "follow-up" and not shown.card.follows else REASONS[shown.why]


def _grades(here: Visit, shown: Shown, suggested: Rating | None) -> None:
    with st.container(horizontal=True, gap="small", key="thumb-grades"):
        for choice in shown.choices:
            label = f"**{grade_bar.NAMES[choice.rating]}**"
            if shown.why != "cram":
                label += f"  \n{grade_bar.interval(choice.interval)}"
            st.button(
                label,
                key=f"grade-{int(choice.rating)}-{here.token}",
                type="primary" if choice.rating is suggested else "secondary",
                width="stretch",
                help=f"{grade_bar.MEANINGS[choice.rating]} (key {int(choice.rating)})",
                on_click=practice_session.grade,
                args=(here, choice.rating),
            )


def _finished(here: Visit) -> None:
    if here.cramming:
        messages.empty("That was all", "Every card of this round was recalled.", icon=":material/check_circle:")
        return
    if here.pause is None:
        return
    title, text, icon = _pause(here.pause, here.who.zone)
    messages.empty(title, text, icon=icon)
    if here.pause.rest == "empty":
        navigation.link("author", "Write questions", icon=":material/edit_note:")
        return
    st.button("Look again", key=f"reveal-more-{here.token}", on_click=practice_session.advance, args=(here,))


def _pause(pause: Pause, zone: str) -> tuple[str, str, str]:
    back = grade_bar.when(pause.until, session.now(), zone) if pause.until else ""
    return {
        "wait": ("A short break", f"The next card is ready {back}.", ":material/coffee:"),
        "limit": (
            "Enough for today",
            f"Your limit for the day is reached; more comes {back}. You can raise it under Settings, or cram below.",
            ":material/check_circle:",
        ),
        "done": ("All done", f"The next card is due {back}." if back else "Nothing is due.", ":material/check_circle:"),
        "empty": ("No questions yet", "This deck has topics but nothing that is asked.", ":material/quiz:"),
    }[pause.rest]


def _foot(here: Visit) -> None:
    with st.container(horizontal=True, gap="small", key="practice-foot"):
        st.button(
            "Undo",
            key=f"undo-{here.token}",
            icon=":material/undo:",
            type="tertiary",
            on_click=practice_session.undo,
            args=(here,),
        )
        if here.shown is not None:
            for how, icon in (("bury", ":material/bedtime:"), ("suspend", ":material/pause_circle:")):
                st.button(
                    how.capitalize(),
                    key=f"{how}-{here.token}",
                    icon=icon,
                    type="tertiary",
                    on_click=practice_session.hold,
                    args=(here, how),
                )
        card_types.chooser()
        with st.container(key="help", width="content"), st.popover("Keys", type="tertiary", icon=":material/keyboard:"):
            st.markdown(HELP)
        if here.shown is not None:  # last: what comes and goes before an open menu would close it
            card_types.offer_typing(here.token, here.shown.card, revealed=here.revealed)


def _cram_form(here: Visit) -> None:
    """Choose what to cram; opened by who wants it."""
    deck = session.deck()
    titles = {section.id: section.title for section in deck.sections if section.level > 1}
    with st.expander("Cram: go through questions now, without touching the schedule", icon=":material/bolt:"):
        st.multiselect("Topics (none: all)", tuple(titles), format_func=lambda i: titles[i], key="cram-topics")
        st.segmented_control("Order", ("Weakest first", "As in the deck"), default="Weakest first", key="cram-order")
        st.number_input("At most", 1, 500, 20, key="cram-size")
        st.button("Start cramming", key="start-cram", on_click=practice_session.start_cramming, args=(here,))


def main() -> None:
    """Turn to the card that is wished for, or to the next one, and draw."""
    here = practice_session.current()
    st.title("Practice")
    wish = st.query_params.get("question", "")
    if wish and wish != here.wish:
        here.wish, here.cramming = wish, False
        try:
            practice_session.advance(here)
            here.put(practice.card(session.workspace(), here.who, here.deck, wish, session.now()))
            here.note = ""
        except UserError as error:
            here.note = f"{error} {error.remedy}"
    elif here.shown is None or not here.token:
        practice_session.advance(here)
    here.wish = wish
    desk()
    if not here.cramming:
        _cram_form(here)
        suspended_cards.offer(here)


main()
