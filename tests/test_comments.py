"""Every regular expression and every tuned number at the top of a module has its reason beside it.

A reason is a comment above or beside the assignment, or a string below it. Up to `SHARED` neighbours, with no blank line
between them, may share the comment above the first. The test knows that a reason is there; whether it is a good one is
for the reader of a change to judge.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = [
    *("commands", "deck", "exchange", "mock_interview", "objects", "pages", "quiz", "replay"),
    *("scripts", "server", "services", "simulation", "speech", "store", "ui"),
]
# A fourth constant in a row is rarely explained by what is said of the first.
SHARED = 3
# Remarks for a tool (noqa, type, fmt) tell a reader nothing.
DIRECTIVE = re.compile(r"#\s*(?:noqa|type:|fmt:|pragma)")
# A name made of such words alone says how large a unit is (`_DAY_MINUTES`, `SECONDS_PER_HOUR`), if its value is one of the sizes.
UNIT_WORDS = frozenset(
    "BIT BITS BYTE BYTES KB KIB MB MIB GB GIB MILLISECOND MILLISECONDS MS SECOND SECONDS MINUTE MINUTES HOUR HOURS DAY DAYS "
    "WEEK WEEKS PER IN A OF".split()
)
UNIT_SIZES = frozenset((7, 8, 24, 60, 1000, 1024, 1440, 3600, 86_400, 604_800, 1_000_000))


def list_numbers(value: ast.expr) -> list[float] | None:
    """Return the numbers that an expression is calculated from, None where it is no number or holds something else too."""
    match value:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as number):
            return [float(number)]
        case ast.UnaryOp(operand=operand):
            return list_numbers(operand)
        case ast.BinOp(left=left, right=right):
            sides = [list_numbers(side) for side in (left, right) if not isinstance(side, ast.Name | ast.Call)]
            return None if None in sides or not sides else [n for side in sides for n in side or ()]
        case ast.Tuple(elts=entries) if entries:
            parts = [list_numbers(entry) for entry in entries]
            return None if None in parts else [n for part in parts for n in part or ()]
        case ast.Call(func=ast.Name(id="timedelta") | ast.Attribute(attr="timedelta"), args=args, keywords=keywords):
            return [n for entry in (*args, *(k.value for k in keywords)) for n in list_numbers(entry) or ()]
    return None


def is_tuned(assignment: ast.Assign | ast.AnnAssign) -> bool:
    """Tell whether a value is a number that could have been another one."""
    numbers = list_numbers(assignment.value) if assignment.value is not None else None
    if not numbers or set(map(abs, numbers)) <= {0.0, 1.0}:
        return False
    targets = assignment.targets if isinstance(assignment, ast.Assign) else [assignment.target]
    names = [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    words = {word for name in names for word in name.strip("_").split("_")}
    return not (words <= UNIT_WORDS and set(numbers) <= UNIT_SIZES)


def is_pattern(assignment: ast.Assign | ast.AnnAssign) -> bool:
    """Tell whether a value holds a compiled regular expression."""
    return assignment.value is not None and any(
        isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile" for node in ast.walk(assignment.value)
    )


def holds_comment(lines: list[str]) -> bool:
    """Tell whether a statement, or the line above one, has a comment that is no directive for a tool."""
    tokens = tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline)
    return any(token.type == tokenize.COMMENT and not DIRECTIVE.match(token.string) for token in tokens)


def find_unexplained(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the beginning of each pattern and tuned number that has no reason beside it."""
    lines, body = source.splitlines(), ast.parse(source).body
    remaining, end = 0, 0  # of the neighbours that share a comment; the last line of the statement before
    for statement, after in zip_longest(body, body[1:]):
        above, start, end = end, statement.lineno, statement.end_lineno
        if start > 1 and lines[start - 2].startswith("#") and holds_comment(lines[start - 2 : start - 1]):
            remaining = SHARED
        elif start - above > 1 or not isinstance(statement, ast.Assign | ast.AnnAssign):
            remaining = 0
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            continue
        if not (is_pattern(statement) or is_tuned(statement)):
            continue
        is_explained = (
            remaining > 0
            or holds_comment(lines[start - 1 : end])
            or (isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant))
        )
        remaining -= 1
        if not is_explained:
            yield start, lines[start - 1][:80]


@pytest.mark.parametrize(
    "source",
    [
        '_WORD = re.compile(r"\\w+")',
        '_HASH = re.compile(r"#+")',
        "_MOST = 12",
        "_WAIT: float = 2.5",
        "_LOW, _HIGH = 0.2, 0.8",
        "_LARGEST = 5 * 1024 * 1024",
        "_PAUSE = timedelta(minutes=5)",
        '_LONG = re.compile(r"a")  # noqa: E501',
        "# A remark on the module.\n\n_MOST = 12",
        "# The first.\n_A = 2\n_B = 3\n_C = 4\n_D = 5",
        '_KINDS = tuple((k, re.compile(k)) for k in ("a", "b"))',
        "_TIMEOUT_SECONDS = 60",
        "_DAYS = 30",
    ],
)
def test_what_has_no_reason_is_found(source: str) -> None:
    assert list(find_unexplained(source))


@pytest.mark.parametrize(
    "source",
    [
        "# Words.\n_WORD = re.compile(r'w')",
        "_MOST = 12  # entries on a page",
        '_MOST = 12\n"""Entries on a page."""',
        "_LONG = re.compile(\n    # words behind a name\n    r'w',\n)",
        "# Shares.\n_LOW = 0.2\n_HIGH = 0.8\n_TOP = 0.9",
        "_FIRST, _SIGN = 0, -1",
        "_DAY = timedelta(days=1)",
        "_HOUR_MINUTES, _DAY_MINUTES = 60, 1440",
        "SECONDS_PER_DAY = 24 * 60 * 60",
        "Shape = Square | Circle",
        "_PATTERN = rf'{_WORD}'",
        "_ON = True",
        "_NAME = 'a' * 3",
        "",
    ],
)
def test_what_has_a_reason_or_needs_none_is_passed(source: str) -> None:
    assert not list(find_unexplained(source))


@pytest.mark.parametrize("room", ROOMS)
def test_each_pattern_and_tuned_number_has_its_reason(room: str) -> None:
    missing = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, text in find_unexplained(path.read_text(encoding="utf-8"))
    ]
    assert not missing, "\n".join(["Say why, above or beside each:", *missing])
