"""The parts of Streamlit's session message that never change: built once a process, not at each rerun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit import config
from streamlit.proto.NewSession_pb2 import Config, CustomThemeConfig
from streamlit.runtime import app_session

from services.configuration import find_base_path

Fill = Callable[..., None]


def cache_settings() -> None:
    """Have Streamlit build the theme and the settings of its session message once.

    It walks all its options six times for every rerun, which takes as long as a third of an empty page
    (`benchmarks/load.py`). The options are read from `.streamlit/config.toml` when the server starts; where they are
    parsed again, as while code is edited, there is a new table of them and the message is built anew.
    """
    for name, kind in (("_populate_theme_msg", CustomThemeConfig), ("_populate_config_msg", Config)):
        original: Fill = getattr(app_session, name)
        if not getattr(original, "is_cached", False):
            setattr(app_session, name, _remember_messages(original, kind))


def _remember_messages(fill: Fill, kind: Callable[[], Any]) -> Fill:
    """Return a function that fills a message as `fill` does, from what that gave the first time for each section."""
    built: dict[tuple[str, ...], tuple[object, Any]] = {}

    def fill_from_memory(message: Any, *section: str) -> None:
        options = config.get_config_options()
        remembered = built.get(section)
        if remembered is None or remembered[0] is not options:
            filled = kind()
            fill(filled, *section)
            if isinstance(filled, CustomThemeConfig):
                _add_base_path(filled)
            remembered = built[section] = options, filled
        # A section without options stays unset in the message, as Streamlit leaves it.
        if remembered[1].ByteSize():
            message.MergeFrom(remembered[1])

    fill_from_memory.is_cached = True  # type: ignore[attr-defined]
    return fill_from_memory


def _add_base_path(theme: CustomThemeConfig) -> None:
    """Let the theme's fonts be asked for below the path that the app is reached at: Streamlit leaves them at the root."""
    base = find_base_path()
    for face in theme.font_faces:
        if face.url.startswith("/"):
            face.url = base + face.url
