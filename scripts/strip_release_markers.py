"""Take the kernel's release out of a lock file's markers: `python -m scripts.strip_release_markers FILE…`.

Packages for macOS carry markers on `platform_release`. Pip before 24.3 compares that text as a version and ends in
`InvalidVersion` on a Linux kernel such as `6.8.0-generic`. A requirement for an older macOS goes, the condition for a newer one
is dropped: the wheels themselves say which macOS they need.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import files

# `platform_release < '22.0'`: what newer systems do not need.
_OLDER = re.compile(r"platform_release\s*<")
# `platform_release >= '20.0' and `: the comparison and the word that joins it to the rest.
_NEWER = re.compile(r"platform_release\s*[<>=!]+\s*'[0-9.]*'\s+and\s+")


def strip_release_markers(text: str) -> str:
    """Return a requirements file without comparisons of the kernel's release; a requirement goes with its hashes."""
    lines: list[str] = []
    for requirement in re.split(r"(?m)^(?=\S)", text):
        if not _OLDER.search(requirement.partition("\n")[0]):
            lines.append(_NEWER.sub("", requirement))
    return "".join(lines)


def main(paths: list[str]) -> int:
    """Rewrite the files."""
    for name in paths:
        path = Path(name)
        files.write_atomically(path, strip_release_markers(path.read_text(encoding="utf-8")).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
