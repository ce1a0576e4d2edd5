"""The one kind of error that a person may see."""

from __future__ import annotations


class UserError(Exception):
    """Something a person can mend. `str(error)` is a whole sentence; `remedy` says what to do next.

    A page shows both and goes on; a command prints them and exits with status 2. Any other exception is a bug
    and is logged with its trace.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
