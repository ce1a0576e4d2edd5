"""Labs: turn a knob of a system and see what happens. `?lab=` names the model, `&knobs=` its values; without, the list."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from simulation.model import Model
from simulation.runner import find_model
from simulation.table import MODELS
from ui import navigation, session
from ui.deck_text.safe_markdown import sanitize_inline
from ui.labs import bench


def show_list() -> None:
    """Draw every lab with its question, the incidents that can be run again, and the predictions to practise."""
    st.title("Labs")
    st.markdown("Systems behind outages, as models. Each asks a question first: predict, then run, then turn a knob.")
    for model in MODELS:
        with st.container(border=True):
            navigation.draw_link("labs", f"**{model.title}**", icon=":material/science:", lab=model.name)
            st.caption(model.question)
    # The models need no deck; incidents and missed predictions belong to one.
    if not session.has_decks():
        return
    deck = session.load_deck()
    linked = [incident for incident in deck.incidents if incident.labs]
    if linked:
        st.header("Incidents to run again")
        for incident in linked:
            navigation.draw_link(
                "incidents", sanitize_inline(incident.short_title), icon=":material/timeline:", incident=incident.id
            )
    bench.show_misses()


def show_lab(model: Model) -> None:
    """Draw one lab."""
    st.set_page_config(layout="wide")
    navigation.draw_link("labs", "All labs", icon=":material/arrow_back:")
    st.title(model.title)
    bench.draw_bench(model)


def main() -> None:
    """Draw the list, or the lab in the address."""
    name = st.query_params.get("lab")
    if not name:
        show_list()
        return
    try:
        model = find_model(name)
    except UserError:
        st.warning("There is no such lab. Choose one below.", icon=":material/link_off:")
        show_list()
        return
    show_lab(model)


main()
