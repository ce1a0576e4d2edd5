"""Files from somebody, read without harm: databases and archives in a process with bounded memory and time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path, PurePosixPath

from errors import UserError
from exchange.importers.child import TOO_MUCH, TOO_MUCH_REMEDY, decode_texts
from exchange.importers.formats import MAX_FILE_BYTES, RISKY_SUFFIXES, ImportedText, import_file

ROOT = Path(__file__).resolve().parents[2]
MAX_SECONDS = 60.0  # 20,000 notes take six
COMMAND = (sys.executable, "-m", "exchange.importers.child")


def import_safely(name: str, data: bytes) -> tuple[ImportedText, ...]:
    """Return what a file holds; one that could do harm is read in a process of its own.

    Raises UserError as `import_file` does, and when the process takes too much memory or time.
    """
    if PurePosixPath(name).suffix.lower() not in RISKY_SUFFIXES or len(data) > MAX_FILE_BYTES:
        return import_file(name, data)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
    try:
        process = subprocess.run(
            [*COMMAND, PurePosixPath(name).name],
            input=data,
            capture_output=True,
            check=False,
            timeout=MAX_SECONDS,
            cwd=ROOT,
            env=environment,
        )
        reply = json.loads(process.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise UserError(TOO_MUCH, TOO_MUCH_REMEDY) from None
    if "error" in reply:
        raise UserError(reply["error"], reply["remedy"])
    return decode_texts(reply)
