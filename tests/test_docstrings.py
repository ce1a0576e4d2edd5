"""Hold docstrings to the names they mention: what stands in backticks exists.

A class documents fields that it has; a function or module may name whatever its module uses, or the project defines.
Comments are left out: they quote words of decks and of other programs more often than names.
"""

from __future__ import annotations

import ast
import gc
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = [
    *("commands", "deck", "exchange", "mock_interview", "objects", "pages", "quiz", "replay"),
    *("scripts", "server", "services", "simulation", "speech", "store", "ui"),
]
# One name, plain or dotted, alone in its backticks: `line`, `quiz.queue`, `load_card()`. Two backticks are a fence.
NAME = re.compile(r"(?<!`)`([A-Za-z_]\w*(?:\.\w+)*)(?:\(\))?`(?!`)")
# A comment alone on its line or behind code. A "#" in a string hardly ever has a space on either side.
COMMENT = re.compile(r"(?m)(?:^|(?<=\s))# (.*)$")
WORD = re.compile(r"\w+")
# Words of Python, HTTP, SQL, data formats and other people's programs, and the variables of the environment.
FOREIGN = frozenset(
    """
    None True False ValueError eval random nan
    Host Origin nosniff request.base_url server.baseUrlPath
    executescript pg_dump to_regclass total_changes tsvector span
    NONE sowt MediaEntries InvalidVersion
    """.split()
)
ENVIRONMENT = re.compile(r"REHEARSAL_[A-Z_]+")

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass
class Source:
    """A module's docstrings, and its lines without docstrings and comments."""

    path: Path
    tree: ast.Module
    lines: list[str]
    docstrings: list[tuple[ast.Module | Definition, list[ast.ClassDef], ast.Constant]] = field(default_factory=list)

    def find_words(self, nodes: Iterable[ast.stmt]) -> set[str]:
        """Return the words of some statements, docstrings and comments left out."""
        return {
            word
            for node in nodes
            for line in self.lines[first_line(node) - 1 : node.end_lineno]
            for word in WORD.findall(line)
        }


def first_line(node: ast.stmt) -> int:
    """Return the line a statement begins on, its decorators included."""
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def walk_definitions(
    body: Iterable[ast.AST], classes: list[ast.ClassDef]
) -> Iterator[tuple[Definition, list[ast.ClassDef]]]:
    """Yield functions and classes at any depth, each with the classes around it."""
    for node in body:
        if isinstance(node, Definition):
            yield node, classes
            inside = [*classes, node] if isinstance(node, ast.ClassDef) else classes
            yield from walk_definitions(node.body, inside)
        elif isinstance(node, ast.If | ast.Try | ast.With | ast.For):
            yield from walk_definitions(ast.iter_child_nodes(node), classes)


def read_source(path: Path, text: str) -> Source:
    """Read a module's text and take its docstrings and comments out of its lines."""
    source = Source(path, ast.parse(text), text.splitlines())
    for node, classes in [(source.tree, []), *walk_definitions(source.tree.body, [])]:
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            source.docstrings.append((node, classes, first.value))
            for number in range(first.lineno, (first.end_lineno or first.lineno) + 1):
                source.lines[number - 1] = ""
    for number, line in enumerate(source.lines, 1):
        if comment := COMMENT.search(line):
            source.lines[number - 1] = line[: comment.start()]
    return source


@cache
def read_sources() -> list[Source]:
    """Read every module of the project once.

    The garbage collector is paused meanwhile: it would look through a million living nodes again and again.
    """
    modules = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    gc.disable()
    try:
        return [read_source(path, path.read_text(encoding="utf-8")) for path in [*sorted(ROOT.glob("*.py")), *modules]]
    finally:
        gc.enable()


@cache
def find_defined_names() -> frozenset[str]:
    """Return the project's rooms, modules, functions, classes and constants, and the words of its migrations."""
    names: set[str] = set()
    for source in read_sources():
        names.update(source.path.relative_to(ROOT).with_suffix("").parts)
        names.update(node.name for node, _ in walk_definitions(source.tree.body, []))
        for node in source.tree.body:
            if isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
                names.update(target.id for target in targets if isinstance(target, ast.Name))
    for path in (ROOT / "store" / "migrations").rglob("*.sql"):
        names.update(WORD.findall(path.read_text(encoding="utf-8")))
    return frozenset(names)


@cache
def find_classes() -> dict[str, list[tuple[Source, ast.ClassDef]]]:
    """Return the project's classes by name."""
    classes: dict[str, list[tuple[Source, ast.ClassDef]]] = {}
    for source in read_sources():
        for node, _ in walk_definitions(source.tree.body, []):
            if isinstance(node, ast.ClassDef):
                classes.setdefault(node.name, []).append((source, node))
    return classes


def find_class_words(source: Source, node: ast.ClassDef) -> set[str]:
    """Return the words of a class and of its bases, the fields among them."""
    words = source.find_words([node])
    for base in node.bases:
        name = getattr(base, "attr", getattr(base, "id", ""))
        for other, parent in find_classes().get(name, []):
            if parent is not node:
                words |= find_class_words(other, parent)
    return words


@cache
def find_module_words(path: Path) -> frozenset[str]:
    """Return the words of a module's code."""
    source = next(source for source in read_sources() if source.path == path)
    return frozenset(source.find_words(source.tree.body))


def find_known_words(source: Source, node: ast.Module | Definition, classes: list[ast.ClassDef]) -> set[str]:
    """Return the names that a docstring may mention besides those defined anywhere.

    A class may name its fields and what its module defines outside other classes and functions; a function may name
    whatever its module does.
    """
    if not isinstance(node, ast.ClassDef):
        return set(find_module_words(source.path))
    own = [statement for statement in source.tree.body if not isinstance(statement, Definition)]
    defined = {statement.name for statement in source.tree.body if isinstance(statement, Definition)}
    around = [find_class_words(source, one) for one in [*classes, node]]
    return source.find_words(own).union(defined, *around)


def exists(name: str, source: Source, node: ast.Module | Definition, classes: list[ast.ClassDef]) -> bool:
    """Tell whether a plain or dotted name is one that a docstring may mention."""
    first, *others = name.split(".")
    if name in FOREIGN or ENVIRONMENT.match(name):
        return True
    known = find_known_words(source, node, classes)
    if not others:
        field_like = isinstance(node, ast.ClassDef) and name.islower()
        return name in known or (not field_like and name in find_defined_names())
    for other, defined in find_classes().get(first, []):
        known = known | find_class_words(other, defined)
    return all(part in known or part in find_defined_names() for part in (first, *others))


def find_unknown_names(source: Source) -> Iterator[str]:
    """Yield what stands in backticks in a module's docstrings and does not exist, with file and line."""
    where = source.path.relative_to(ROOT)
    for node, classes, constant in source.docstrings:
        text = constant.value
        assert isinstance(text, str)
        for match in NAME.finditer(text):
            if not exists(match.group(1), source, node, classes):
                yield f"{where}:{constant.lineno + text.count(chr(10), 0, match.start())}: {match.group(1)}"


def test_the_names_in_docstrings_exist() -> None:
    unknown = [name for source in read_sources() for name in find_unknown_names(source)]
    assert not unknown, "\n" + "\n".join(unknown)


def test_a_field_that_is_not_there_is_found() -> None:
    path = ROOT / "deck" / "example.py"
    text = (
        'class Event:\n    """An event. `minute` counts from the start, `told` is its text."""\n\n    minute: float\n'
    )
    source = read_source(path, text)
    assert list(find_unknown_names(source)) == ["deck/example.py:2: told"]
