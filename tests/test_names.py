"""A name says one thing: no class stands in two modules, and a module's name in two rooms only where docs/glossary.md says so."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.test_glossary import table_rows

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "deck quiz replay simulation mock_interview speech exchange store objects services commands server ui pages scripts"
).split()
# A page bears the name of its address.
FREE_ROOMS = {"pages"}
UNNAMED = {"__init__", "__main__"}


def list_modules() -> list[Path]:
    """Return the modules of all rooms, and those beside them."""
    return [*ROOT.glob("*.py"), *(path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))]


def is_shorthand(value: ast.expr) -> bool:
    """Tell whether an alias only shortens a type of numpy or declares a type variable: such a name is no concept."""
    return any(isinstance(node, ast.Name) and node.id in {"NDArray", "TypeVar"} for node in ast.walk(value))


def list_types(tree: ast.Module) -> Iterator[str]:
    """Yield the names of a module's classes, private ones too, and of its type aliases."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and not is_shorthand(node.value):
            name = node.targets[0].id
            if name.lstrip("_")[0].isupper() and not name.isupper():
                yield name


def implements_protocol(name: str, paths: set[Path]) -> bool:
    """Tell whether all of a folder's modules have a class of this name because the folder's protocol asks for it."""
    folder, *others = {path.parent for path in paths}
    package = folder / "__init__.py"
    return not others and package in paths and f"class {name}(Protocol)" in package.read_text(encoding="utf-8")


def test_a_class_stands_in_one_module() -> None:
    paths_by_name: dict[str, set[Path]] = defaultdict(set)
    for path in list_modules():
        for name in list_types(ast.parse(path.read_text(encoding="utf-8"))):
            paths_by_name[name].add(path)
    doubles = [
        f"{name}: {', '.join(sorted(str(path.relative_to(ROOT)) for path in paths))}"
        for name, paths in sorted(paths_by_name.items())
        if len(paths) > 1 and not implements_protocol(name, paths)
    ]
    assert len(paths_by_name) > 500
    assert not doubles, "\n" + "\n".join(doubles)


def find_modules_of_one_name() -> dict[str, list[str]]:
    """Return the names that stand in several folders, pages left out, each with its files."""
    files: dict[str, list[str]] = defaultdict(list)
    for path in list_modules():
        relative = path.relative_to(ROOT)
        if path.stem not in UNNAMED and relative.parts[0] not in FREE_ROOMS:
            files[path.stem].append(str(relative))
    return {name: paths for name, paths in files.items() if len(paths) > 1}


def test_a_module_of_the_same_name_is_about_the_same_thing() -> None:
    doubles = find_modules_of_one_name()
    shared = [name.strip() for names, _ in table_rows("Modules of one name") for name in names.split(",")]
    assert not {name: paths for name, paths in doubles.items() if name not in shared}
    assert len(shared) == len(set(shared))
    assert not [name for name in shared if name not in doubles], (
        "no longer in two rooms: the table in docs/glossary.md is stale"
    )
