"""Wait for a run without holding the screen: a newer knob ends the run that is under way."""

from __future__ import annotations

import streamlit as st

from services.labs import runs
from simulation.model import Values
from simulation.runner import Run

# How often a waiting page looks for its run: short runs must not seem slow, and each look is cheap.
_LOOK_SECONDS = 0.05


def run_and_wait(model: str, values: Values, seed: int) -> Run:
    """Return a run. When the visitor does something else meanwhile, the run is ended.

    :raises UserError: if the run would take too long, or the values do not go together
    """
    job = runs.start_run(model, values, seed)
    if not job.wait(_LOOK_SECONDS):
        notice = st.empty()
        try:
            while not job.wait(_LOOK_SECONDS):
                # Streamlit leaves the script at such a call when a newer interaction waits.
                notice.caption(":material/hourglass: Simulating …")
            notice.empty()
        finally:
            if not job.wait(0):
                job.cancel()
    return job.take()
