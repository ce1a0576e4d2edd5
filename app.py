"""The server: `streamlit run app.py`, `python app.py` or `uvicorn app:app`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from server import health

app = st.App(Path(__file__).resolve().parent / "ui" / "main.py", routes=[*health.routes])

if __name__ == "__main__":
    app.run()
