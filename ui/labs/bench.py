"""A lab's bench: the question, a prediction that is committed before the first run, then knobs, curves and numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from errors import UserError
from services.labs import goals, predictions, take_away, tracks, visits
from services.replays import replays
from simulation.model import Model
from simulation.runner import Run, resolve
from simulation.units import ALLOWED, format_in_best_unit
from ui import messages, navigation, session
from ui.deck_text.safe_markdown import sanitize_inline
from ui.labs import knobs, run_charts, running
from ui.labs.sketch import draw_sketch

# One seed for every run of the page: what changes in a curve is then what the turned knob did, not chance.
_SEED = 1


def draw_bench(model: Model) -> None:
    """Draw the lab: until a prediction is committed, only the question."""
    st.markdown(f"## {model.question}")
    opening = knobs.read_knobs(model, ",".join(f"{name}:{value}" for name, value in model.opening))
    committed = st.session_state.get(f"lab-predicted-{model.name}")
    if committed is None:
        _ask_for_prediction(model, opening)
        return
    try:
        result = running.run_and_wait(model.name, resolve(model, opening), _SEED)
    except UserError as error:
        messages.show_error(error)
        return
    _show_judgement(model, result, committed)
    _draw_experiment(model, opening)


def _ask_for_prediction(model: Model, opening: dict[str, float | str]) -> None:
    """Ask for a number, or for a sketch of the curve where the curve runs over time."""
    # The run is made first: whether there is a curve to sketch, and how high the paper must be, is known from it.
    try:
        run = running.run_and_wait(model.name, resolve(model, opening), _SEED)
    except UserError as error:
        messages.show_error(error)
        return
    kind = None
    if tracks.can_be_played(run):
        prediction_kinds = {"number": "A number", "sketch": "A sketch of the curve"}
        kind = st.segmented_control(
            "Predict",
            list(prediction_kinds),
            default="number",
            format_func=prediction_kinds.__getitem__,
            key=f"lab-way-{model.name}",
        )
    if kind == "sketch":
        sketch = draw_sketch(run, run_charts.list_curves(run)[0])
        if sketch is None:
            return
        st.session_state[f"lab-predicted-{model.name}"] = sketch
        st.rerun()
    metric = predictions.find_metric(model)
    with st.form(f"predict-{model.name}"):
        text = st.text_input(
            f"Your prediction: {metric.label}",
            placeholder=ALLOWED["number" if metric.unit == "count" else metric.unit].removeprefix("a number such as "),
            help="Commit to a number before the model runs. Being wrong is fine: that is how you learn.",
        )
        if not st.form_submit_button("Commit and run", type="primary", icon=":material/play_arrow:"):
            return
    try:
        st.session_state[f"lab-predicted-{model.name}"] = predictions.parse_prediction(model, text)
    except UserError as error:
        messages.show_error(error)
        return
    st.rerun()


def _show_judgement(model: Model, result: Run, predicted: float | tuple[float, ...]) -> None:
    """Say how the prediction did; a miss is kept to be practised, once."""
    if isinstance(predicted, tuple):
        _draw_notice(model, _judge_sketch(model, result, predicted))
    else:
        _draw_notice(model, _judge_number(model, result, predicted))


def _draw_notice(model: Model, is_near: bool) -> None:
    with st.expander("What to notice", icon=":material/visibility:", expanded=not is_near):
        st.markdown("\n".join(f"- {line}" for line in model.notice))


def _judge_number(model: Model, result: Run, predicted: float) -> bool:
    metric = predictions.find_metric(model)
    judged = predictions.judge_prediction(predicted, result.outcome.metrics[model.answer_metric])
    mine, actual = format_in_best_unit(predicted, metric.unit), format_in_best_unit(judged.outcome.value, metric.unit)
    if judged.is_near:
        st.success(f"You predicted {mine}; the run says {actual}. Close.", icon=":material/check_circle:")
    else:
        st.warning(f"You predicted {mine}; the run says {actual}.{_compare(judged)}", icon=":material/lightbulb:")
        save = partial(predictions.save_miss, model=model, judged=judged)
        _keep_miss(model, judged.predicted, save)
    return judged.is_near


def _judge_sketch(model: Model, result: Run, sketch: tuple[float, ...]) -> bool:
    curve = run_charts.list_curves(result)[0]
    judged = predictions.judge_sketch(sketch, result, curve)
    verdict = f"Your sketch is off by {judged.off:.0%} of the curve's height on average; it is drawn beside the curve."
    if judged.is_near:
        st.success(f"{verdict} Close.", icon=":material/check_circle:")
    else:
        st.warning(verdict, icon=":material/lightbulb:")
        _keep_miss(model, sketch, partial(predictions.save_sketch_miss, model=model, curve=curve, judged=judged))
    return judged.is_near


def _compare(judged: predictions.PredictionJudgement) -> str:
    factor = judged.factor
    if factor is None or factor <= 0 or 0.5 < factor < 2:
        return ""
    return (
        f" That is {factor:,.3g} times as much."
        if factor > 1
        else f" That is too low by a factor of {1 / factor:,.3g}."
    )


def _keep_miss(model: Model, predicted: object, save: Callable[..., None]) -> None:
    """Keep a miss once for each prediction."""
    if not session.has_decks():
        return
    key = f"lab-kept-{model.name}"
    if st.session_state.get(key) != predicted:
        ws, learner, deck = session.get_workspace(), session.get_learner(), session.get_deck_id()
        save(ws, learner, deck, now=session.get_now())
        st.session_state[key] = predicted
    st.caption(":material/style: Saved under Labs so that you can predict it again.")


def _draw_experiment(model: Model, opening: dict[str, float | str]) -> None:
    """Draw the knobs, and the curves for the values they show."""
    _follow_address(model)
    knobs_text = st.query_params.get("knobs", "")
    start = {**opening, **knobs.read_knobs(model, knobs_text)}
    left, right = st.columns([1, 2], gap="medium")
    with left:
        st.markdown(f":material/flag: **Goal:** {model.goal}")
        goal_place = st.empty()
        values = knobs.draw_knobs(model, start, prefix=f"knob-{model.name}")
    address = knobs.write_knobs(model, values)
    if address != knobs_text:
        st.query_params["knobs"] = address
        st.session_state[f"lab-address-{model.name}"] = address
    with right:
        try:
            result = running.run_and_wait(model.name, resolve(model, values), _SEED)
        except UserError as error:
            messages.show_error(error)
            return
        _note_run(model, address)
        _show_run(model, result)
        _offer_take_away(model, result)
    with goal_place.container():
        _show_goal(model, result)


def _note_run(model: Model, address: str) -> None:
    """Write down, once a visit, that a knob was turned: that is what an assignment of this lab asks for."""
    key = f"lab-noted-{model.name}"
    if not address or not session.has_decks() or st.session_state.get(key) == session.get_deck_id():
        return
    st.session_state[key] = session.get_deck_id()
    visits.note_run(
        session.get_workspace(), session.get_learner(), session.get_deck_id(), model.name, session.get_now()
    )


def _show_goal(model: Model, result: Run) -> None:
    """Say how far the goal is reached and what it costs, and keep the cheapest run that reached it."""
    judged = goals.judge_target(result)
    if judged is None:
        return
    lines = [
        f"{':material/check:' if part.is_met else ':material/close:'} {part.text}: {part.reached}"
        for part in judged.parts
    ]
    if judged.missing:
        lines.append(f"The goal assumes {', '.join(judged.missing)}.")
    key = f"lab-best-{model.name}"
    best = st.session_state.get(key)
    if judged.is_met and judged.cost is not None and (best is None or judged.cost < best[0]):
        best = st.session_state[key] = (judged.cost, judged.cost_text)
    lines.append("**Reached.**" if judged.is_met else "**Not reached yet.**")
    if judged.cost_text:
        lines.append(f"Cost: {judged.cost_text}.{f' Cheapest so far: {best[1]}.' if best else ''}")
    st.markdown("  \n".join(lines))


def _offer_take_away(model: Model, result: Run) -> None:
    """Offer the lab as a file: a small grid of one knob's values around those that are shown."""
    with st.expander("Download this lab", icon=":material/download:"):
        st.markdown("One HTML file with runs around your values. It opens in any browser, without a network.")
        choices = {knob.name: knob.label for knob in take_away.list_grid_knobs(model)}
        name = st.selectbox("Knob to turn in the file", list(choices), format_func=choices.__getitem__)
        st.download_button(
            "Lab as one file",
            partial(take_away.export_grid, model, result.values, name, _SEED),
            f"{model.name}-{name}.html",
            "text/html",
            icon=":material/download:",
            on_click="ignore",
        )


