"""`python -m deck`: a doorway to the commands that work on decks."""

from __future__ import annotations

from commands.deck_main import main
from commands.entry import run_and_exit

if __name__ == "__main__":
    run_and_exit(main)
