"""Databases and archives are read in a process of their own; what happens to it is one sentence."""

from __future__ import annotations

import sys
import time

import pytest

from errors import UserError
from exchange.importers import sandbox
from exchange.importers.sandbox import import_safely
from tests.exchange.importers.test_formats import COLLECTION, ONE_NOTE, drawn, package, zipped


def test_texts_pictures_and_problems_come_back_whole() -> None:
    files = {"a.md": b"![a](a.png) ![b](b.png)\n", "a.png": drawn(), "b.png": b"no picture", "bad.csv": b'"'}
    here = sandbox.import_file("x.zip", zipped(files))
    assert import_safely("x.zip", zipped(files)) == here
    assert here[0].pictures and here[0].problems and here[0].warnings
    assert import_safely("x.apkg", package(COLLECTION + ONE_NOTE))[0].text.endswith("So.\n")


def test_text_and_what_is_too_large_are_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "COMMAND", ())  # there is no process to start
    assert import_safely("a.MD", b"# A\n")[0].text == "# A\n"
    with pytest.raises(UserError, match="larger than 5 MB"):
        import_safely("a.zip", bytes(sandbox.MAX_FILE_BYTES + 1))


def test_what_a_file_says_of_itself_is_said_here() -> None:
    with pytest.raises(UserError, match="damaged") as raised:
        import_safely("x.apkg", package("CREATE TABLE x(y)"))
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("code", "seconds"),
    [
        ("import exchange.importers.child as c; c.limit_memory(); bytearray(4 << 30)", 20.0),
        ("import os; os.abort()", 20.0),
        ("print('no answer')", 20.0),
        ("import time; time.sleep(60)", 0.5),
    ],
)
def test_a_process_that_dies_or_hangs_is_a_sentence(monkeypatch: pytest.MonkeyPatch, code: str, seconds: float) -> None:
    monkeypatch.setattr(sandbox, "COMMAND", (sys.executable, "-c", code))
    monkeypatch.setattr(sandbox, "MAX_SECONDS", seconds)
    start = time.monotonic()
    with pytest.raises(UserError, match=r"memory|time"):
        import_safely("x.zip", zipped({"a.md": b"x"}))
    assert time.monotonic() - start < 30


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the memory of a process")
def test_the_memory_of_the_process_is_bounded() -> None:
    import subprocess

    code = "from exchange.importers.child import limit_memory; limit_memory(); bytearray(2 << 30)"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, cwd=sandbox.ROOT, timeout=60)
    assert b"MemoryError" in done.stderr
