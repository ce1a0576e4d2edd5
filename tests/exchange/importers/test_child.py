"""What the process of its own answers, and that what it writes is what is read here."""

from __future__ import annotations

import io
import json
import sys
from types import SimpleNamespace

import pytest

from exchange.importers import child
from exchange.importers.formats import import_file
from tests.exchange.importers.test_formats import ONE, drawn, zipped


def test_an_answer_is_the_texts_or_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"a.md": ONE + b"\n![](a.png) ![](bad.png)\n", "a.png": drawn(), "bad.png": b"x", "b.csv": b'"'}
    reply = json.loads(json.dumps(child.answer("x.zip", zipped(files))))
    assert list(reply) == ["texts"] and child.decode_texts(reply) == import_file("x.zip", zipped(files))
    sentence = {"error": "The file is empty.", "remedy": "Choose a file with questions in it."}
    assert child.answer("x.zip", b"") == sentence

    failures: list[Exception] = [MemoryError(), RecursionError()]

    def fail(_name: str, _data: bytes) -> None:
        raise failures.pop()

    monkeypatch.setattr(child, "import_file", fail)
    while failures:
        assert child.answer("x.zip", b"x") == {"error": child.TOO_MUCH, "remedy": child.TOO_MUCH_REMEDY}


def test_the_file_comes_on_standard_input_and_the_answer_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    bounded: list[bool] = []
    out = io.BytesIO()
    monkeypatch.setattr(child, "limit_memory", lambda: bounded.append(True))
    monkeypatch.setattr(sys, "argv", ["child", "ö.md"])
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO("Größe".encode())))
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out))
    child.main()
    monkeypatch.undo()
    (read,) = child.decode_texts(json.loads(out.getvalue()))
    assert (read.name, read.text, bounded) == ("ö", "Größe", [True])
