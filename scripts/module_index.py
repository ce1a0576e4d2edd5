"""Write docs/modules.md, which says in one line what each module is for: `make modules` (`--check` compares only).

The line is the first of the module's docstring, or of the comment at the top of a browser module: a newcomer can search one
page instead of opening files, and a reviewer sees which module a new one resembles.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INDEX = ROOT / "docs" / "modules.md"
ROOMS = (
    "deck",
    "quiz",
    "replay",
    "simulation",
    "mock_interview",
    "speech",
    "exchange",
    "store",
    "objects",
    "services",
    "commands",
    "server",
    "ui",
    "pages",
    "web",
    "scripts",
    "benchmarks",
)
HEAD = """# Every module in one line

Written by `make modules` from the first lines of the modules; a test fails when it is out of date. How the rooms hang together is
shown in [architecture.md](architecture.md).
"""
# The first sentence: a full stop counts where a capital or code follows, since names such as `page.js` have stops too.
_SENTENCE = re.compile(r"(.+?[.!?])(?=\s+[A-Z`])|(.+)")
_GENERATED = {"node_modules", "tests"}  # folders of web/ that are no sources


def describe_python(text: str) -> str:
    """Return the first paragraph of a module's docstring on one line, "" where it has none."""
    return " ".join((ast.get_docstring(ast.parse(text)) or "").partition("\n\n")[0].split())


def describe_script(text: str) -> str:
    """Return the comment at the top of a browser module on one line, without what is meant for tools."""
    lines = []
    for line in text.split("\n"):
        if not line.startswith("//"):
            break
        words = line.removeprefix("//").strip()
        if not words.startswith(("@", "eslint")):
            lines.append(words)
    return " ".join(lines)


def list_modules(root: Path = ROOT) -> list[tuple[str, str]]:
    """Return the path and the first sentence of every module, in the order of the rooms."""
    modules = []
    for room in ROOMS:
        pattern = "*.js" if room == "web" else "*.py"
        for path in sorted((root / room).rglob(pattern)):
            place = path.relative_to(root)
            if _GENERATED & set(place.parts[1:]):
                continue
            text = path.read_text(encoding="utf-8")
            description = describe_script(text) if room == "web" else describe_python(text)
            sentence = _SENTENCE.match(description)
            if sentence:
                modules.append((place.as_posix(), sentence[0].rstrip(".")))
    return modules


def write_index(modules: list[tuple[str, str]]) -> str:
    """Return the page: a heading for each folder, a line for each module."""
    parts = [HEAD]
    for folder, rows in groupby(sorted(modules, key=lambda row: _place_folder(row[0])), key=_get_folder):
        parts.append(f"\n## {folder}/\n\n")
        parts += [f"- `{path.rpartition('/')[2]}`: {sentence}\n" for path, sentence in rows]
    return "".join(parts)


def _get_folder(row: tuple[str, str]) -> str:
    return row[0].rpartition("/")[0]


def _place_folder(path: str) -> tuple[int, str, str]:
    folder, _, name = path.rpartition("/")
    return ROOMS.index(path.partition("/")[0]), folder, name


def main() -> int:
    """Write the page, or compare it; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the page is out of date")
    page = write_index(list_modules())
    if parser.parse_args().check:
        return int(INDEX.read_text(encoding="utf-8") != page)
    INDEX.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
