"""The listening player's scripts, for the browser: served one by one under an address that changes with their
text."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def hash_scripts() -> str:
    """Return a hash that changes with the scripts."""
    joined = b"".join(path.read_bytes() for path in sorted(FOLDER.glob("*.js")))
    return hashlib.sha256(joined).hexdigest()[:12]


@lru_cache(maxsize=32)
def read_script(name: str) -> bytes | None:
    """Return a script by its file name, None when there is no such."""
    return next((path.read_bytes() for path in FOLDER.glob("*.js") if path.name == name), None)


def read_styles() -> str:
    """Return the style sheet."""
    return (FOLDER / "player.css").read_text(encoding="utf-8")
