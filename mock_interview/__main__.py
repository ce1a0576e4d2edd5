"""The doorway to `commands.plan_interview`: `python -m mock_interview plan DECK --minutes 45 --seed N --json`."""

from __future__ import annotations

from commands.entry import run_and_exit
from commands.plan_interview import main

if __name__ == "__main__":
    run_and_exit(main)
