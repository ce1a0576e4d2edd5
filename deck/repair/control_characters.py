"""Characters that no text has: NUL, other control characters, lone surrogates, a stray byte order mark."""

from __future__ import annotations

import re

from deck.markdown.clean_text import FORBIDDEN
from deck.markdown.source import Source, format_line_ranges

_SPACES = "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"


def _replace_character(match: re.Match[str]) -> str:
    char = match.group()
    return " " if char in _SPACES else "" if char == "\ufeff" else "\ufffd"


def repair_control_characters(source: Source) -> None:
    """Replace them by U+FFFD, as CommonMark does with NUL; separators become spaces, a byte order mark goes."""
    # isprintable is much faster than the search, and true for nearly every line
    changed = [i for i, line in enumerate(source.lines) if not line.isprintable() and FORBIDDEN.search(line)]
    for i in changed:
        source.lines[i] = FORBIDDEN.sub(_replace_character, source.lines[i])
    if changed:
        where = format_line_ranges(source.origin[i] for i in changed)
        message = f"Control characters or incomplete characters were replaced (lines {where})."
        blank_lines = [i for i in changed if not source.lines[i].strip()]
        source.report(
            changed[0], "warning", "control-characters", message, "Retype the places marked \ufffd.", blank_lines
        )
