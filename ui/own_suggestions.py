"""What became of a learner's suggestions: told once on Today, and all of them in Settings."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.library import suggestion_queue, suggestions
from services.library.suggestions import OwnSuggestion
from ui import date_format, messages, navigation, session
from ui.deck_text import pager
from ui.deck_text.safe_markdown import escape_markdown, strip_markup

SUGGEST = "Suggest a change"
ICON = ":material/rate_review:"
# The newest ones; a row each.
MAX_SHOWN = 20
# Letters of a title in a list: one or two lines.
MAX_TITLE_LETTERS = 120
_STATUS_TITLES = {
    "open": "waiting",
    "accepted": "accepted",
    "declined": "declined",
    "withdrawn": "withdrawn",
}


def draw_suggest_link(place_id: str, deck_id: str | None = None) -> None:
    """Draw the link with which a change to a place of a deck is suggested."""
    query = {"deck": deck_id, "place": place_id} if deck_id else {"place": place_id}
    navigation.draw_link("suggest", SUGGEST, icon=ICON, **query)


def draw_outcomes() -> None:
    """Say what mentors decided, until the learner has read it; nothing where nothing was decided."""
    decided = suggestions.list_outcomes(session.get_workspace(), session.get_learner())
    if not decided:
        return
    with st.container(border=True, key="suggestion-outcomes"):
        st.markdown(f"{ICON} **Your suggestions**")
        for outcome in decided[:MAX_SHOWN]:
            st.markdown(f"- {describe_outcome(outcome)}")
        numbers = [outcome.number for outcome in decided[:MAX_SHOWN]]
        # Those that are on the screen, and no others: one that is decided meanwhile is told next time.
        st.button("OK", key=f"told {numbers[-1]}", on_click=_mark_told, args=(numbers,))


def draw_waiting() -> None:
    """Tell a mentor in which decks suggestions wait for a decision; nothing where none do."""
    if not navigation.is_offered("author"):
        return
    waiting = suggestion_queue.count_waiting(session.get_workspace(), session.get_learner())
    titles = {card.id: card.title for card in session.list_decks()}
    for deck_id, count in list(waiting.items())[:MAX_SHOWN]:
        if deck_id in titles:
            label = f"{count} suggestion{' is' if count == 1 else 's are'} waiting in “{strip_markup(titles[deck_id])}”"
            navigation.draw_link("author", label, icon=ICON, deck=deck_id, view="suggestions")


def _mark_told(numbers: list[int]) -> None:
    suggestions.mark_outcomes_told(session.get_workspace(), session.get_learner(), numbers, session.get_now())


def describe_outcome(outcome: OwnSuggestion) -> str:
    """Return a sentence about what became of a suggestion."""
    title = escape_markdown(_shorten(strip_markup(outcome.title)))
    if outcome.status == "accepted" and outcome.version is None:
        return f"“{title}”: accepted; the deck already says so. Thank you."
    if outcome.status == "accepted":
        return f"“{title}”: accepted, in version {outcome.version}. Thank you."
    reply = f" {escape_markdown(outcome.reply)}" if outcome.reply else ""
    return f"“{title}”: {_STATUS_TITLES[outcome.status]}.{reply}"


def _shorten(title: str) -> str:
    return title if len(title) <= MAX_TITLE_LETTERS else f"{title[:MAX_TITLE_LETTERS].rstrip()}…"


def draw_own_suggestions() -> None:
    """List everything the learner suggested, with the way to take back what waits; nothing where there is nothing."""
    entries = suggestions.list_own_suggestions(session.get_workspace(), session.get_learner())
    if not entries:
        return
    st.header("Your suggestions")
    for entry in pager.select_range(entries, MAX_SHOWN, "suggestions", "own suggestions"):
        with st.container(border=True):
            title = escape_markdown(_shorten(strip_markup(entry.title)))
            st.markdown(f"**{title}**")
            day = date_format.format_moment_day(entry.created_at, session.get_zone())
            state = _STATUS_TITLES[entry.status] + (f" in version {entry.version}" if entry.version else "")
            st.caption(" · ".join(filter(None, (state, day, escape_markdown(entry.reason)))))
            if entry.reply:
                st.markdown(f"Mentor: {escape_markdown(entry.reply)}")
            with st.expander("What you wrote", icon=":material/notes:"):
                st.code(entry.after, language="markdown", wrap_lines=True)
            if entry.status == "open":
                st.button(
                    "Withdraw",
                    key=f"withdraw {entry.number}",
                    icon=":material/undo:",
                    on_click=_withdraw,
                    args=(entry,),
                )
    st.divider()


def _withdraw(entry: OwnSuggestion) -> None:
    try:
        suggestions.withdraw_suggestion(session.get_workspace(), session.get_learner(), entry.number, session.get_now())
    except UserError as error:
        messages.show_error(error)
