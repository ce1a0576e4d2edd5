"""What if: an incident run again with the knob that the team could have turned."""

from __future__ import annotations

import streamlit as st

from deck.model import Incident, Lab
from services.labs import goals, incident_runs
from simulation.runner import resolve
from ui import navigation
from ui.deck_text.safe_markdown import sanitize_inline
from ui.labs import knobs, run_charts, running


# A turned knob draws this part again, not the whole incident with its player.
@st.fragment
def draw_what_if(incident: Incident, lab: Lab) -> None:
    """Draw the knobs to turn, and the stated curve beside the simulated ones.

    Raises UserError when the lab does not fit its model.
    """
    model, own = incident_runs.resolve_lab(lab)
    as_it_was = incident_runs.compare_run(incident, lab, running.run_and_wait(model.name, own, incident_runs.SEED))
    start: dict[str, float | str] = {**own.numbers, **own.texts}
    names = [knob.name for name in lab.turn if (knob := model.knob(name)) is not None]
    st.markdown(
        f"The model *{model.title}* runs with this incident's values. Turn the knobs that the team could have turned, "
        "but first say what you expect."
    )
    left, right = st.columns([1, 2], gap="medium")
    with left:
        values = knobs.draw_knobs(model, start, prefix=f"what-if-{incident.id}", only=names)
    is_turned = any(values[name] != start[name] for name in names)
    with right:
        mine = None
        if is_turned:
            turned = resolve(model, values)
            mine = incident_runs.compare_run(
                incident, lab, running.run_and_wait(model.name, turned, incident_runs.SEED)
            )
        for place, curve in enumerate(as_it_was.curves):
            st.markdown(f"**{sanitize_inline(curve.name)}**{f' ({sanitize_inline(curve.unit)})' if curve.unit else ''}")
            other = mine.curves[place] if mine is not None else None
            run_charts.draw_comparison(
                curve.name,
                curve.unit,
                (curve.minutes, curve.stated),
                (curve.simulated_minutes, curve.simulated),
                None if other is None else (other.simulated_minutes, other.simulated),
                key=f"what-if-{incident.id}-{place}",
            )
            st.caption(
                f"Stated in the text; simulated by {model.name} with the values below. The run is off by at most "
                f"{curve.deviation:.0%} of the largest stated value; {curve.tolerance:.0%} is allowed."
            )
        for goal in lab.goals:
            result = goals.judge_goal(goal, (mine or as_it_was).run)
            if result is not None:
                icon = ":material/check_circle:" if result.is_met else ":material/flag:"
                verdict = "reached" if result.is_met else "not reached"
                st.markdown(f"{icon} **Goal:** {result.text}. This run: {result.reached}, {verdict}.")
    setting_text = ", ".join(f"{setting.knob} {setting.value}" for setting in lab.settings)
    st.caption(f"The incident's values: {sanitize_inline(setting_text)}.")
    navigation.draw_link(
        "labs", "Open in the lab", icon=":material/science:", lab=model.name, knobs=knobs.write_knobs(model, values)
    )
