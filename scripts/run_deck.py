#!/usr/bin/env python3
"""Run `python -m deck` from any folder: the doorway for pre-commit, which works in the repository that holds the decks.

`format` takes one file at a time; the others take all at once.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from commands.deck_main import main

_BY_FILE = "format"


def run(arguments: list[str]) -> int:
    """Run a command; the exit status is the worst of all."""
    if arguments[:1] != [_BY_FILE]:
        return main(arguments)
    # Pre-commit hands over all files of a commit at once.
    options = [argument for argument in arguments if argument.startswith("-")]
    files = [argument for argument in arguments[1:] if not argument.startswith("-")]
    return max((main([_BY_FILE, *options, name]) for name in files), default=0)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
