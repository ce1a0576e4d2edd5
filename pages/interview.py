"""Mock interviews: `/interview` plans one, `?round=` is one under way or over, `?sheet=` is the sheet for a human interviewer."""

from __future__ import annotations

import streamlit as st

from errors import UserError
from services.interview import rounds
from ui import messages, session
from ui.interview import round as under_way
from ui.interview import scorecard, sheet, start


def main() -> None:
    """Choose between planning a round, a round and the sheet."""
    if "sheet" in st.query_params:
        sheet.draw_sheet()
        return
    key = st.query_params.get("round", "")
    if not key:
        start.draw_start()
        return
    # Settled and not only loaded: a crash may have come between the end of the round and the cards that it makes due.
    try:
        mock_round = rounds.settle_round(
            session.get_workspace(), session.make_practice_learner("interview"), key, session.get_now()
        )
    except UserError as error:
        messages.show_error(error)
        start.draw_start()
        return
    if mock_round.finished is None:
        under_way.draw_round(mock_round)
    else:
        scorecard.draw_finished(mock_round)


main()
