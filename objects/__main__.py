"""`python -m objects list|check|copy`: look after the files of an instance, in a folder or an S3 store."""

from __future__ import annotations

from commands.entry import run_and_exit
from commands.objects_main import main

if __name__ == "__main__":
    run_and_exit(main)
