"""docs/claims/: what a note says of a deck stands in the deck, with a source and an honest date."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.content.library import NAMES, ROOT, path_of

CLAIMS = ROOT / "docs" / "claims"
FIRST_CHECK = dt.date(2026, 11, 1)  # when the notes were begun; an earlier date would be a slip


def _load(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a note."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(rows, list)
    return rows


@pytest.fixture(params=sorted(CLAIMS.glob("*.yaml")), ids=lambda path: path.stem)
def note(request: pytest.FixtureRequest) -> Path:
    """Each note, named like its deck."""
    return Path(request.param)


def test_each_deck_has_a_note() -> None:
    assert [name for name in NAMES if not (CLAIMS / f"{name}.yaml").exists()] == []


def test_each_claim_stands_on_one_line_of_its_deck(note: Path) -> None:
    lines = path_of(note.stem).read_text(encoding="utf-8").split("\n")
    assert [row["claim"] for row in _load(note) if not any(row["claim"] in line for line in lines)] == []


def test_each_claim_has_an_id_a_source_and_a_date_or_none(note: Path) -> None:
    rows = _load(note)
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    for row in rows:
        assert set(row) == {"id", "claim", "source", "checked"}, row["id"]
        assert set(row["source"]) == {"name", "address"}, row["id"]
        assert row["source"]["address"].startswith(("https://", "http://")), row["id"]
        assert row["checked"] is None or row["checked"] >= FIRST_CHECK, row["id"]
