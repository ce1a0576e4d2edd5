"""Versions and status codes of protocols, as people say them: five oh three, four twenty-nine."""

from __future__ import annotations

import re

from num2words import num2words

from speech.text.rules.rule import Rule, make_rule

# The codes that are registered (https://www.iana.org/assignments/http-status-codes), as far as anybody talks about them.
CODES = frozenset(
    map(
        str,
        (
            *(100, 101, 103, 200, 201, 202, 203, 204, 205, 206, 207, 300, 301, 302, 303, 304, 307, 308),
            *(400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422),
            *(
                423,
                424,
                425,
                426,
                428,
                429,
                431,
                451,
                499,
                500,
                501,
                502,
                503,
                504,
                505,
                507,
                508,
                511,
                520,
                521,
                522,
                524,
            ),
        ),
    )
)
CODE = "|".join(sorted(CODES))
# The first words of the phrases that servers send with a code.
PHRASE = (
    r"OK|Created|Accepted|No Content|Partial|Moved|Found|See Other|Not |Temporary|Permanent|Bad|Unauthorized|Forbidden"
    r"|Method|Conflict|Gone|Precondition|Payload|Content|Unsupported|Unprocessable|Too|Request|Internal|Service|Gateway"
    r"|Switching|Continue|Early|Multi|Locked|Length"
)
# A code is talked about where one of these is near; everywhere else three figures are a number.
TALK = re.compile(
    r"\b(?:HTTPS?|H T T P|status(?:es)?|respon\w+|redirect\w*|GET|POST|PUT|PATCH"
    r"|DELETE|HEAD|REST|APIs?|endpoints?|gateway|proxy"
    r"|prox\w+|nginx|engine X|load balancer|client|browser|server|upstream|retr(?:y|ies|ied|ying)|throttl\w*|rate.limit\w*"
    r"|returns?|returned|answers?|answered|replies|replied|code|codes|error page|webhook|crawler|request|requests|cache)\b",
    re.IGNORECASE,
)
# What is measured is no code.
MEASURED = re.compile(
    r"\s?(?:[%×]|percent\b|[.,]\d|[-–]\d|(?:ms|s|MB|GB|KB|k|K|x|M|req|rps|RPS|m"
    r"|h|d)\b|/)|\s(?:times|per|of|dollars|million|thousand|minutes|seconds|hours"
    r"|days)\b"
)
# Directly behind these a figure is a code, whatever it is.
NAMED = re.compile(
    r"(?:\b(?:HTTPS?|H T T P)(?:[ /][\d.]+)?|\bstatus(?:[ _-]?code)?s?|\bresponse code"
    r"|\bhttp_code|\bresponds? with|\bresponded with|\b(?:error|response) page)\s*(?:[:=]{1,2}"
    r"|of|is|was)?\s*$",
    re.IGNORECASE,
)
# What has a name in front that numbers it is no code either, nor what is part of a sum.
NUMBERED = re.compile(
    r"(?:\b(?:port|line|lines|page|pages|room|section|step|about|at least|at most"
    r"|up to|over|under|than|by|of|RFC|R F C|PR|P R|issue|number|item"
    r"|version|to|exactly|only|all|every|after|for|roughly|nearly|around|some|first"
    r"|last|next|top|another|between|than|year|from)|[$€£#~≈<>≤≥=+×*-]|\d)\s*$",
    re.IGNORECASE,
)
# Codes that are hardly ever counts.
DISTINCT = frozenset(
    [
        "301",
        "302",
        "304",
        "307",
        "308",
        "401",
        "403",
        "404",
        "405",
        "409",
        "410",
        "412",
        "415",
        "418",
        "422",
        "429",
        "499",
        "502",
        "503",
        "504",
        "521",
        "522",
        "524",
    ]
)
STRONG_NOUNS = frozenset(
    ["error", "errors", "response", "responses", "status", "code", "codes", "redirect", "redirects", "page"]
)
# A code in front of it and a word or sign that joins codes: "502 and 503", "200 → 500". A number beside a code is a code as
# well; this one may have been put into words already.
NEIGHBOUR_BEFORE = re.compile(
    rf"(?:\b(?:{CODE})|\b(?:one|two|three|four|five) (?:hundred|oh [a-z]+|[a-z]+(?:-[a-z]+)?))(?:,? (?:and"
    rf"|or|vs\.?|versus|not|then)|,|\s?(?:→|->|=>))\s*$"
)
# The same behind it. "502 and 300 ms" are a code and a quantity.
NEIGHBOUR_AFTER = re.compile(
    rf"(?:,? (?:and|or|vs\.?|versus|not|then) |, |\s?(?:→|->|=>)\s?)(?:an? )?(?:{CODE})\b(?!\s?(?:ms|s|%|MB|GB)\b)"
)
# Where codes stand: behind an arrow, a verb of answering, an article, a comma.
PLACE = re.compile(
    r"(?:→|->|=>|[:,;(]|^|\b(?:returns?|returned|with|sends?|sent|gives?|gave|gets?"
    r"|got|is|was|and|or|an?|the|sees?|saw|then|not|as|on|in|throws?|threw"
    r"|answers?|answered|repl(?:y|ies|ied)|respond(?:s|ed)?|serves?|served|code"
    r"|codes|means?|into|becomes?|error|errors|instead of|no|hits?|hit|mean))\s*$",
    re.IGNORECASE,
)
# Counted things behind a figure, when something that talks about codes stands there too.
NOUN_AFTER = re.compile(r"^\s+(?P<noun>[a-z]+)")
CODE_NOUNS = frozenset(
    [
        "error",
        "errors",
        "response",
        "responses",
        "status",
        "statuses",
        "code",
        "codes",
        "page",
        "redirect",
        "redirects",
        "reply",
        "replies",
        "answer",
        "answers",
        "from",
        "for",
        "when",
        "if",
        "and",
        "or",
        "to",
        "is",
        "was",
        "means",
        "on",
        "in",
        "at",
        "with",
        "because",
        "after",
        "before",
        "until",
        "while",
        "instead",
        "not",
        "rather",
        "then",
        "too",
        "again",
        "within",
        "under",
        "storm",
        "storms",
        "rate",
        "rates",
        "spike",
        "spikes",
        "so",
        "but",
        "without",
        "only",
        "once",
        "back",
        "as",
        "by",
        "every",
        "that",
        "which",
    ]
)


