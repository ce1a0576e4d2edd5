"""Statements over whole tables, the same for both engines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def build_select(
    table: str, columns: Sequence[str], order: Sequence[str], after: Sequence[Any], sign: str
) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that reads a table, and its values; `sign` stands for a value."""
    sql = f"SELECT {', '.join(columns)} FROM {table}"
    if after:  # row values: with a key of several columns, all of them decide what comes after
        sql += f" WHERE ({', '.join(order)}) > ({', '.join(sign for _ in after)})"
    if order:
        sql += f" ORDER BY {', '.join(order)}"
    return sql, tuple(after)
