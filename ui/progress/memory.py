"""Memory: how long it holds, how hard it is, how well one judges it, and the weights that describe it."""

from __future__ import annotations

import uuid

import streamlit as st

from services.practice import optimize
from services.practice.practice import Learner
from services.practice.recompute import RecomputeResult
from services.practice.statistics import LearnerStatistics
from services.workspace import Workspace
from ui import charts, session
from ui.charts import Table
from ui.practice import grade_bar

_Scope = tuple[Workspace, Learner, str]


def draw_view(statistics: LearnerStatistics) -> None:
    """The view."""
    _draw_distributions(statistics)
    _draw_calibration(statistics)
    _draw_weights(statistics)


def _draw_distributions(statistics: LearnerStatistics) -> None:
    st.subheader("How long it holds")
    charts.show_chart(
        charts.build_bar_chart(
            tuple(b.label for b in statistics.stability), tuple(b.cards for b in statistics.stability), "cards"
        ),
        Table(("Stability", "Cards"), tuple((b.label, str(b.cards)) for b in statistics.stability)),
        key="stability",
        caption="Stability: the time after which you recall a card with a probability of 90 %.",
    )
    st.subheader("How hard it is")
    charts.show_chart(
        charts.build_bar_chart(
            tuple(b.label for b in statistics.difficulty), tuple(b.cards for b in statistics.difficulty), "cards"
        ),
        Table(("Difficulty", "Cards"), tuple((b.label, str(b.cards)) for b in statistics.difficulty)),
        key="difficulty",
        caption="Difficulty from 1 to 10: how slowly a card's stability grows. Rewrite or split what stands on the right.",
    )


def _draw_calibration(statistics: LearnerStatistics) -> None:
    st.subheader("How sure you are, how right you are")
    said = statistics.calibration
    if said is None:
        st.caption("Before you reveal an answer, say how sure you are: here you will see whether you can trust that.")
        return
    verdict = (
        f"You are overconfident by {said.overconfidence:.0%}."
        if said.overconfidence > 0.05
        else f"You know more than you think, by {-said.overconfidence:.0%}."
        if said.overconfidence < -0.05
        else "You judge yourself well."
    )
    charts.show_chart(
        charts.build_calibration_chart(
            tuple(level.confidence for level in said.levels),
            tuple(level.right for level in said.levels),
            tuple(level.low for level in said.levels),
            tuple(level.high for level in said.levels),
            tuple(level.answers for level in said.levels),
        ),
        Table(
            ("You said", "Answers", "Right", "Between"),
            tuple(
                (
                    f"{level.confidence:.0%}",
                    str(level.answers),
                    f"{level.right:.0%}",
                    f"{level.low:.0%} and {level.high:.0%}",
                )
                for level in said.levels
            ),
        ),
        key="calibration",
        caption=f"{verdict} {said.confident_failures} times you were sure and wrong: those came back first. "
        f"Brier score {said.brier:.3f}; always saying your average would give {said.baseline_brier:.3f}.",
    )


def _draw_weights(statistics: LearnerStatistics) -> None:
    st.subheader("Your own weights")
    who = Learner(session.get_learner(), session.get_zone(), uuid.uuid4().hex)
    place = session.get_workspace(), who, session.get_deck_id()
    own = _load_own_weights(statistics.answers, str(place[0].database), place[2], _scope=place)
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
        _draw_weight_buttons(place, can_fit=enough, can_go_back=own.weights is not None)
    if "fitted" in st.session_state:
        st.info(st.session_state["fitted"], icon=":material/fact_check:")


def _draw_weight_buttons(scope: _Scope, *, can_fit: bool, can_go_back: bool) -> None:
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
        _fit_weights(scope, reschedule=reschedule)
    elif back:
        with st.spinner("Working out what you remember"):
            restated = optimize.restore_default_weights(*scope, session.get_now(), reschedule=reschedule)
        _store_message("Your schedule runs on the usual weights again.", restated)


def _fit_weights(scope: _Scope, *, reschedule: bool) -> None:
    with st.spinner("Fitting, a few seconds"):
        outcome = optimize.optimize_weights(*scope, session.get_now(), reschedule=reschedule)
    result = outcome.fit
    if result is None:
        return
    better = "better: your schedule uses them from now on." if result.is_better else "no better: nothing changes."
    _store_message(
        f"Fitted on {result.fitted_reviews:,} reviews. Log loss on the {result.held_out_reviews:,} later ones: "
        f"{result.loss_before:.4f} with the weights so far, {result.loss_after:.4f} with the new ones, {better}",
        outcome.recomputed,
    )


def _store_message(sentence: str, restated: RecomputeResult | None) -> None:
    """Keep what happened for the next look at the page, with what it changed."""
    if restated is not None:
        sentence += f" {grade_bar.format_card_count(restated.cards)} worked out anew from your log"
        sentence += (
            f", {restated.rescheduled} of them due on another day."
            if restated.rescheduled
            else ", due dates as they were."
        )
        if restated.incomplete:
            sentence += f" {grade_bar.format_card_count(restated.incomplete)} stay as they are: the log does not hold all of their reviews."
    st.session_state["fitted"] = sentence
    _load_own_weights.clear()
    session.mark_practice_changed()
    st.rerun()


@st.cache_resource(max_entries=8, show_spinner=False)
def _load_own_weights(answers: int, database: str, deck: str, *, _scope: _Scope) -> optimize.WeightsStatus:
    """Until there are more answers this stays the same."""
    del answers, database, deck
    return optimize.load_status(*_scope, session.get_now())
