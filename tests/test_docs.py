"""Hold every page of docs/ to what it names: links, files, make targets and commands exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import module_index

ROOT = Path(__file__).resolve().parent.parent
# The list of modules is made of their docstrings, which `tests/test_docstrings.py` holds.
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")} - {module_index.INDEX})
# A path as it stands in code spans: folders and a file with a suffix, or a folder that ends with a slash.
PATH = re.compile(r"`((?:[\w.-]+/)+(?:[\w-]+\.(?:py|md|js|ts|css|toml|yml|yaml|txt|sql))?)`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)")
TARGET = re.compile(r"`(?:[A-Z]+=\S+ )?make ([a-z]+)")
MODULE = re.compile(r"python -m ([a-z_]+)")
SCRIPT = re.compile(r"python (benchmarks/[\w/]+\.py)")
# What a page names although it is made at run time or belongs to the reader's own machine.
ELSEWHERE = re.compile(
    r"^(data|shots|audio|pictures|drafts|backups|parsed|episodes|making|cache|deploy|docs/api)/|NAME|NNNN|^_stcore|^path/|^pages/quiz\.py$"
)
# Modules outside this project that a page may tell somebody to run.
FOREIGN_MODULES = {"pip", "venv", "http", "moto", "uvicorn"}


def page_id(page: Path) -> str:
    """Return the name of a page in the output of pytest."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_what_a_page_links_to_exists(page: Path) -> None:
    text = re.sub(r"^(`{3,}).*?^\1`*$|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    missing = [target for target in LINK.findall(text) if not (page.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "CHANGELOG.md"], ids=page_id)
def test_the_files_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = {path for path in PATH.findall(text) if not ELSEWHERE.search(path)}
    named |= set(SCRIPT.findall(text))
    missing = sorted(path for path in named if not (ROOT / path).exists())
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_the_commands_a_page_names_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(TARGET.findall(text)) <= targets
    modules = set(MODULE.findall(text)) - FOREIGN_MODULES
    assert [m for m in sorted(modules) if not ((ROOT / m / "__main__.py").exists() or m == "scripts")] == []


def test_the_deck_commands_that_pages_name_are_offered() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "deck", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    named = {
        word for page in PAGES for word in re.findall(r"python -m deck ([a-z]+)\b", page.read_text(encoding="utf-8"))
    }
    assert named
    assert [word for word in sorted(named) if word not in shown.stdout] == []


def test_the_list_of_modules_is_what_the_modules_say() -> None:
    page = module_index.write_index(module_index.list_modules())
    assert module_index.INDEX.read_text(encoding="utf-8") == page, "docs/modules.md is out of date: make modules"


@pytest.mark.parametrize(
    ("docstring", "line"),
    [
        ("One line.", "One line."),
        ("One sentence. And another.", "One sentence."),
        ("It reads `page.js` and\nends here. `code` begins the next.", "It reads `page.js` and ends here."),
        ("Ends without a stop\n\nA second paragraph.", "Ends without a stop"),
    ],
)
def test_a_module_is_described_by_its_first_sentence(tmp_path: Path, docstring: str, line: str) -> None:
    for place, text in (
        ("deck/a.py", f'"""{docstring}"""\n'),
        ("web/b/c.js", comment(docstring)),
        ("deck/empty.py", ""),
    ):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    assert module_index.list_modules(tmp_path) == [("deck/a.py", line.rstrip(".")), ("web/b/c.js", line.rstrip("."))]


def comment(text: str) -> str:
    """Return the first paragraph of a text as the comment at the top of a browser module."""
    lines = "".join(f"// {line}\n" for line in text.partition("\n\n")[0].split("\n"))
    return f"// @ts-check\n{lines}\nimport x;\n// not this\n"


def test_modules_stand_below_their_folders_in_the_order_of_the_rooms() -> None:
    rows = [("web/a/b.js", "B"), ("deck/z.py", "Z"), ("deck/blocks/a.py", "A"), ("deck/y.py", "Y")]
    assert module_index.write_index(rows).removeprefix(module_index.HEAD) == (
        "\n## deck/\n\n- `y.py`: Y\n- `z.py`: Z\n\n## deck/blocks/\n\n- `a.py`: A\n\n## web/a/\n\n- `b.js`: B\n"
    )
