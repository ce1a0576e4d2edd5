"""The server: `streamlit run app.py`, `python app.py` or `uvicorn app:app`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from server import feed, files, health, player, start
from server.compression import Bundles
from server.headers import INDEX, SecurityHeaders
from server.logs import RequestLog

app = st.App(
    Path(__file__).resolve().parent / "ui" / "main.py",
    lifespan=start.lifespan,
    routes=[*health.routes, *files.routes, *player.routes, *feed.routes],
    middleware=[
        Middleware(RequestLog),
        Middleware(SecurityHeaders),
        Middleware(Bundles, folders={"/static/": INDEX.parent / "static"}),
    ],
    on_script_error=start.script_failed,
)

if __name__ == "__main__":
    app.run()
