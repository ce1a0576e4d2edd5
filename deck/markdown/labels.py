"""Labels: `**Answer:** …` at the start of a line, and what each means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from deck.languages import LABEL_KINDS

HYPHENS = "\u2010\u2011\u2012\u2013\u2212\u00ad"
SPACES = "\u00a0\u2007\u2009\u200a\u202f"
FOLDED_CHARACTERS = str.maketrans({**dict.fromkeys(HYPHENS, "-"), **dict.fromkeys(SPACES, " ")})
# "**Answer:** …", "**Answer**: …". "** text **" is no emphasis in Markdown, and bold text of more than 160 characters
# is a sentence that happens to end in a colon.
_LABEL = re.compile(r"^ {0,3}(\*\*|__)(?=[^\s*_])([^*_\n]{1,160}?)(:?)\1(:?)[ \t]*(.*)$")

# kind of label -> pattern on its text (lower case, plain hyphens and spaces, no colon); the first that fits wins
KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("question", r"(?:q|question)(?: ?\d+)?$"),
        ("answer", r"(?:a|answer|model answer|short answer)$"),
        ("eli8", r"eli ?\d+\b.*$"),
        (
            "architect",
            r"(?:architect|architect's|architects|director|director's|expert|staff engineer)(?: level)? (?:view|answer)\b.*$",
        ),
        ("counter", r"(?:director |interviewer )?(?:counter[- ]?questions?|follow[- ]?up questions?)\b.*$"),
        ("key points", r"(?:key points?|rubric|a good answer (?:touches|names|says))\b.*$"),
        ("wrong answers", r"(?:common |frequent |typical )?wrong answers?$"),
        ("choices", r"(?:choices|options)$"),
        ("spoken", r"spoken (?:summary|version|description)$"),
        (
            "lessons",
            r"(?:post[- ]?mortem(?: lessons?(?: learn(?:ed|t))?)?|lessons?(?: learn(?:ed|t))?|what we learn(?:ed|t))$",
        ),
        ("decision", r"decision(?: point)?$"),
        ("topics", r"(?:related )?topics?$"),
        ("estimate", r"estimates?(?: ?\d+)?$"),
        ("story", r"(?:behaviou?ral )?story(?: prompt)?(?: ?\d+)?$"),
    )
)

# kind of callout -> pattern on a label or heading; the order is the order of precedence
CALLOUTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("rule of thumb", r"rules? of thumb\b.*$"),
        ("war story", r"war stor(?:y|ies)\b.*$"),
        ("red flag", r"red[- ]flags?(?: metrics?)?\b.*$"),
        ("failure mode", r"(?:common )?failure modes?\b.*$"),
        ("insight", r"(?:director |interview |architect )?insights?$"),
        ("soundbite", r"(?:director |interview |architect )?sound ?bites?$"),
        ("rule", r"(?:director |interview |architect )?(?:golden )?rules?$"),
        ("pitfall", r"(?:director |interview |architect |common )?pitfalls?$"),
        ("tip", r"(?:director |interview |architect )?tips?$"),
        ("recommendation", r"(?:director |interview |architect )?recommendations?$"),
    )
)


_LABEL_NUMBER = re.compile(r"\s?\d{1,4}$")  # "Frage 3" is a question like any other


@dataclass(frozen=True, slots=True)
class Label:
    """`text` as written without stars and colon, `kind` a key of KINDS, "callout:<kind>" or "", `rest` what follows."""

    text: str
    kind: str
    rest: str
    colon: bool


def fold_text(text: str) -> str:
    """Return the text for matching: lower case, typographic hyphens and spaces made plain, runs of spaces folded."""
    if not text.isascii():
        text = text.translate(FOLDED_CHARACTERS).replace("’", "'")
    return " ".join(text.lower().split())


# the first letters of everything above: most headings and bold words have none of them
_FIRST_LETTERS = re.compile(
    r"\s*(?:q\b|q ?\d|a$|a:|quest|answer|model|short|eli|archit|direct|expert|staff|interv|count|follow|key|rubric|a good"
    r"|choic|option|spoken|post|estim|story|behav|lesson|what|decis|relat|topic|rule|war|wrong|red|common|frequent|typical|fail|insight|sound"
    r"|golden|pitfall|tip|recomm)",
    re.IGNORECASE,
)


def classify_label(text: str) -> str:
    """Return the kind of a label's or heading's text, "" where it has no meaning."""
    if _FIRST_LETTERS.match(text):
        return _classify_label(text)
    label = text.lower().strip(": ")
    if label[-1:].isdigit():
        label = _LABEL_NUMBER.sub("", label)
    return LABEL_KINDS.get(label, "")


@lru_cache(maxsize=4096)
def _classify_label(text: str) -> str:
    label = fold_text(text).rstrip(":").strip()
    for kind, pattern in KINDS:
        if pattern.match(label):
            return kind
    if callout := classify_callout(label):
        return f"callout:{callout}"
    return LABEL_KINDS.get(_LABEL_NUMBER.sub("", label), "")


def classify_callout(text: str) -> str:
    """Return the kind of callout that a label or heading names, "" for none."""
    return _classify_callout(text) if _FIRST_LETTERS.match(text) else ""


@lru_cache(maxsize=4096)
def _classify_callout(text: str) -> str:
    label = fold_text(text).rstrip(":").strip()
    return next((kind for kind, pattern in CALLOUTS if pattern.match(label)), "")


def parse_label(line: str) -> Label | None:
    """Return the label that a line starts with.

    Bold text without a colon counts only where its words have a meaning.
    """
    if "**" not in line[:6] and "__" not in line[:6]:
        return None
    match = _LABEL.match(line)
    if not match:
        return None
    text, colon = match.group(2).strip(), bool(match.group(3) or match.group(4))
    kind = classify_label(text)
    if not colon and not (kind and not match.group(5).strip()):
        return None
    return Label(text, kind, match.group(5), colon)
