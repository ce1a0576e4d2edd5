"""A typed answer on the screen: written first, then compared with the key points."""

from __future__ import annotations

import re
from dataclasses import replace

import streamlit as st

from deck.model import Deck
from quiz.answers.scorer import PointScore, Scorer
from quiz.exercises.typed import TypedExercise
from quiz.scheduler import Rating
from ui.exercises import recall
from ui.practice import practice_session
from ui.safe_markdown import draw_heading, sanitize_inline

MAX_ANSWER_LETTERS = 4000
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")
# The scorer of the deck that was scored last: reading a deck's words takes most of a second.
_last_scorer: list[tuple[Deck, Scorer]] = []


def draw_question(exercise: TypedExercise, deck: Deck, key: str) -> str | None:
    """Draw the question and a place to write; return what was written, None for nothing."""
    del deck
    draw_heading("####", exercise.prompt)
    field = f"written-{key}"
    if not practice_session.load_session().revealed:
        st.text_area(
            "Your answer",
            key=field,
            height=140,
            max_chars=MAX_ANSWER_LETTERS,
            placeholder="In your own words, as you would say it. Ctrl+Enter when you are done.",
        )
    if field in st.session_state:  # what a field said is gone once it is not drawn any more
        st.session_state[_build_answer_key(key)] = st.session_state[field].strip()
    return st.session_state.get(_build_answer_key(key)) or None


def draw_answer(exercise: TypedExercise, deck: Deck, response: str | None) -> Rating | None:
    """Draw which key points the answer covers, then the answer of the deck; return the grade this suggests."""
    if response is None:
        recall.draw_answer(exercise, deck, None)
        return None
    score = _load_scorer(deck).score(response, exercise.key_points, exercise.prompt)
    state = practice_session.load_session()
    if state.points is None:  # else the card came back by undo, and what was written first still holds
        state.points = tuple((point.point, point.touched) for point in score.points)
    st.markdown(
        f"**{score.touched} of {len(score.points)} key points covered.** This compares words, not meaning. You decide."
    )
    for point in score.points:
        st.markdown(_format_point(point, response))
    with st.expander("Your answer", icon=":material/edit:"):
        st.markdown(_highlight_points(response, score.points))
    # The points stand above already.
    recall.draw_answer(replace(exercise, key_points=()), deck, None)
    return score.suggested


def _format_point(point: PointScore, answer: str) -> str:
    mark = ":green[:material/check:]" if point.touched else ":gray[:material/radio_button_unchecked:]"
    own = " … ".join(dict.fromkeys(_escape_answer(answer[span.start : span.end]) for span in point.spans))
    if point.touched:
        return f"{mark} {sanitize_inline(point.point)}  \n:small[your words: *{own}*]"
    if point.is_denied:
        mark = ":orange[:material/help:]"
        return f"{mark} {sanitize_inline(point.point)}  \n:small[says the opposite? *{own}*]"
    if own:
        return f"{mark} {sanitize_inline(point.point)}  \n:small[only: *{own}*]"
    return f"{mark} {sanitize_inline(point.point)}"


def _highlight_points(answer: str, points: tuple[PointScore, ...]) -> str:
    """Return the answer with the words that cover a key point in bold."""
    spans = sorted({(span.start, span.end) for point in points if point.touched for span in point.spans})
    out, at = [], 0
    for start, end in spans:
        if start >= at:
            out.append(f"{_escape_answer(answer[at:start])}**{_escape_answer(answer[start:end])}**")
            at = end
    out.append(_escape_answer(answer[at:]))
    return "".join(out).replace("\n", "  \n")


def _escape_answer(text: str) -> str:
    """Return the learner's words as they are: no markup of theirs is read."""
    return (
        sanitize_inline(_MARKUP.sub(r"\\\1", text))
        if "\n" not in text
        else "\n".join(map(_escape_answer, text.split("\n")))
    )


def _load_scorer(deck: Deck) -> Scorer:
    if not _last_scorer or _last_scorer[0][0] is not deck:
        _last_scorer[:] = [(deck, Scorer(deck))]
    return _last_scorer[0][1]


def _build_answer_key(key: str) -> str:
    return f"answer-{key}"
