"""The table of pages and the folder of pages tell of the same pages."""

from __future__ import annotations

from ui.navigation import ROOT, SCREENS


def test_every_page_stands_in_the_table_and_every_entry_has_its_file() -> None:
    files = {path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "__init__"}
    assert {screen.name for screen in SCREENS} == files
