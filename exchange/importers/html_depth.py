"""How deep HTML nests its elements: what cleans and converts it takes a time that grows with the square of that."""

from __future__ import annotations

import re
from collections import Counter

from errors import UserError

MAX_DEPTH = 200  # of nested elements; documents of people have a tenth of it
# An opening or a closing tag; a value in quotes may hold its brackets. Nothing is tried twice: the time stays linear.
_TAG = re.compile(r"""<(/?)([a-zA-Z][\w-]*)(?:[^<>"']|"[^"]*+"|'[^']*+')*+>""")
# Elements that hold nothing, and those that another of their kind ends, so that they may stand without a closing tag.
_NOT_NESTED = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr", "p", "li"}
    | {"td", "th", "tr", "thead", "tbody", "tfoot", "dt", "dd", "option"}
)


def check_depth(html: str) -> None:
    """Raise UserError where elements are nested too deep; a converter that calls itself for each would fail on a tower."""
    open_elements: Counter[str] = Counter()
    depth = 0
    for match in _TAG.finditer(html):
        name = match[2].lower()
        if name in _NOT_NESTED or match[0].endswith("/>"):
            continue
        if not match[1]:
            open_elements[name] += 1
            depth += 1
        elif open_elements[name]:  # a closing tag of what is not open closes nothing
            open_elements[name] -= 1
            depth -= 1
        if depth > MAX_DEPTH:
            raise UserError("The HTML in this file nests its elements too deep.", "Save it again with less formatting.")
