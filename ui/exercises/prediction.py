"""A lab's question on the screen: a field for the prediction, then what the model says and the way to the lab."""

from __future__ import annotations

import streamlit as st

from deck.model import Deck
from errors import UserError
from quiz.exercises.prediction import PredictionExercise
from quiz.scheduler import Rating
from services.labs import predictions
from simulation.model import Model
from simulation.runner import find_model
from simulation.units import ALLOWED, format_in_best_unit
from ui import messages, navigation
from ui.deck_text.safe_markdown import draw_heading, escape_markdown
from ui.practice import practice_session


def draw_question(exercise: PredictionExercise, deck: Deck, key: str) -> str | None:
    """Draw the lab's question and a field; return what was typed, None for nothing."""
    del deck
    model = _find_model(exercise)
    if model is None:
        return None
    draw_heading("####", model.question)
    metric = predictions.find_metric(model)
    field = f"prediction-{key}"
    if not practice_session.load_session().revealed:
        allowed = ALLOWED["number" if metric.unit == "count" else metric.unit].removeprefix("a number such as ")
        st.text_input(f"Your prediction: {metric.label}", key=field, max_chars=80, placeholder=allowed)
    state_key = f"prediction-kept-{key}"
    if field in st.session_state:  # what a field said is gone once it is not drawn any more
        st.session_state[state_key] = st.session_state[field].strip()
    return st.session_state.get(state_key) or None


def draw_answer(exercise: PredictionExercise, deck: Deck, response: str | None) -> Rating | None:
    """Show what the model says, what to notice and the way to the lab; return the grade that suggests."""
    del deck
    model = _find_model(exercise)
    if model is None:
        return None
    metric, outcome = predictions.find_metric(model), predictions.load_answer(model)
    st.markdown(f"**{metric.label}: {format_in_best_unit(outcome.value, metric.unit)}**")
    suggested = None
    if response is not None:
        try:
            judged = predictions.judge_prediction(predictions.parse_prediction(model, response), outcome)
        except UserError as error:
            messages.show_error(error)
        else:
            suggested = Rating.GOOD if judged.is_near else Rating.AGAIN
            mark = ":green[:material/check:] Close" if judged.is_near else ":red[:material/close:] Not yet"
            st.markdown(f"{mark} · You wrote: {escape_markdown(response)}")
    st.markdown("\n".join(f"- {line}" for line in model.notice))
    navigation.draw_link("labs", "Open the lab", icon=":material/science:", lab=model.name)
    return suggested


def _find_model(exercise: PredictionExercise) -> Model | None:
    """Return the exercise's model; `None`, and a message, when there is none of this name."""
    try:
        return find_model(exercise.model)
    except UserError as error:
        messages.show_error(error)
        return None
