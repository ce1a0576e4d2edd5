"""`python -m deck`: a doorway to the commands that work on decks."""

from __future__ import annotations

import sys

from commands.deck_main import main

if __name__ == "__main__":
    sys.exit(main())
