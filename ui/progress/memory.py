"""Memory: stability, difficulty, calibration, and the parameters of the schedule."""

from __future__ import annotations

import streamlit as st

from services.practice import optimize
from services.practice.planning.statistics import LearnerStatistics
from services.practice.practice import Learner
from services.practice.recompute import RecomputeResult
from services.workspace import Workspace
from ui import charts, session
from ui.charts import Table
from ui.practice import grade_bar

_Scope = tuple[Workspace, Learner, str]


def draw_view(statistics: LearnerStatistics) -> None:
    """Draw the view."""
    _draw_distributions(statistics)
    _draw_calibration(statistics)
    _draw_weights(statistics)


def _draw_distributions(statistics: LearnerStatistics) -> None:
    st.header("Stability")
    charts.show_chart(
        charts.build_bar_chart(
            tuple(b.label for b in statistics.stability), tuple(b.cards for b in statistics.stability), "cards"
        ),
        Table(("Stability", "Cards"), tuple((b.label, str(b.cards)) for b in statistics.stability)),
        key="stability",
        caption="Stability: the time after which you recall a card with a probability of 90 %.",
    )
    st.header("Difficulty")
    charts.show_chart(
        charts.build_bar_chart(
            tuple(b.label for b in statistics.difficulty), tuple(b.cards for b in statistics.difficulty), "cards"
        ),
        Table(("Difficulty", "Cards"), tuple((b.label, str(b.cards)) for b in statistics.difficulty)),
        key="difficulty",
        caption="Difficulty from 1 to 10: how slowly a card's stability grows. Rewrite or split the cards on the right.",
    )


def _draw_calibration(statistics: LearnerStatistics) -> None:
    st.header("Calibration")
    calibration = statistics.calibration
    if calibration is None:
        st.caption("Before you reveal an answer, say how sure you are: here you will see whether you can trust that.")
        return
    verdict = (
        f"You are overconfident by {calibration.overconfidence:.0%}."
        if calibration.overconfidence > 0.05
        else f"You know more than you think, by {-calibration.overconfidence:.0%}."
        if calibration.overconfidence < -0.05
        else "You judge yourself well."
    )
    times = f"{calibration.confident_failures} time{'' if calibration.confident_failures == 1 else 's'}"
    charts.show_chart(
        charts.build_calibration_chart(
            tuple(level.confidence for level in calibration.levels),
            tuple(level.right for level in calibration.levels),
            tuple(level.low for level in calibration.levels),
            tuple(level.high for level in calibration.levels),
            tuple(level.answers for level in calibration.levels),
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
                for level in calibration.levels
            ),
        ),
        key="calibration",
        caption=f"{verdict} You were sure and wrong {times}: those cards came back first. "
        f"Brier score {calibration.brier:.3f}; always saying your average would give {calibration.baseline_brier:.3f}.",
    )


def _draw_weights(statistics: LearnerStatistics) -> None:
    st.header("FSRS parameters")
    learner = session.make_practice_learner()
    scope = session.get_workspace(), learner, session.get_deck_id()
    own = _load_own_weights(statistics.answers, str(scope[0].database), learner.id, scope[2], _scope=scope)
    if own.weights is not None:
        st.markdown(
            f"Your schedule uses parameters fitted to {own.weights.reviews:,} of your reviews: log loss on later reviews "
            f"**{own.weights.loss_after:.4f}**, {own.weights.loss_before:.4f} before."
        )
    enough = own.reviews >= own.needed
    if not enough:
        st.caption(
            f"The schedule uses parameters learned from many people until there are {own.needed} reviews of yours "
            f"to fit and test: {own.reviews} so far."
        )
    if enough or own.weights is not None:
        _draw_weight_buttons(scope, can_fit=enough, can_go_back=own.weights is not None)
    if "fitted" in st.session_state:
        st.info(st.session_state["fitted"], icon=":material/fact_check:")


def _draw_weight_buttons(scope: _Scope, *, can_fit: bool, can_go_back: bool) -> None:
    """Draw the buttons that optimise and go back, and whether due dates change too."""
    reschedule = st.checkbox(
        "Reschedule cards too",
        key="reschedule",
        help="Off: cards keep their due dates. On: due dates are computed again from each card's last review with the new "
        "parameters; many may fall due at once.",
    )
    with st.container(horizontal=True):
        fit = can_fit and st.button("Optimise for my reviews", icon=":material/tune:", key="fit")
        reset = can_go_back and st.button(
            "Use the default parameters",
            icon=":material/settings_backup_restore:",
            key="usual-weights",
            type="tertiary",
        )
    if fit:
        _fit_weights(scope, reschedule=reschedule)
    elif reset:
        with st.spinner("Working out what you remember"):
            recomputed = optimize.restore_default_weights(*scope, session.get_now(), reschedule=reschedule)
        _store_message("Your schedule uses the default parameters again.", recomputed)


def _fit_weights(scope: _Scope, *, reschedule: bool) -> None:
    with st.spinner("Fitting, a few seconds"):
        outcome = optimize.optimize_weights(*scope, session.get_now(), reschedule=reschedule)
    result = outcome.fit
    if result is None:
        return
    better = "better: your schedule uses them from now on." if result.is_better else "no better: nothing changes."
    _store_message(
        f"Fitted on {result.fitted_reviews:,} reviews. Log loss on the {result.held_out_reviews:,} later ones: "
        f"{result.loss_before:.4f} with the parameters so far, {result.loss_after:.4f} with the new ones, {better}",
        outcome.recomputed,
    )


def _store_message(sentence: str, recomputed: RecomputeResult | None) -> None:
    """Keep what happened for the next look at the page, with what it changed."""
    if recomputed is not None:
        sentence += f" {grade_bar.format_card_count(recomputed.cards)} recomputed from your log"
        sentence += (
            f", {recomputed.rescheduled} of them due on another day."
            if recomputed.rescheduled
            else ", due dates as they were."
        )
        if recomputed.incomplete:
            cards = grade_bar.format_card_count(recomputed.incomplete)
            stay = "stays as it is" if recomputed.incomplete == 1 else "stay as they are"
            sentence += f" {cards} {stay}: the log does not hold all the reviews."
    st.session_state["fitted"] = sentence
    _load_own_weights.clear()
    session.mark_practice_changed()
    st.rerun()


@st.cache_resource(max_entries=8, show_spinner=False)
def _load_own_weights(
    answers: int, database: str, learner_id: int, deck: str, *, _scope: _Scope
) -> optimize.WeightsStatus:
    """Return the learner's own parameters, read again only when there are more answers.

    The cache is shared by all visitors of the process. Streamlit leaves `_scope` out of its key because of the underscore,
    so that everything it depends on is an argument of its own.
    """
    del answers, database, learner_id, deck
    return optimize.load_status(*_scope, session.get_now())
