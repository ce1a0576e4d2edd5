"""Every command line ends quietly when the reader of its output has read enough."""

from __future__ import annotations

import subprocess
import sys

import pytest

from services.workspace import ROOT

DECK = "content/real-time-payments.md"
COMMANDS = {
    "simulation": ["simulation", "list", "--json"],
    "deck": ["deck", "show", DECK, "--json"],
    "quiz": ["quiz", "exercises", DECK],
    "speech": ["speech", "text", DECK],
    "mock_interview": ["mock_interview", "plan", DECK, "--json"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_closed_pipe_is_no_error(name: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", *COMMANDS[name]], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()  # before anything is written
    _, told = process.communicate()
    assert (process.returncode, told) == (0, b"")
