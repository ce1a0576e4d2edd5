"""An environment with pip, also where Python brings none."""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import io
import json
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts import environment

# What is installed as "pip" writes down where it came from.
RECORDER = "import pathlib, sys\npathlib.Path(sys.prefix, 'installed.txt').write_text(' '.join(sys.argv[1:]))\n"


def make_wheel() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("pip/__init__.py", "")
        archive.writestr("pip/__main__.py", RECORDER)
    return stream.getvalue()


def describe(name: str, content: bytes, **more: object) -> dict[str, object]:
    return {
        "filename": name,
        "url": f"../files/{name}",
        "hashes": {"sha256": hashlib.sha256(content).hexdigest()},
        **more,
    }


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package index that has several versions of pip, read by a Python that has none."""
    folder = tmp_path / "index"
    (folder / "simple" / "pip").mkdir(parents=True)
    (folder / "simple" / "files").mkdir()
    wheel = make_wheel()
    names = ("pip-9.0.3", "pip-26.1", "pip-25.3.1", "pip-27.0b1", "pip-28.0")
    entries = [describe(f"{name}-py3-none-any.whl", wheel, yanked=name == "pip-28.0") for name in names]
    (folder / "simple" / "pip" / "index.html").write_text(
        json.dumps({"files": [*entries, describe("pip-29.0.tar.gz", b"")]})
    )
    (folder / "simple" / "files" / "pip-26.1-py3-none-any.whl").write_bytes(wheel)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_address[1]}/simple")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    yield folder
    server.shutdown()
    server.server_close()


def test_the_newest_released_pip_is_fetched_where_python_has_none(index: Path, tmp_path: Path) -> None:
    python = environment.make_environment(tmp_path / "made")
    assert python == tmp_path / "made" / "bin" / "python"
    arguments = (tmp_path / "made" / "installed.txt").read_text().split()
    assert arguments[:3] == ["install", "-q", "--no-index"]
    assert Path(arguments[3]).name == "pip-26.1-py3-none-any.whl"


def test_a_wheel_that_is_not_what_the_index_says_is_not_run(
    index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (index / "simple" / "files" / "pip-26.1-py3-none-any.whl").write_bytes(make_wheel() + b"more")
    assert environment.make_environment(tmp_path / "made") is None
    assert not (tmp_path / "made" / "installed.txt").exists()
    told = capsys.readouterr().err
    assert "apt-get install python3-venv" in told and "does not match its hash" in told


def test_a_python_that_is_too_old_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 9))
    assert environment.main([str(tmp_path / "made"), str(tmp_path / "none.txt")]) == 1
    assert "Python 3.11 or newer" in capsys.readouterr().err and not (tmp_path / "made").exists()
