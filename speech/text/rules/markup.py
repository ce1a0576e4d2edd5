"""What is not for the ear: emoji, quotation marks, references to sources, placeholders, what is left of code."""

from __future__ import annotations

import re

from speech.text.rules.rule import Rule, make_rule

# The fields of date patterns as Java, strftime and people write them.
DATE_FIELDS = {
    "y": "year",
    "Y": "year",
    "M": "month",
    "D": "day",
    "d": "day",
    "H": "hour",
    "h": "hour",
    "m": "minute",
    "s": "second",
    "S": "fraction",
}
# What citations are attached to when they are no citations: an element of a list in code.
INDEXED = frozenset(
    [
        "arr",
        "array",
        "list",
        "items",
        "args",
        "argv",
        "nums",
        "values",
        "data",
        "buf",
        "buffer",
        "row",
        "rows",
        "cols",
        "matrix",
        "dp",
        "keys",
        "heap",
        "queue",
        "stack",
    ]
)
# The words that lead to a citation and mean nothing without it.
LEADING_WORDS = ("see", "cf", "in", "from")


def say_placeholder(match: re.Match[str]) -> str:
    """Say `${DB_URL}` by its name, and one without a name as what it is."""
    name = (match["name"] if match["name"] is not None else match["angle"] or "").strip(" .{}")
    name, colon, default = name.partition(":")
    default = default.lstrip("-")
    # "{port:8080}" of Spring and shells; "{a b: c}" is something else
    if colon and name.strip() and re.match(r"[\w.]+$", name):
        return f"{name}, by default {default}" if default else name
    name += colon + default
    if match["path"] or match["more"]:
        return f"{name} slash "
    return name if any(character.isalnum() for character in name) else "a placeholder"


def say_date_pattern(match: re.Match[str]) -> str:
    """Say a place that a program fills with a date by what it holds: `{yyyyMMddHHmm}` is a timestamp."""
    # with hours in it, it is a point in time
    return " timestamp " if re.search(r"[Hh]h|HH|%H", match[0]) else " date "


def say_date_fields(match: re.Match[str]) -> str:
    """Say a format somebody has to type by its fields: `YYYY-MM-DD` is year, month, day."""
    return ", ".join(DATE_FIELDS[run[0]] for run in re.findall(r"[A-Za-z]+", match["pattern"]) if run[0] in DATE_FIELDS)


def drop_citation(match: re.Match[str]) -> str:
    """Drop `[3]` and `[1, 2]`, and the `see` that leads to it; keep the index of a list."""
    word, gap = match["word"], match["gap"]
    if not word and match[0].strip() == match.string.strip() and "," in match["mark"]:
        return match[0]  # a line of nothing but figures in brackets is a list
    # "a[0]", "rows[i]", "x[3]" are elements of arrays; "text [3]" points to a source
    is_index = not gap and word and ("0" in re.findall(r"\d+", match["mark"]) or word in INDEXED or len(word) < 3)
    if is_index:
        return match[0]
    if not gap or word.lower() not in LEADING_WORDS:
        return word
    # "as [3] shows": left out at the end of a sentence, "the source" inside one
    goes_on = re.match(r"\s+\w", match.string[match.end() :])
    return f"{word} the source" if goes_on else ""


def keep_unless_source(match: re.Match[str]) -> str:
    """Drop an entry of a list of sources; keep the words of a numbered remark."""
    entry = match["entry"]
    # what only an entry of a bibliography has: a year, an address, "et al", pages, a DOI, an arXiv number
    is_source = re.search(r"\b(?:19|20)\d\d\b|https?://|\bet al\b|\bpp?\.\s?\d|\bdoi\b|\barXiv\b", entry)
    return "" if is_source else entry


def drop_references(text: str) -> str:
    """Return a run of text without what makes a whole line of it a reference; before it is split into sentences."""
    for rule in REFERENCE_LINES:
        text = rule.pattern.sub(rule.replacement, text)
    return text


