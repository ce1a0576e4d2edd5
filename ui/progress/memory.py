"""Memory: how long it holds, how hard it is, how well one judges it, and the weights that describe it."""

from __future__ import annotations

import uuid

import streamlit as st

from services.learners.statistics import Insight
from services.practice import optimize
from services.practice.practice import Learner
from services.practice.recompute import Restated
from services.workspace import Workspace
from ui import figures, session
from ui.figures import Table
from ui.practice import grade_bar

_Place = tuple[Workspace, Learner, str]


def draw(found: Insight) -> None:
    """The view."""
    _spreads(found)
    _calibration(found)
    _weights(found)


def _spreads(found: Insight) -> None:
    st.subheader("How long it holds")
    figures.show(
        figures.bars(tuple(b.label for b in found.stability), tuple(b.cards for b in found.stability), "cards"),
        Table(("Stability", "Cards"), tuple((b.label, str(b.cards)) for b in found.stability)),
        key="stability",
        said="Stability: the time after which you recall a card with a probability of 90 %.",
    )
    st.subheader("How hard it is")
    figures.show(
        figures.bars(tuple(b.label for b in found.difficulty), tuple(b.cards for b in found.difficulty), "cards"),
        Table(("Difficulty", "Cards"), tuple((b.label, str(b.cards)) for b in found.difficulty)),
        key="difficulty",
        said="Difficulty from 1 to 10: how slowly a card's stability grows. Rewrite or split what stands on the right.",
    )


def _calibration(found: Insight) -> None:
    st.subheader("How sure you are, how right you are")
    said = found.calibration
    if said is None:
        st.caption("Before you reveal an answer, say how sure you are: here you will see whether you can trust that.")
        return
    verdict = (
        f"You are overconfident by {said.over:.0%}."
        if said.over > 0.05
        else f"You know more than you think, by {-said.over:.0%}."
        if said.over < -0.05
        else "You judge yourself well."
    )
    figures.show(
        figures.calibration(
            tuple(level.said for level in said.levels),
            tuple(level.right for level in said.levels),
            tuple(level.low for level in said.levels),
            tuple(level.high for level in said.levels),
            tuple(level.answers for level in said.levels),
        ),
        Table(
            ("You said", "Answers", "Right", "Between"),
            tuple(
                (f"{level.said:.0%}", str(level.answers), f"{level.right:.0%}", f"{level.low:.0%} and {level.high:.0%}")
                for level in said.levels
            ),
        ),
        key="calibration",
        said=f"{verdict} {said.sure_and_wrong} times you were sure and wrong: those came back first. "
        f"Brier score {said.brier:.3f}; always saying your average would give {said.base:.3f}.",
    )


def _weights(found: Insight) -> None:
    st.subheader("Your own weights")
    who = Learner(session.learner(), session.zone(), uuid.uuid4().hex)
    place = session.workspace(), who, session.deck_id()
    own = _own(found.answers, str(place[0].database), place[2], _place=place)
    if own.weights is not None:
        st.markdown(
            f"Your schedule runs on weights fitted to {own.weights.reviews:,} of your reviews: log loss on later reviews "
            f"**{own.weights.loss_after:.4f}**, {own.weights.loss_before:.4f} before."
        )
    enough = own.reviews >= own.needed
    if not enough:
        st.caption(
            f"The schedule uses weights learned from many people until there are {own.needed} reviews of yours "
            f"to fit and judge by: {own.reviews} so far."
        )
    if enough or own.weights is not None:
        _choose(place, can_fit=enough, can_go_back=own.weights is not None)
    if "fitted" in st.session_state:
        st.info(st.session_state["fitted"], icon=":material/fact_check:")


def _choose(place: _Place, *, can_fit: bool, can_go_back: bool) -> None:
    """Fit, go back, and whether the due dates go along."""
    reschedule = st.checkbox(
        "Move due dates too",
        key="reschedule",
        help="What your memory of each card is believed to be changes in any case. Off: cards come back on the day that "
        "their button said. On: when the weights say, counted from their last review; many may fall due at once.",
    )
    with st.container(horizontal=True):
        fit = can_fit and st.button("Fit to my reviews", icon=":material/tune:", key="fit")
        back = can_go_back and st.button(
            "Back to the usual weights", icon=":material/settings_backup_restore:", key="usual-weights", type="tertiary"
        )
    if fit:
        _fit(place, reschedule=reschedule)
    elif back:
        with st.spinner("Working out what you remember"):
            restated = optimize.back(*place, session.now(), reschedule=reschedule)
        _say("Your schedule runs on the usual weights again.", restated)


def _fit(place: _Place, *, reschedule: bool) -> None:
    with st.spinner("Fitting, a few seconds"):
        outcome = optimize.fit(*place, session.now(), reschedule=reschedule)
    result = outcome.fitted
    if result is None:
        return
    better = "better: your schedule uses them from now on." if result.better else "no better: nothing changes."
    _say(
        f"Fitted on {result.scored:,} reviews. Log loss on the {result.held_out:,} later ones: "
        f"{result.loss_before:.4f} with the weights so far, {result.loss_after:.4f} with the new ones, {better}",
        outcome.restated,
    )


def _say(sentence: str, restated: Restated | None) -> None:
    """Keep what happened for the next look at the page, with what it changed."""
    if restated is not None:
        sentence += f" {grade_bar.cards(restated.cards)} worked out anew from your log"
        sentence += f", {restated.moved} of them due on another day." if restated.moved else ", due dates as they were."
        if restated.kept:
            sentence += (
                f" {grade_bar.cards(restated.kept)} stay as they are: the log does not hold all of their reviews."
            )
    st.session_state["fitted"] = sentence
    _own.clear()
    session.practice_changed()
    st.rerun()


@st.cache_resource(max_entries=8, show_spinner=False)
def _own(answers: int, database: str, deck: str, *, _place: _Place) -> optimize.Own:
    """Until there are more answers this stays the same."""
    del answers, database, deck
    return optimize.own(*_place, session.now())
