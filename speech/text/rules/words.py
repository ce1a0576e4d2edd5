"""Words made of words, letters that are spelled, and what is left of markup and punctuation."""

from __future__ import annotations

import re

from speech.text.acronyms import ACRONYMS
from speech.text.rules.rule import Rule, join_longest_first, make_rule


def spell_acronym(match: re.Match[str]) -> str:
    """Spell letter by letter, digits as they are; a plural keeps its s."""
    is_glued = match.string[match.end() : match.end() + 1].isdigit()
    return " ".join(match[1]) + ("'s" if match[2] else " " if is_glued else "")


WORDS: tuple[Rule, ...] = (
    make_rule(
        "key-value",
        r"(?<=[A-Za-z]):(?=[A-Za-z0-9])(?!\d{2}\b)",
        ": ",
        "A pause between a key and its value.",
        needs=":",
        english_only=False,
    ),
    make_rule(
        "scope", r"(?<=\w)::(?=\w)", " ", "The double colon of a scope is not said.", needs=":", english_only=False
    ),
    make_rule(
        "alternatives-left",
        r"(?<=[A-Za-z)])\s?/\s?(?=[A-Za-z(])",
        " or ",
        "Slashes that no rule before has understood.",
        needs="/",
    ),
    make_rule("slash", r"\s+/\s+", ", ", "A slash with spaces parts two remarks.", needs="/", english_only=False),
    make_rule(
        "snake",
        r"(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])|\b_+|_+\b",
        " ",
        "Underscores part words.",
        needs="_",
        english_only=False,
    ),
    make_rule(
        "letter-digit",
        r"(?<=[a-z] v)(?=\d)|(?<=[A-Z]{2})(?=v\d)|(?<=[A-Z]{2}v)(?=\d)",
        " ",
        "A version glued to a name.",
        needs="v",
        english_only=False,
    ),
    make_rule(
        "camel",
        r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z]{2,})|(?<=[a-z])(?=[A-Z]{2,}(?:\b|[A-Z][a-z]{2,}))",
        " ",
        "Words in a name begin with capital letters.",
        english_only=False,
    ),
    make_rule(
        "acronym-number", rf"\b({join_longest_first(ACRONYMS)})-(?=\d|[A-Z]{{2}})", r"\1 ", "UTF-8, AES-256.", needs="-"
    ),
    make_rule(
        "spelled",
        rf"\b({join_longest_first(ACRONYMS)})(s)?(?![A-Za-z])",
        spell_acronym,
        "Acronyms that are spelled; others are said as words.",
    ),
    make_rule(
        "identifier",
        r"(?<!slash )(?<!dot )(?<![\w{:/.'-])id(s?)(?![\w}/-]|\.\w)",
        lambda m: f"I D{'' if not m[1] else chr(39) + 's'}",
        "Two letters; inside a path or braces it is a name.",
        needs="d",
    ),
    make_rule(
        "unpronounceable",
        r"(?<![\w'])([B-DF-HJ-NP-TV-XZ]{2,6})(s)?(?![A-Za-z_])",
        spell_acronym,
        "Capitals without a vowel cannot be said as a word.",
    ),
)
LEFTOVERS: tuple[Rule, ...] = (
    make_rule(
        "brackets",
        r"[\[\]{}<>|`\\^~]+|\*+",
        " ",
        "What is left of the markup of code.",
        needs="*<>[\\]^`{|}~",
        english_only=False,
    ),
    make_rule("dash", r"\s+[–—-]+\s+|[—–]+", ", ", "A dash is a pause.", needs="-–—", english_only=False),
    make_rule("ellipsis", r"…|\.{3,}", ".", "Dots end a sentence.", needs=".…", english_only=False),
    make_rule(
        "tidy-brackets", r"(?<=\()\s+|\s+(?=\))", "", "Spaces that other rules left.", needs="()", english_only=False
    ),
    make_rule(
        "empty-brackets",
        r"\s*\(\s*[,;.]*\s*\)",
        "",
        "Brackets that other rules emptied.",
        needs="(",
        english_only=False,
    ),
    make_rule(
        "tidy-commas",
        r"\s+(?=[,.;:!?]+(?:\s|$))|(?:,\s*)+(?=[,.;:!?])|^[\s,;:.]+",
        "",
        "Punctuation that other rules left.",
        english_only=False,
    ),
    make_rule("spaces", r"\s{2,}", " ", "One space is enough.", english_only=False),
)
