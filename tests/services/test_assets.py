"""The scripts of the browser components, each under an address that changes with its content."""

from __future__ import annotations

import pytest

from services import assets
from services.assets import SCRIPTS, find_asset, load_asset, read_text


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name != "plotly.min.js"])
def test_every_script_of_the_table_is_built_and_has_a_version(name: str) -> None:
    asset = load_asset(name)
    assert (asset.name, asset.path) == (name, SCRIPTS[name])
    assert asset.address == f"/vendor/{name}?v={asset.version}"
    assert len(asset.version) == assets.VERSION_DIGITS
    assert find_asset(name) is asset  # read once


def test_no_two_scripts_share_a_version_and_what_is_not_in_the_table_has_none() -> None:
    versions = [load_asset(name).version for name in SCRIPTS]
    assert len(set(versions)) == len(versions)
    assert find_asset("../store/connection.py") is None
    with pytest.raises(LookupError, match=r"nothing\.js"):
        load_asset("nothing.js")


def test_a_text_that_travels_with_its_component_is_never_a_single_line() -> None:
    first, _, rest = read_text("page.css").partition("\n")
    assert first == "/* page.css */"
    assert rest == SCRIPTS["page.css"].read_text(encoding="utf-8")