CLEANING: tuple[Rule, ...] = (
    make_rule(
        "prompt",
        r"^\s*\$\s+(?=[a-z])",
        "",
        "The prompt of a shell is not part of the command.",
        needs="$",
        english_only=False,
    ),
    make_rule(
        "emoji",
        r"[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D\u20E3\u2B50\u2B55\u231A-\u23FF]+(?<![➔➜])",
        " ",
        "Pictures would be read by their Unicode names.",
        english_only=False,
    ),
    make_rule(
        "spaces-kept-together",
        r"[\u00A0\u2007\u2009\u202F]",
        " ",
        "A space that does not break is a space to the ear.",
        needs="\xa0\u2007\u2009\u202f",
        english_only=False,
    ),
)
QUOTES: tuple[Rule, ...] = (
    make_rule(
        "quotes",
        r"[“”„«»‹›\"]|(?<![\w])['‘’](?=\w)|(?<=[\w.,!?])['’](?![\w])",
        "",
        "Quotation marks are not said.",
        needs="\"'«»‘’“”„‹›",
        english_only=False,
    ),
    make_rule("apostrophe", r"[’‘]", "'", "Engines know the plain apostrophe.", needs="‘’", english_only=False),
    make_rule(
        "hyphens",
        r"[\u2010\u2011\u00AD]",
        "-",
        "Other hyphens are a minus or nothing to engines.",
        needs="\xad\u2010\u2011",
        english_only=False,
    ),
    make_rule("short-code", r"(?<!\S):[a-z_+-]+:(?!\w)", "", "`:warning:` is an emoji.", needs=":", english_only=False),
)
REFERENCE_LINES: tuple[Rule, ...] = (
    make_rule(
        "footnote",
        r"^\s*\[\^[^\]\s]+\]:.*",
        "",
        "The text of a footnote is not part of what is told.",
        needs="[",
        english_only=False,
    ),
    make_rule(
        "source-line",
        r"^\s*(?:Sources?|References?|Further reading|See also|Links?)\s*:\s*(?:https?://\S+[\s,;]*)+$",
        "",
        "A line of nothing but addresses is for the eye.",
        needs=":",
    ),
    make_rule(
        "source-entry",
        r"^\s*\[\d{1,3}\]\s+(?P<entry>.*)$",
        keep_unless_source,
        "The entries of a list of sources are not read out.",
        needs="[",
        english_only=False,
    ),
)
REFERENCES: tuple[Rule, ...] = (
    make_rule(
        "footnote-mark",
        r"\s*\[\^[^\]\s]+\]|(?<=\d\d)\[[a-z]\]|\s*\[(?:citation needed|sic|ibid\.?)\]|\s*\(ibid\.?\)",
        "",
        "A footnote's mark is no word.",
        needs="([",
        english_only=False,
    ),
    make_rule(
        "citation",
        r"(?P<word>\w*)(?P<gap>\s*)(?P<mark>(?:\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*(?:, ?(?:pp?"
        r"|ch|sec|fig)\. ?[\d–-]+)?\])+)(?![\w(\[=]|\.\w)",
        drop_citation,
        "Numbers in brackets point to a list of sources, unless they are an index.",
        needs="[",
        english_only=False,
    ),
    make_rule(
        "raised-mark",
        r"(?<=[a-z]{3})[¹²³⁴-⁹]+(?=[\s.,;:)]|$)",
        "",
        "Raised figures behind a word are footnotes, behind a letter powers.",
        needs="²³¹⁴⁵⁶⁷⁸⁹",
        english_only=False,
    ),
    make_rule(
        "author-and-year",
        r"\s*[(\[](?:see |e\.g\. |cf\. )?[A-Z][\w'-]+(?: et al\.?| (?:and|&) [A-Z][\w'-]+)?(?:, "
        r"| )(?:19|20)\d\d[a-z]?(?:, (?:pp?|ch|sec)\. ?[\d–-]+)?[)\]](?<=[.,\d a-z][)\]])",
        lambda match: "" if re.search(r"et al|,|&| and ", match[0]) else match[0],
        "Author and year in brackets are a reference; a name and a year alone may be part of the story.",
        needs="([",
    ),
    make_rule(
        "bracketed-link",
        r"\s*[(\[]\s*(?:[Ss]ee |[Ss]ource: |via )?https?://[^\s)\]>]+\s*[)\]]",
        "",
        "An address in brackets is a reference, not a part of the sentence.",
        needs=":",
        english_only=False,
    ),
    make_rule(
        "bracketed-source",
        r"\s*\((?i:sources?|links?|refs?|references?|docs?|paper|pdf|slides|video|citation needed)\)",
        "",
        "What is left of a link in brackets.",
        needs="(",
    ),
    make_rule(
        "empty-reference",
        r"\s*\(\s*(?:see|cf\.?|see also|source:?)?\s*[,;]?\s*\)(?<!\w\(\))",
        "",
        "A bracket that held nothing but references.",
        needs="(",
    ),
)
PLACEHOLDERS: tuple[Rule, ...] = (
    make_rule(
        "date-path",
        r"/?(?:[#$]?\{(?:yyyy|YYYY|MM|DD|dd|HH|mm|ss)\}[-/_]?){2,}",
        " date ",
        "The parts of a date that a program fills in.",
        needs="{",
    ),
    make_rule("tag", r"\{%-?\s*(.*?)\s*-?%\}", r"\1", "The marks of a template's tag are not said.", needs="%"),
    make_rule(
        "key-with-placeholder",
        r"(?<=\w):\{(\w+)\}(:(?=\w))?",
        lambda m: f": {m[1]}" + (": " if m[2] else ""),
        "A key made of a name and what is filled in.",
        needs="{",
    ),
    make_rule(
        "placeholder-ending",
        r"(?<=\w\})\.(?=[a-z])",
        " dot ",
        "What follows a placeholder is the ending of a file's name.",
        needs="}",
    ),
    make_rule(
        "date-pattern",
        r"(?<![$#])[-_]?\{(?:[yYMDdHhmsS]{1,4}[-_:/. T]?){2,}\}|[-_]?\b(?:yyyy|YYYY)MM(?:dd"
        r"|DD)?(?:HH(?:mm(?:ss)?)?)?\b|[-_]?%[YmdHMSyjb](?:[-_/:.T]?%[YmdHMSyzBbjp])+",
        say_date_pattern,
        "A pattern for dates is named, not spelled.",
        needs="%M{",
    ),
    make_rule(
        "date-fields",
        r"(?<![\w-])(?P<pattern>(?:YYYY|yyyy|YY|yy|DD|dd|MM|HH|hh)(?:(?:[-/.: T]|'T'|T?)(?:YYYY"
        r"|yyyy|MM|DD|dd|HH|hh|mm|ss|SSS))+)(?![\w-])",
        say_date_fields,
        "A format somebody has to type.",
    ),
    make_rule(
        "template",
        r"\$?\{\{(?P<name>[^{}]*)\}\}(?P<path>(?!))?(?P<angle>(?!))?(?P<more>(?!))?",
        say_placeholder,
        "Double braces are a template's.",
        needs="{",
    ),
    make_rule(
        "placeholder",
        r"[#$%]\{(?P<name>[^{}]*)\}(?P<path>/(?=\w))?|(?<![\w<])<(?P<angle>[a-z][\w-]*)>(?P<more>/(?=<))?",
        say_placeholder,
        "What a program fills in is said by its name.",
        needs="<{",
    ),
    make_rule(
        "format-mark",
        r"(?<![\w%])%(?:\d*\.?\d*)[sdfxv](?![\w])",
        "a placeholder",
        "`%s` is filled in by a program.",
        needs="%",
    ),
    make_rule("empty-object", r"(?<![\w$#])\{\}(?!\w)", " an empty object ", "Empty braces mean something.", needs="{"),
    make_rule("empty-list", r"(?<![\w)\]])\[\](?!\w)", " an empty list ", "So do empty brackets.", needs="["),
)
