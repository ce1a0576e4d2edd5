"""A typed answer on the screen: written first, then held against the key points in the learner's own words."""

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
from ui.text import heading, inline

LONGEST = 4000
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")
# The scorer of the deck that was scored last: reading a deck's words takes most of a second.
_last: list[tuple[Deck, Scorer]] = []


def ask(exercise: TypedExercise, deck: Deck, key: str) -> str | None:
    """The question and a place to write; what was written, None for nothing."""
    del deck
    heading("####", exercise.prompt)
    field = f"written-{key}"
    if not practice_session.current().revealed:
        st.text_area(
            "Your answer",
            key=field,
            height=140,
            max_chars=LONGEST,
            placeholder="In your own words, as you would say it. Ctrl+Enter when you are done.",
        )
    if field in st.session_state:  # what a field said is gone once it is not drawn any more
        st.session_state[_kept(key)] = st.session_state[field].strip()
    return st.session_state.get(_kept(key)) or None


def reveal(exercise: TypedExercise, deck: Deck, response: str | None) -> Rating | None:
    """Which points the answer touches and with which words, then the answer itself; the grade that suggests."""
    if response is None:
        recall.reveal(exercise, deck, None)
        return None
    score = _scorer(deck).score(response, exercise.key_points, exercise.prompt)
    here = practice_session.current()
    if here.points is None:  # else the card came back by undo, and what was written first still holds
        here.points = tuple((point.point, point.touched) for point in score.points)
    st.markdown(
        f"**{score.touched} of {len(score.points)} points touched.** Words are compared, not truth: you decide."
    )
    for point in score.points:
        st.markdown(_line(point, response))
    with st.expander("Your answer", icon=":material/edit:"):
        st.markdown(_marked(response, score.points))
    # The points stand above already.
    recall.reveal(replace(exercise, key_points=()), deck, None)
    return score.suggested


def _line(point: PointScore, written: str) -> str:
    mark = ":green[:material/check:]" if point.touched else ":gray[:material/radio_button_unchecked:]"
    own = " … ".join(dict.fromkeys(_plain(written[span.start : span.end]) for span in point.spans))
    if point.touched:
        return f"{mark} {inline(point.point)}  \n:small[your words: *{own}*]"
    if point.denied:
        mark = ":orange[:material/help:]"
        return f"{mark} {inline(point.point)}  \n:small[one side says “not”, the other does not: *{own}*]"
    if own:
        return f"{mark} {inline(point.point)}  \n:small[only: *{own}*]"
    return f"{mark} {inline(point.point)}"


def _marked(written: str, points: tuple[PointScore, ...]) -> str:
    """The answer with the words that touched a point in bold."""
    spans = sorted({(span.start, span.end) for point in points if point.touched for span in point.spans})
    out, at = [], 0
    for start, end in spans:
        if start >= at:
            out.append(f"{_plain(written[at:start])}**{_plain(written[start:end])}**")
            at = end
    out.append(_plain(written[at:]))
    return "".join(out).replace("\n", "  \n")


def _plain(text: str) -> str:
    """The learner's words as they are: no markup of theirs is read."""
    return inline(_MARKUP.sub(r"\\\1", text)) if "\n" not in text else "\n".join(map(_plain, text.split("\n")))


def _scorer(deck: Deck) -> Scorer:
    if not _last or _last[0][0] is not deck:
        _last[:] = [(deck, Scorer(deck))]
    return _last[0][1]


def _kept(key: str) -> str:
    return f"answer-{key}"
