"""The scripts of the browser components, each with the version that its address carries."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path

from files import digest
from services.workspace import ROOT

COMPONENTS = ROOT / "static" / "components"
# What a browser may ask for under /vendor/: our own components, built from web/, and Plotly's script from its package.
SCRIPTS: dict[str, Path] = {
    **{
        name: COMPONENTS / name
        for name in (
            "early-keys.js",
            "editor.js",
            "listen.js",
            "offline-incident.js",
            "page.css",
            "page.js",
            "replay.js",
            "tabletop.js",
        )
    },
    "plotly.min.js": Path(str(resources.files("plotly"))) / "package_data" / "plotly.min.js",
}
VERSION_DIGITS = 12  # hexadecimal, as git's short names: enough that no two versions meet


@dataclass(frozen=True, slots=True)
class Asset:
    """A script: `address` begins with a slash and carries the version, so that a browser may keep it for ever."""

    name: str
    path: Path
    version: str

    @property
    def address(self) -> str:
        """Return the address below the app's root."""
        return f"/vendor/{self.name}?v={self.version}"


@lru_cache(maxsize=32)
def find_asset(name: str) -> Asset | None:
    """Return the script or style sheet of this name, None when there is none. Each is read once: Plotly's has 4.8 MB."""
    path = SCRIPTS.get(name)
    if path is None:
        return None
    return Asset(name=name, path=path, version=digest(path.read_bytes(), VERSION_DIGITS))


def load_asset(name: str) -> Asset:
    """Return the script of this name. Raises LookupError for a name that is not in the table."""
    asset = find_asset(name)
    if asset is None:
        raise LookupError(name)
    return asset


def read_text(name: str) -> str:
    """Return the text of a built style sheet or small script that travels with its component.

    It begins with a comment on a line of its own: Streamlit takes a text of a single line for a file's name.
    """
    return f"/* {name} */\n{(COMPONENTS / name).read_text(encoding='utf-8')}"
