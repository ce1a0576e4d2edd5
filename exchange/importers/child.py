"""A process of its own for files that hold databases and archives: `python -m exchange.importers.child NAME`.

The file comes on standard input, the texts go to standard output as one JSON object. What a file does to this process
stays here: its memory is bounded, and the process that asked sees one sentence.
"""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import asdict
from typing import Any

from deck.model import Problem
from errors import UserError
from exchange.importers.formats import ImportedText, import_file
from exchange.importers.images import Picture

MEMORY_BYTES = 1024 * 1024 * 1024  # of addresses; the libraries take a third of it
TOO_MUCH = "Reading this file takes more memory or time than we allow."
TOO_MUCH_REMEDY = "Split it, or save it again from the program it comes from."


def encode_texts(texts: tuple[ImportedText, ...]) -> dict[str, Any]:
    """Return texts as JSON takes them: pictures in base64."""
    rows = []
    for text in texts:
        row = asdict(text)
        row["pictures"] = [
            {"name": p.name, "data": base64.b64encode(p.data).decode("ascii"), "pixels": p.pixels}
            for p in text.pictures
        ]
        rows.append(row)
    return {"texts": rows}


def decode_texts(reply: dict[str, Any]) -> tuple[ImportedText, ...]:
    """Return the texts of a reply."""
    return tuple(
        ImportedText(
            name=row["name"],
            text=row["text"],
            warnings=tuple(row["warnings"]),
            pictures=tuple(Picture(p["name"], base64.b64decode(p["data"]), p["pixels"]) for p in row["pictures"]),
            path=row["path"],
            problems=tuple(Problem(**{**problem, "lines": tuple(problem["lines"])}) for problem in row["problems"]),
        )
        for row in reply["texts"]
    )


def answer(name: str, data: bytes) -> dict[str, Any]:
    """Return the texts of a file, or why there are none."""
    try:
        return encode_texts(import_file(name, data))
    except UserError as error:
        return {"error": str(error), "remedy": error.remedy}
    except (MemoryError, RecursionError):
        return {"error": TOO_MUCH, "remedy": TOO_MUCH_REMEDY}


def limit_memory() -> None:
    """Bound the memory of this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 (not on Windows)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def main() -> None:
    """Read one file and answer."""
    limit_memory()
    reply = answer(sys.argv[1], sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(reply).encode("ascii"))


if __name__ == "__main__":
    main()
