"""Grading after a hands-free drill: the questions that were heard to their end, each once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import streamlit as st

from deck.model import Deck
from errors import UserError
from quiz.scheduler import Rating
from services.listening import hands_free
from services.listening.episode_files import FinishedEpisode
from services.practice import practice
from services.practice.practice import ShownCard
from ui import session
from ui.deck_text.safe_markdown import sanitize_inline
from ui.practice.grade_bar import RATING_MEANINGS, RATING_NAMES

HEARD_KEY = "listen-heard"
TICKETS_KEY = "listen-tickets"


@dataclass
class HeardQuestion:
    """A question that was heard: as it was then, the key that makes its grade count once, and the grade."""

    shown_card: ShownCard
    key: str
    rating: Rating | None = None
    note: str = ""


def show_grading(deck: Deck, questions: tuple[str, ...], unheard: tuple[str, ...] = ()) -> None:
    """Draw a row for each question heard in this visit. A question without a card is left out.

    `unheard` are the questions that the learner says they did not reach: one of them has a row only if it was graded.
    """
    heard = _collect_heard_questions(questions)
    rows = {name: row for name, row in heard.items() if name not in unheard or row.rating is not None}
    if not rows:
        return
    prompts = {q.id: q.prompt for q in deck.questions} | {q.id: q.prompt for q in deck.counter_questions}
    with st.container(border=True):
        remaining = sum(row.rating is None for row in rows.values())
        st.markdown(f"## What did you know? {f'({remaining} left)' if remaining else ''}")
        for name, row in rows.items():
            st.markdown(sanitize_inline(prompts.get(name, name)))
            if row.rating is None:
                _draw_grade_buttons(row)
            else:
                st.caption(f":material/check: {RATING_NAMES[row.rating]}")
            if row.note:
                st.caption(sanitize_inline(row.note))


def list_graded_questions() -> tuple[str, ...]:
    """Return the questions heard in this visit that have their grade: the player forgets them."""
    rows = st.session_state.get(HEARD_KEY, {}).get(session.get_deck_id(), {})
    return tuple(name for name, row in rows.items() if row.rating is not None)


def make_tickets(episode: FinishedEpisode) -> tuple[hands_free.Ticket, ...]:
    """Return what the headset's buttons need to grade the questions of an episode.

    They stay the same for as long as the episode is on the page: a rerun changes nothing under the player.
    """
    cache: dict[str, tuple[hands_free.Ticket, ...]] = st.session_state.setdefault(TICKETS_KEY, {})
    if episode.name not in cache:
        cache.clear()
        cache[episode.name] = hands_free.make_tickets(
            session.get_workspace(),
            session.make_practice_learner("listen"),
            session.get_deck_id(),
            episode.name,
            episode.question_ids,
            session.get_now(),
        )
    return cache[episode.name]


def _collect_heard_questions(questions: tuple[str, ...]) -> dict[str, HeardQuestion]:
    """Return the rows of this visit to the deck, with those that have just been heard."""
    every: dict[str, dict[str, HeardQuestion]] = st.session_state.setdefault(HEARD_KEY, {})
    rows = every.setdefault(session.get_deck_id(), {})
    for name in questions:
        if name not in rows:
            try:
                shown_card = practice.load_card(
                    session.get_workspace(),
                    session.make_practice_learner("listen"),
                    session.get_deck_id(),
                    name,
                    session.get_now(),
                )
            except UserError:
                continue
            rows[name] = HeardQuestion(shown_card, uuid.uuid4().hex)
    return rows


def _draw_grade_buttons(row: HeardQuestion) -> None:
    # Side by side on a phone too, where columns would stand below each other.
    with st.container(horizontal=True, gap="small"):
        for rating in Rating:
            st.button(
                RATING_NAMES[rating],
                key=f"heard-{row.key}-{int(rating)}",
                help=RATING_MEANINGS[rating],
                width="stretch",
                on_click=_grade_question,
                args=(row, rating),
            )


def _grade_question(row: HeardQuestion, rating: Rating) -> None:
    """Count the grade. A card that was graded elsewhere meanwhile is shown as it is now, and asked again."""
    try:
        practice.grade_card(
            session.get_workspace(),
            session.make_practice_learner("listen"),
            row.shown_card,
            rating,
            session.get_now(),
            row.key,
        )
    except practice.StaleCardError as error:
        row.note = "It was graded elsewhere in the meantime. Grade it once more if you want this one to count too."
        if error.fresh is not None:
            # Under a new key: the old one may be that of a grade which was counted.
            row.shown_card, row.key = error.fresh, uuid.uuid4().hex
        return
    row.rating, row.note = rating, ""
