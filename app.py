"""The server: `streamlit run app.py`, `python app.py` or `uvicorn app:app`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from server import editor, feed, files, health, learner_cookie, logs, player, startup
from server.compression import CompressedAssets
from server.headers import STREAMLIT_INDEX, SecurityHeaders
from ui import messages


def report_screen_failure(error: Exception) -> bool:
    """A bug in a screen: the log gets the trace, the visitor a sentence. True: Streamlit need not add its own."""
    logs.LOGGER.error("a screen failed", exc_info=error)
    messages.show_crash()
    return True


app = st.App(
    Path(__file__).resolve().parent / "ui" / "main.py",
    lifespan=startup.lifespan,
    routes=[*health.routes, *files.routes, *player.routes, *editor.routes, *feed.routes, *learner_cookie.routes],
    middleware=[
        Middleware(logs.RequestLog),
        Middleware(SecurityHeaders),
        Middleware(CompressedAssets, folders={"/static/": STREAMLIT_INDEX.parent / "static"}),
    ],
    on_script_error=report_screen_failure,
)

if __name__ == "__main__":
    app.run()
