"""Profiles of the property tests: a few hundred cases by default, thousands with HYPOTHESIS_PROFILE=long."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT.parent / "shared" / "source.md"

_COMMON = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
settings.register_profile("default", max_examples=300, derandomize=True, **_COMMON)
settings.register_profile("long", max_examples=5000, derandomize=True, **_COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def source_text() -> str:
    """The client's document, where it is beside the project."""
    if not SOURCE.exists():
        pytest.skip("the client's document ../shared/source.md is not here")
    return SOURCE.read_text(encoding="utf-8")
