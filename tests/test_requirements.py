"""What is installed is pinned, can be read by the oldest pip of each Python, and has a licence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts import licences

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(ROOT.glob("requirements*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_line_has_an_exact_version(path: Path) -> None:
    pinned, loose = licences.read_requirements(path)
    assert pinned
    assert [problem for problem in loose if "no exact version" in problem] == []


def test_files_agree_on_every_version() -> None:
    # They are installed into one environment, where pip would replace the version that another file pins. A file may pin
    # two versions of a package, for two versions of Python.
    pins: dict[str, dict[str, set[str]]] = {}
    for path in FILES:
        for name, version in licences.read_requirements(path)[0]:
            pins.setdefault(name, {}).setdefault(path.name, set()).add(version)
    shared = {name: set.intersection(*files.values()) for name, files in pins.items()}
    assert {name: pins[name] for name, versions in shared.items() if not versions} == {}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_marker_reads_the_kernels_name_as_a_version(path: Path) -> None:
    # pip 24.2 ends in InvalidVersion on `platform_release >= '20'` where the kernel is called 6.1.0-something.
    assert not re.search(r"platform_(?:release|version)", path.read_text())


def test_a_line_without_a_pin_or_a_hash_is_named(tmp_path: Path) -> None:
    path = tmp_path / "requirements-x.txt"
    digest = "a" * 64
    path.write_text(
        f"one==1.0 \\\n    --hash=sha256:{digest}\ntwo>=2 # later\nthree[extra]==3 ; python_version < '4'\n# note\n"
    )
    pinned, loose = licences.read_requirements(path)
    assert pinned == [("one", "1.0"), ("three", "3")]
    assert loose == [
        "requirements-x.txt: two>=2 has no exact version",
        "requirements-x.txt: three has no hash",
    ]


def test_what_is_installed_tells_its_licence() -> None:
    assert "MIT" in (licences.find_licence("pytest") or "")
    assert licences.find_licence("no-such-package-here") is None
    untold = [
        name for path in FILES for name, _ in licences.read_requirements(path)[0] if licences.find_licence(name) == ""
    ]
    assert untold == []