def _follow_address(model: Model) -> None:
    """Follow a link to other values: fields that were drawn before forget what they showed."""
    key, knobs_text = f"lab-address-{model.name}", st.query_params.get("knobs", "")
    if st.session_state.get(key) != knobs_text:
        st.session_state[key] = knobs_text
        for knob in model.knobs:
            st.session_state.pop(f"knob-{model.name}-{knob.name}", None)


def _show_run(model: Model, result: Run) -> None:
    """Show a run beside the run before it."""
    key = f"lab-runs-{model.name}"
    last, before = st.session_state.get(key, (None, None))
    if last is None or last.values != result.values:
        last, before = result, last
        st.session_state[key] = (last, before)
    choices = {curve.name: curve for curve in run_charts.list_curves(result)}
    name = next(iter(choices))
    if len(choices) > 1:
        name = st.selectbox(
            "Curve", list(choices), format_func=lambda curve_name: choices[curve_name].label, key=f"curve-{model.name}"
        )
    committed = st.session_state.get(f"lab-predicted-{model.name}")
    sketch = committed if isinstance(committed, tuple) and name == next(iter(choices)) else ()
    run_charts.draw_run(result, choices[name], before, sketch=sketch, key=f"lab-chart-{model.name}")
    st.markdown(run_charts.list_metric_rows(result, before).markdown())
    for sentence in (*result.closed_form.limits, *result.outcome.notes):
        st.caption(sentence)
    st.caption(f"Source: {model.source}. {result.events:,} simulated events, seed {result.seed}.")


def show_misses() -> None:
    """List the predictions that missed, each with the way back to its lab."""
    ws, learner, deck = session.get_workspace(), session.get_learner(), session.get_deck_id()
    misses = predictions.list_misses(ws, learner, deck)
    if not misses:
        return
    st.header("Predictions to practise")
    for miss in misses:
        with st.expander(sanitize_inline(miss.prompt), icon=":material/style:"):
            st.markdown(f"You predicted: {sanitize_inline(miss.predicted)}")
            st.markdown(f"**The run says:** {sanitize_inline(miss.answer)}")
            with st.container(horizontal=True):
                if st.button("Predict again", key=f"again-{miss.id}", icon=":material/replay:"):
                    st.session_state.pop(f"lab-predicted-{miss.model}", None)
                    navigation.go_to("labs", lab=miss.model)
                if st.button("I know it now", key=f"known-{miss.id}", icon=":material/check:"):
                    replays.delete_missed_decision(ws, learner, deck, miss.id)
                    st.rerun()
