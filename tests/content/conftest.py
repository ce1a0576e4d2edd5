"""Each deck that ships, for tests that every deck must pass."""

from __future__ import annotations

import pytest

from deck import Deck
from tests.content.library import NAMES, read


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """Each deck that ships, by the stem of its file."""
    return str(request.param)


@pytest.fixture
def shipped(name: str) -> Deck:
    """Each deck that ships."""
    return read(name)
