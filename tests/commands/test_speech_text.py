"""`python -m speech text` prints what a voice is given to say, line by line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from commands.speech_text import speak_lines

ROOT = Path(__file__).resolve().parents[2]


def run(*words: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "speech", *words], input=given, capture_output=True, cwd=ROOT, timeout=60, check=False
    )


@pytest.mark.parametrize("name", ["", "-"])
def test_standard_input_is_read(name: str) -> None:
    done = run("text", *([name] if name else []), given="A @Bean\n\np99 → 5 ms\n".encode())
    assert done.returncode == 0 and done.stdout.decode() == "A Bean.\n\nP 99, then 5 milliseconds.\n"


def test_a_file_that_is_not_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    done = run("text", str(tmp_path / "none.md"))
    assert done.returncode == 2 and done.stdout == b""
    assert done.stderr.decode().count("\n") == 1 and "There is no file" in done.stderr.decode()


def test_the_front_matter_decides_and_is_not_read_out() -> None:
    data = b"---\nlanguage: de\npronunciations:\n  Hikari: hee-KAH-ree\n---\nHikari\n5 ms"
    assert speak_lines(data) == ("", "", "", "", "", "hee-KAH-ree.", "5 ms.")
    assert speak_lines(data, "en")[-1] == "5 milliseconds."


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert speak_lines(b"---\none\ntwo") == ("", "one.", "two.")
