"""The server: `streamlit run app.py`, `python app.py` or `uvicorn app:app`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from errors import UserError
from server import logs, startup
from server.draining import RefuseWhileDraining
from server.login import routes as login
from server.login.guard import RequireLogin
from server.middleware import assets, base_path
from server.middleware.assets import CompressedAssets
from server.middleware.headers import STREAMLIT_INDEX, SecurityHeaders
from server.middleware.origins import OwnOriginsOnly
from server.routes import feed, health, learner_cookie, metrics, offline, served_files, tabletop
from server.streamlit_runtime.index_page import QuickIndex
from ui import messages


def report_screen_failure(error: Exception) -> bool:
    """Tell the visitor what failed: in the error's own words where it has some, else it is a bug and is logged.

    Returns True: Streamlit need not add its own message.
    """
    if isinstance(error, UserError):
        messages.show_error(error)
        return True
    logs.LOGGER.error("a screen failed", exc_info=error)
    messages.show_crash()
    return True


startup.require_usable_settings()
base_path.take_over_server_path()

app = st.App(
    Path(__file__).resolve().parent / "ui" / "main.py",
    lifespan=startup.lifespan,
    routes=[
        *health.routes,
        *metrics.routes,
        *served_files.routes,
        *assets.routes,
        *feed.routes,
        *learner_cookie.routes,
        *login.routes,
        *offline.routes,
        *tabletop.routes,
    ],
    middleware=[
        Middleware(base_path.BasePath),
        Middleware(logs.RequestLog),
        Middleware(metrics.RequestMetrics),
        Middleware(SecurityHeaders),
        Middleware(OwnOriginsOnly),
        Middleware(RefuseWhileDraining),
        Middleware(RequireLogin),
        Middleware(CompressedAssets, folders={"/static/": STREAMLIT_INDEX.parent / "static"}),
        Middleware(QuickIndex),
    ],
    on_script_error=report_screen_failure,
)

if __name__ == "__main__":
    app.run()
