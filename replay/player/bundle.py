"""The player's script as one file, made from the modules beside this one.

The app serves it once, at an address that changes with its text; a downloaded replay holds the same text. Each module
is plain JavaScript with imports between neighbours only, so a bundle is their texts in order of dependence, without the
import lines and the word `export`.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = ("text", "time", "roles", "theme", "chart", "stage", "story", "controls", "keys", "view", "player", "mount")
IMPORT = re.compile(r"^import .*?;\n", re.MULTILINE | re.DOTALL)
EXPORT = re.compile(r"^export (?=function|class|const|async)", re.MULTILINE)


@cache
def plain() -> str:
    """Return the script without exports: it defines `mount({data, parentElement, setTriggerValue})` in its own scope."""
    texts = [EXPORT.sub("", IMPORT.sub("", (HERE / f"{name}.js").read_text("utf-8"))) for name in MODULES]
    style = json.dumps((HERE / "player.css").read_text("utf-8"), ensure_ascii=False)
    return "".join((f"const STYLE = {style};\n", *texts))


@cache
def module() -> bytes:
    """Return the script as an ES module whose default export is `mount`, UTF-8."""
    return (plain() + "\nexport default mount;\n").encode()


@cache
def version() -> str:
    """Return twelve hexadecimal digits that change when the script changes."""
    return hashlib.sha256(module()).hexdigest()[:12]
