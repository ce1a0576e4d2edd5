"""Hold module names, public names and the words on the screen to docs/glossary.md."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GLOSSARY = ROOT / "docs" / "glossary.md"


def table_rows(heading: str) -> list[list[str]]:
    """Return the body rows of the table under a heading of the glossary."""
    section = GLOSSARY.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def forbidden_names() -> dict[str, dict[str, str]]:
    """Return for each room the words it must not use, each with the term to use instead."""
    found: dict[str, dict[str, str]] = {}
    for room, term, words in table_rows("In the code"):
        found.setdefault(room, {}).update({word.strip(): term for word in words.split(",")})
    return found


def public_names(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the module's name and the public functions and classes it defines, with their lines."""
    yield 1, path.parent.name if path.stem == "__init__" else path.stem
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.lineno, node.name


@pytest.mark.parametrize("room", sorted(forbidden_names()))
def test_no_forbidden_synonym_comes_back(room: str) -> None:
    words = forbidden_names()[room]
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}: say {words[name]}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, name in public_names(path)
        if name in words
    ]
    assert not found, "\n" + "\n".join(found)


def texts_on_screen(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the string literals of a module that are not docstrings, with their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    docstrings = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield node.lineno, node.value


def test_the_screen_says_what_the_glossary_says() -> None:
    phrases = {phrase.strip(): say for say, words in table_rows("On the screen") for phrase in words.split(";")}
    pattern = re.compile("|".join(rf"\b{re.escape(phrase)}\b" for phrase in phrases))
    found = [
        f"{path.relative_to(ROOT)}:{line}: “{match.group()}”: say {phrases[match.group()]}"
        for room in ("pages", "ui", "services")
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, text in texts_on_screen(path)
        for match in pattern.finditer(text)
    ]
    assert not found, "\n" + "\n".join(found)


def test_the_tables_are_read() -> None:
    assert forbidden_names()["deck"]["stamps"] == "timestamps"
    assert len(table_rows("On the screen")) > 10
