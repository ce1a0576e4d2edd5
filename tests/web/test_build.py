"""What lies in static/components is what web/ builds."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from services.assets import COMPONENTS
from services.workspace import ROOT

WEB = ROOT / "web"
# The same rule as in web/build.js.
SOURCE = re.compile(r"(?!tests/).*\.(?:js|css)$|package-lock\.json$")
ADVICE = "static/components is not what web/ builds. Run: make web"


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def list_sources(folder: Path) -> list[str]:
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if "node_modules" not in path.parts)
    return sorted(name for name in paths if SOURCE.fullmatch(name))


def test_the_outputs_are_those_of_the_sources() -> None:
    manifest = json.loads((COMPONENTS / "manifest.json").read_text("utf-8"))
    lines = (f"{name}\0{digest((WEB / name).read_bytes())}\n" for name in list_sources(WEB))
    assert manifest["sources"] == digest("".join(lines).encode()), ADVICE
    built = {path.name: digest(path.read_bytes()) for path in COMPONENTS.iterdir() if path.name != "manifest.json"}
    assert manifest["outputs"] == built, ADVICE


@pytest.mark.skipif(
    shutil.which("node") is None or not (WEB / "node_modules").is_dir(),
    reason="node and web/node_modules are needed to build the components again",
)
def test_node_builds_the_same_and_its_tests_pass() -> None:
    done = subprocess.run(["npm", "test", "--silent"], cwd=WEB, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_source_makes_markup_or_code_from_text() -> None:
    forbidden = re.compile(r"\.(?:innerHTML|outerHTML|insertAdjacentHTML)\b|document\.write|\beval\(|new Function")
    for name in list_sources(WEB):
        if name.endswith(".js") and name != "eslint.config.js":
            assert not forbidden.search((WEB / name).read_text("utf-8")), name


def test_every_source_is_checked_for_types() -> None:
    for name in list_sources(WEB):
        if name.endswith(".js") and "/" in name:
            assert (WEB / name).read_text("utf-8").startswith("// @ts-check\n"), name
