"""What every command line ends with: the exit status, and a reader that has read enough."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NoReturn


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
