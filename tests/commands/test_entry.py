"""Every command line ends quietly when the reader of its output has read enough."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from services.workspace import ROOT

# Enough that every command writes more than a buffer holds (8 KB): some of it is written before the command is done.
DECK = "# Pools\n\n" + "\n\n".join(
    f"**Question:** Why is the pool of service {number} too small {'for what is asked of it ' * 12}?\n\n"
    f"**Answer:** {f'The threads of service {number} wait for a connection, and nobody measures that. ' * 12}"
    for number in range(30)
)
COMMANDS = {
    "simulation": ["simulation", "list", "--json"],
    "deck": ["deck", "show", "DECK", "--json"],
    "quiz": ["quiz", "exercises", "DECK"],
    "speech": ["speech", "text", "DECK"],
    "objects": ["objects", "list"],
    "mock_interview": ["mock_interview", "plan", "DECK", "--json"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_closed_pipe_is_no_error(name: str, tmp_path: Path) -> None:
    path = tmp_path / "pools.md"
    path.write_text(DECK, encoding="utf-8")
    command = [str(path) if word == "DECK" else word for word in COMMANDS[name]]
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env={**os.environ, "REHEARSAL_DATA": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()  # before anything is written
    _, told = process.communicate()
    assert (process.returncode, told) == (0, b"")
