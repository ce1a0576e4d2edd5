"""Make a virtual environment and install requirements: `python3 scripts/environment.py .venv requirements.txt`.

Uses the standard library only. Debian ships Python without `ensurepip`; then pip's own wheel is fetched from the
package index (`PIP_INDEX_URL`, else PyPI) and checked against the index's hash, so that neither root nor a system
package is needed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import venv
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

MIN_PYTHON = (3, 11)  # the oldest that the packages' pinned versions take
INDEX = "https://pypi.org/simple"
SIMPLE_JSON = "application/vnd.pypi.simple.v1+json"
NO_PIP = (
    "This Python has no pip and no ensurepip, and the package index could not be reached for one.\n"
    "Install it (Debian: apt-get install python3-venv), or set PIP_INDEX_URL to an index that answers, and try again."
)


def _fetch(url: str, accept: str = "*/*") -> bytes:
    request = urllib.request.Request(url, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return bytes(answer.read())


def _read_version(name: str) -> tuple[int, ...]:
    return tuple(int(part) for part in name.split("-")[1].split(".") if part.isdigit())


def _fetch_pip_wheel(folder: Path) -> Path:
    """Fetch the newest released pip. Raises URLError, ValueError or KeyError when the index does not give one."""
    page = urljoin(os.environ.get("PIP_INDEX_URL", INDEX).rstrip("/") + "/", "pip/")
    files: list[dict[str, Any]] = json.loads(_fetch(page, SIMPLE_JSON))["files"]
    wheels = [
        f
        for f in files
        if f["filename"].endswith("-py3-none-any.whl")
        and not f.get("yanked")
        and all(part.isdigit() for part in f["filename"].split("-")[1].split("."))
    ]
    newest = max(wheels, key=lambda f: _read_version(f["filename"]))
    body = _fetch(urljoin(page, newest["url"]))
    if hashlib.sha256(body).hexdigest() != newest["hashes"]["sha256"]:
        raise ValueError(f"{newest['filename']} does not match its hash")
    path = folder / str(newest["filename"])
    path.write_bytes(body)
    return path


def _add_pip(python: Path) -> bool:
    """Install pip from its own wheel into an environment that has none."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            wheel = _fetch_pip_wheel(Path(folder))
        except (urllib.error.URLError, OSError, ValueError, KeyError) as error:
            print(f"{NO_PIP}\n({error})", file=sys.stderr)
            return False
        # A wheel is a zip file, from which Python can run the package inside.
        return (
            subprocess.run([python, f"{wheel}/pip", "install", "-q", "--no-index", wheel], check=False).returncode == 0
        )


def make_environment(folder: Path) -> Path | None:
    """Return the environment's python, None when there is no way to a pip. An environment that works is left as it is."""
    python = folder / "bin" / "python"
    if (
        python.exists()
        and subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    ):
        return python
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None
    venv.create(folder, with_pip=has_ensurepip, clear=True, symlinks=True)
    return python if has_ensurepip or _add_pip(python) else None


def main(arguments: list[str]) -> int:
    """Exit status 0 when everything is installed."""
    if sys.version_info < MIN_PYTHON:
        print(
            f"Rehearsal needs Python {MIN_PYTHON[0]}.{MIN_PYTHON[1]} or newer; this is {sys.version.split()[0]}. "
            "Name another one: make run PYTHON=python3.12",
            file=sys.stderr,
        )
        return 1
    folder, *requirements = arguments
    print(f"Installing {', '.join(requirements)} into {folder}: once, for a minute or a few …", file=sys.stderr)
    python = make_environment(Path(folder))
    if python is None:
        return 1
    options = [word for name in requirements for word in ("-r", name)]
    # Python compiles what is imported; to compile all that is installed takes as long as the rest of the installation.
    install = [str(python), "-m", "pip", "install", "-q", "--no-compile", "--disable-pip-version-check", *options]
    return subprocess.run(install, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