def say_code(code: str) -> str:
    """Return a code as people say it: `two hundred`, `five oh three`, `four twenty-nine`."""
    first, last_two = num2words(int(code[0])), int(code[1:])
    if last_two == 0:
        return f"{first} hundred"
    return f"{first} {'oh ' if last_two < 10 else ''}{num2words(last_two)}"


def say_status(match: re.Match[str]) -> str:
    """Say a code where the sentence talks about codes; a number stays a number."""
    code = match["code"]
    before, after = match.string[: match.start()], match.string[match.end() :]
    return say_code(code) if _is_code(code, before, after) else match[0]


def say_statuses(match: re.Match[str]) -> str:
    """Say `503s`."""
    return f"{say_code(match['code'] or match['round'])}s"


def _is_code(code: str, before: str, after: str) -> bool:
    """Decide by what stands directly around a figure, then by what the sentence is about."""
    if re.match(rf"\s(?:{PHRASE})", after):
        return True
    if MEASURED.match(after):
        return False
    if NAMED.search(before):
        return True
    if NUMBERED.search(before):
        return False
    if NEIGHBOUR_BEFORE.search(before) or NEIGHBOUR_AFTER.match(after):
        return True
    # "a 503": nothing but a code takes the article
    if code in DISTINCT and re.search(r"\b[Aa]n?\s*$", before):
        return True
    noun = NOUN_AFTER.match(after)
    if noun and noun["noun"] not in CODE_NOUNS:
        return False
    if noun and noun["noun"] in STRONG_NOUNS:
        return True
    # a cell or item that is nothing but figures and signs
    if not re.search(r"[A-Za-z]", before + after):
        return True
    return bool(PLACE.search(before)) and bool(TALK.search(before + " " + after) or code in DISTINCT)


def say_code_list(match: re.Match[str]) -> str:
    """Say `301/302/307` as a list."""
    parts = match[0].replace(" ", "").split("/")
    if DISTINCT.isdisjoint(parts) and not TALK.search(match.string):
        return match[0]
    codes = [say_code(code) for code in parts]
    return " or ".join([", ".join(codes[:-1]), codes[-1]])


STATUS_CODES: tuple[Rule, ...] = (
    make_rule(
        "http-version",
        r"\b(?:HTTPS?|https?)/(\d(?:\.\d)?)",
        r"H T T P \1",
        "Before arrows: the version is not the beginning of a range.",
        needs="/",
    ),
    make_rule(
        "code-list",
        rf"(?<![\w/.])(?:{CODE})(?:\s?/\s?(?:{CODE}))+(?![\w/]|\.\d)(?!\s?(?:ms|s|MB|GB|%)\b)",
        say_code_list,
        "Before shares, which are written `200/500` too.",
        needs="/",
    ),
    make_rule(
        "class-list",
        r"\b[1-5]xx(?:\s?/\s?[1-5]xx)+\b",
        lambda m: " and ".join(f"{c[0]} X X" for c in m[0].replace(" ", "").split("/")),
        "Whole classes of codes.",
        needs="/",
    ),
    make_rule("status-class", r"\b([1-5])xx\b", r"\1 X X", "A class of codes.", needs="12345"),
    make_rule(
        "statuses",
        r"(?<![\w$€£.,#/:-])(?P<code>[45]\d\d)s\b(?<!00s)|(?<![\w$€£.,#/:-])(?P<round>[45]00)s(?= (?:and"
        r"|or|are|from|in|rise|spike|to|that|at|on|while|when)\b|[.,;:]|$)",
        say_statuses,
        "Codes in the plural; before seconds.",
        needs="045",
    ),
    make_rule(
        "status",
        rf"(?<![\w$€£¥₹.#-])(?<!/)(?<!/ )(?P<code>{CODE})(?![\w/]|[.,:-]\d|\([a-z]\))",
        say_status,
        "A code where codes are talked about; before quantities.",
        needs="12345",
    ),
)
