"""What a rule is, and the patterns for numbers, units and arrows that several kinds of rules share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from speech.text import lexicon, symbols

Replacement = str | Callable[[re.Match[str]], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what it is said as.

    `name` is the name of its fixtures; `reason` says why the rule is there or why it stands where it stands;
    `english_only` is true where it puts English words in, so that other languages go without it. What
    a rule that `is_final` says is kept from the rules behind it. A text without any of the characters it `needs` is not
    looked through: most sentences have none of those that most rules are about, and there are two hundred rules.
    """

    name: str
    pattern: re.Pattern[str]
    replacement: Replacement
    reason: str
    english_only: bool = True
    is_final: bool = False
    needs: frozenset[str] = frozenset()


def make_rule(
    name: str,
    pattern: str,
    replacement: Replacement,
    reason: str,
    *,
    needs: str = "",
    english_only: bool = True,
    is_final: bool = False,
) -> Rule:
    """Compile a rule."""
    return Rule(
        name=name,
        pattern=re.compile(pattern),
        replacement=replacement,
        reason=reason,
        english_only=english_only,
        is_final=is_final,
        needs=frozenset(needs),
    )


def join_longest_first(words: object) -> str:
    """Return an alternation that tries the longest word first, so that "min" is not read as "m" and "in"."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


DIGITS = "0123456789"
ARROW_SIGNS = "=>→⇒➔➜⟶"
# Digits with or without separators of thousands, and decimals: `1,250.5`.
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
# A unit ends where the word ends: `5 ms`, not the first letter of `5 machines`.
UNIT = rf"(?:{join_longest_first(lexicon.UNITS)})(?![A-Za-z0-9])"
SCALE = rf"(?:{join_longest_first(lexicon.SCALES)})(?![A-Za-z0-9])"
PER = rf"(?:{join_longest_first(lexicon.PER_UNITS)})(?![A-Za-z0-9])"
CURRENCY = r"[$€£¥₹]"
MONEY_SCALE = rf"(?:{join_longest_first(symbols.MONEY_SCALES)})(?![A-Za-z0-9])"
# The arrows people draw, with one character or with several.
ARROW = r"(?:→|⇒|➔|➜|⟶|-{1,}>|=>)"
# A number with its scale and unit, or an amount of money.
QUANTITY = rf"(?:{CURRENCY}\s?{NUMBER}(?:{MONEY_SCALE})?|{NUMBER}\s?(?:{SCALE}\s?)?(?:{UNIT}|[x×](?![A-Za-z0-9]))?)"


def join_words(words: list[str], conjunction: str = "and") -> str:
    """Return a spoken list: `a`, `a and b`, `a, b and c`."""
    return f" {conjunction} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)
