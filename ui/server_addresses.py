"""Addresses of what the server serves beside the pages, below the folder it is reached at."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from services.assets import load_asset
from services.configuration import find_base_path

LOCAL_ADDRESS = "http://localhost:8501/"


def get_root() -> str:
    """Return the path below which browsers reach the app: "" or `/path`, without a slash at its end."""
    return find_base_path()


def build_script_address(name: str) -> str:
    """Return the address of a browser component's script, with its version. Raises LookupError for an unknown name."""
    return get_root() + load_asset(name).address


def get_public_address() -> str:
    """Return the app's address as the visitor's browser writes it, without a slash at its end."""
    url = urlsplit(st.context.url or LOCAL_ADDRESS)
    return f"{url.scheme}://{url.netloc}{get_root()}"
