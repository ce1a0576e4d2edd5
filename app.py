"""The server: `streamlit run app.py`, `python app.py` or `uvicorn app:app`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from server import editor, feed, files, health, logs, player, seats, start
from server.compression import Bundles
from server.headers import INDEX, SecurityHeaders
from ui import messages


def screen_failed(error: Exception) -> bool:
    """A bug in a screen: the log gets the trace, the visitor a sentence. True: Streamlit need not add its own."""
    logs.LOGGER.error("a screen failed", exc_info=error)
    messages.crashed()
    return True


app = st.App(
    Path(__file__).resolve().parent / "ui" / "main.py",
    lifespan=start.lifespan,
    routes=[*health.routes, *files.routes, *player.routes, *editor.routes, *feed.routes, *seats.routes],
    middleware=[
        Middleware(logs.RequestLog),
        Middleware(SecurityHeaders),
        Middleware(Bundles, folders={"/static/": INDEX.parent / "static"}),
    ],
    on_script_error=screen_failed,
)

if __name__ == "__main__":
    app.run()
