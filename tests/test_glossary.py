"""Hold the names in the code and the words on the screen to docs/glossary.md."""

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


def forbidden_names(column: int) -> dict[str, dict[str, str]]:
    """Return for each room the words of a column that it must not use, each with the term to use instead."""
    terms: dict[str, dict[str, str]] = {}
    for row in table_rows("In the code"):
        words = filter(None, (word.strip() for word in row[column].split(",")))
        terms.setdefault(row[0], {}).update(dict.fromkeys(words, row[1]))
    return terms


# The columns of the table: words that name no module and nothing public, and words that name nothing at all.
PUBLIC, ANYWHERE = 2, 3


def public_names(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the module's name and the public functions and classes it defines, with their lines."""
    yield 1, path.parent.name if path.stem == "__init__" else path.stem
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.lineno, node.name


def all_names(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what a module defines: functions, methods, classes, parameters, variables, fields and aliases, with their lines."""
    yield 1, path.parent.name if path.stem == "__init__" else path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.Import() | ast.ImportFrom():
                yield from ((node.lineno, alias.asname) for alias in node.names if alias.asname)


@pytest.mark.parametrize("room", sorted(forbidden_names(ANYWHERE)))
def test_no_forbidden_synonym_comes_back(room: str) -> None:
    forbidden = {column: forbidden_names(column) for column in (PUBLIC, ANYWHERE)}
    names = [
        (path, line, name, words)
        for path in sorted((ROOT / room).rglob("*.py"))
        for words, list_names in ((forbidden[PUBLIC][room], public_names), (forbidden[ANYWHERE][room], all_names))
        for line, name in list_names(path)
    ]
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {name}: say {words[name.strip('_')]}"
        for path, line, name, words in names
        if name.strip("_") in words
    ]
    assert len(names) > 100
    assert not wrong, "\n" + "\n".join(wrong)


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
    assert forbidden_names(ANYWHERE)["deck"]["stamps"] == "timestamps"
    assert forbidden_names(PUBLIC)["deck"]["days"] == "dates"
    assert len(table_rows("On the screen")) > 10
