"""What can be wrong with a database, in words for a person."""

from __future__ import annotations


class StoreError(Exception):
    """`str(error)` is a whole sentence, `remedy` what to do next. Services pass it on as the error a page shows."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
