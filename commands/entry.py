"""What command lines share: errors in the arguments as one sentence, the exit status, a reader that has read enough."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import NoReturn

from errors import UserError


class SentenceParser(argparse.ArgumentParser):
    """Say what is wrong with the arguments in one sentence."""

    def error(self, message: str) -> None:  # type: ignore[override]  # argparse declares that it never returns
        """Raise instead of printing the usage."""
        raise UserError(f"{message[:1].upper()}{message[1:]}.")


def run_and_exit(main: Callable[[], int]) -> NoReturn:
    """Run a command line and end the process with its status.

    `command | head` closes the pipe before all is written: that is no error, and no traceback. What is still in the
    buffer goes nowhere, as Python writes it out once more at its end.
    """
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)
