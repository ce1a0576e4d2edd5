"""Streamlit's session message from memory: the same as Streamlit makes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import Config, CustomThemeConfig
from streamlit.runtime import app_session

from server.streamlit_runtime import session_messages

SECTIONS = ("theme", "theme.light", "theme.dark", "theme.sidebar", "theme.light.sidebar", "theme.dark.sidebar")
FILLS = ("_populate_theme_msg", "_populate_config_msg")


@pytest.fixture
def originals(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[..., None]]:
    """Cache the messages for one test; return the functions of Streamlit."""
    kept = {name: getattr(app_session, name) for name in FILLS}
    for name, function in kept.items():
        monkeypatch.setattr(app_session, name, function)  # put back afterwards
    session_messages.cache_settings()
    return kept


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_of_the_theme_is_what_streamlit_makes(
    section: str, originals: dict[str, Callable[..., None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"primaryColor": f"#{len(section):06x}", "baseRadius": "0.6rem", "headingFontSizes": ["2rem", "1rem"]}
    monkeypatch.setattr(config, "get_options_for_section", lambda name: {**options, "font": name})
    expected = CustomThemeConfig()
    originals["_populate_theme_msg"](expected, section)
    assert expected.ByteSize()
    for _ in range(2):
        message = CustomThemeConfig()
        app_session._populate_theme_msg(message, section)
        assert message == expected


def test_the_settings_are_what_streamlit_makes(originals: dict[str, Callable[..., None]]) -> None:
    expected, message = Config(), Config()
    originals["_populate_config_msg"](expected)
    app_session._populate_config_msg(message)
    assert message == expected


def test_a_section_without_options_stays_unset(originals: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "get_options_for_section", lambda _name: {"primaryColor": None})
    whole = CustomThemeConfig()
    app_session._populate_theme_msg(whole.dark, "theme.dark.sidebar")
    assert not whole.HasField("dark")


def test_options_that_are_parsed_again_are_read_again(
    originals: dict[str, Callable[..., None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    fill = session_messages._remember_messages(lambda _message, section: calls.append(section), CustomThemeConfig)
    first, second = {"a": 1}, {"a": 1}
    current = first
    monkeypatch.setattr(config, "get_config_options", lambda: current)
    fill(CustomThemeConfig(), "theme")
    fill(CustomThemeConfig(), "theme")
    assert calls == ["theme"]
    current = second
    fill(CustomThemeConfig(), "theme")
    assert calls == ["theme", "theme"]
