"""Where a browser for the tests is looked for first."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import chromium


def make_program(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_setting_comes_before_the_path_unless_nothing_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_path = make_program(tmp_path / "bin" / "google-chrome")
    named = make_program(tmp_path / "own" / "browser")
    monkeypatch.setenv("PATH", str(on_path.parent))
    monkeypatch.setenv("REHEARSAL_CHROMIUM", str(named))
    assert chromium.find_browser() == named
    monkeypatch.setenv("REHEARSAL_CHROMIUM", str(tmp_path / "none"))
    assert chromium.find_browser() == on_path
    preferred = make_program(tmp_path / "bin" / "chromium")
    assert chromium.find_browser() == preferred


def test_features_of_playwright_and_ours_are_turned_off_in_one_option() -> None:
    [option] = [flag for flag in chromium.FLAGS if flag.startswith("--disable-features=")]
    assert set(option.partition("=")[2].split(",")) == {*chromium.PLAYWRIGHT_FEATURES_OFF, *chromium.FEATURES_OFF}
