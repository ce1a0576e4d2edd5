"""Fixtures of the listening room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from speech.engines.pool import Pool


@pytest.fixture(scope="session")
def speaker() -> Iterator[Pool]:
    """Workers of the default engine."""
    pool = Pool("pyttsx3")
    yield pool
    pool.close()
