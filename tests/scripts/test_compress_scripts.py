"""The scripts of the first card, compressed when the app is installed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import brotli
import pytest

from scripts import compress_scripts
from server.middleware import assets
from server.streamlit_runtime.index_page import find_first_files


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two scripts that the first card needs."""
    paths = [tmp_path / "a.js", tmp_path / "b.js"]
    for path in paths:
        path.write_text(f"const name = '{path.name}';")
    monkeypatch.setattr(compress_scripts, "find_first_files", lambda: paths)
    return paths


def test_every_first_file_is_found_compressed(
    scripts: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "best"
    monkeypatch.setattr(compress_scripts, "keep_best", partial(assets.keep_best, folder=folder))
    assert compress_scripts.main() == 0
    kept = {brotli.decompress(path.read_bytes()) for path in folder.iterdir()}
    assert kept == {path.read_bytes() for path in scripts}


def test_an_environment_that_cannot_be_written_is_no_failure(
    scripts: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(compress_scripts, "keep_best", partial(assets.keep_best, folder=scripts[0] / "no-folder"))
    assert compress_scripts.main() == 0
    assert "are not compressed ahead" in capsys.readouterr().err


def test_the_first_files_are_scripts_and_styles_of_streamlit() -> None:
    files = find_first_files()
    assert files and all(path.is_file() and path.suffix in {".js", ".css"} for path in files)
