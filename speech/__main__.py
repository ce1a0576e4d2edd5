"""`python -m speech text [FILE|-]`: a doorway to `commands`."""

from __future__ import annotations

import io
import sys

from commands import speech_text
from commands.entry import run_and_exit
from errors import UserError


def main(words: list[str] | None = None) -> int:
    """Run one command; a sentence and exit status 2 for what a person can mend."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        print(speech_text.run_command(speech_text.build_parser().parse_args(words)), end="")
        return 0
    except UserError as error:
        print(f"{error} {error.remedy}".rstrip(), file=sys.stderr)
        return 2


if __name__ == "__main__":
    run_and_exit(main)
