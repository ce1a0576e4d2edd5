"""List what is installed with its licence: `python -m scripts.licences [REQUIREMENTS…]`; 1 when one has none or no pin.

Reads the requirement files (all that there are, without any) and the metadata of what is installed; nothing is fetched. A line
of a requirement file without an exact version and a hash is named, and so is a package that tells no licence.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# `name==1.2.3`, perhaps with extras before and a marker after; in a file with hashes these follow on lines of their own.
_PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
# Packages whose metadata tells no licence, with what their repository says.
UNTOLD = {
    "axe-playwright-python": "MIT; the axe-core inside is MPL-2.0",
    "espeakng-loader": "MIT; the espeak-ng inside is GPL-3.0-or-later",
}
_LICENCE_CLASSIFIER = "License :: OSI Approved :: "


def read_requirements(path: Path) -> tuple[list[tuple[str, str]], list[str]]:
    """Return (name, version) of each requirement of a file, and a sentence for each that is not pinned with a hash."""
    pinned: list[tuple[str, str]] = []
    loose: list[str] = []
    for line in path.read_text().replace("\\\n", " ").splitlines():
        text = line.partition(" #")[0].strip()
        if not text or text.startswith(("#", "-")):
            continue
        match = _PINNED.match(text)
        if match is None:
            loose.append(f"{path.name}: {text.split()[0]} has no exact version")
            continue
        pinned.append((match["name"], match["version"]))
        if not _HASH.search(text):
            loose.append(f"{path.name}: {match['name']} has no hash")
    return pinned, loose


def find_licence(name: str) -> str | None:
    """Return the licence that an installed package tells; "" when it tells none, None when it is not installed."""
    try:
        fields = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    classifiers = [
        value.removeprefix(_LICENCE_CLASSIFIER).removeprefix("License :: ")
        for value in fields.get_all("Classifier") or []
        if value.startswith("License ::")
    ]
    licence = (
        fields["License-Expression"] or "; ".join(classifiers) or fields["License"] or UNTOLD.get(name.lower(), "")
    )
    return " ".join(licence.split())[:80]


def main(arguments: list[str]) -> int:
    """Print a line a package; 1 when something has no pin or tells no licence."""
    paths = [Path(name) for name in arguments] or sorted(ROOT.glob("requirements*.txt"))
    problems: list[str] = []
    for path in paths:
        pinned, loose = read_requirements(path)
        problems += loose
        for name, version in pinned:
            licence = find_licence(name)
            if licence is None:
                continue  # for another system, or an environment that was not made
            print(f"{path.name}\t{name}\t{version}\t{licence or 'unknown'}")
            if not licence:
                problems.append(f"{path.name}: {name} tells no licence")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
