"""`python -m speech text [FILE|-]`: a doorway to `commands`."""

from __future__ import annotations

import io
import os
import sys

from commands import speech_text
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
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
