"""Fixtures of the library's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from exchange.importers import formats
from services.library import import_export


@pytest.fixture(scope="session", autouse=True)
def files_are_read_here() -> Iterator[None]:
    """Read files in this process: one for each costs a second. tests/exchange tries the process of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_export, "import_safely", formats.import_file)
        yield
