"""Formulas: division, probabilities, functions, powers, comparisons, arrows between quantities."""

from __future__ import annotations

import re

from num2words import num2words

from speech.text.lexicon import UNITS
from speech.text.rules.rule import ARROW, ARROW_SIGNS, DIGITS, NUMBER, UNIT, Rule, join_words, make_rule
from speech.text.symbols import SYMBOL_WORDS

SUPERSCRIPTS = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", "-+0123456789n")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
INDEX_LETTERS = str.maketrans("ᵢⱼₖₙₘₜ", "ijknmt")
# Functions that are written with brackets and said with "of".
FUNCTIONS = {
    **{name: name for name in ("log", "max", "min", "sum", "mean", "hash", "count")},
    **{name: name.upper() for name in ("f", "g", "h")},
    "ln": "natural log",
    "exp": "exponential",
    "avg": "average",
    "sqrt": "square root",
    "Var": "variance",
    "Cov": "covariance",
    "std": "standard deviation",
    "floor": "floor",
    "ceil": "ceiling",
    "len": "length",
    "abs": "absolute value",
    "sin": "sine",
    "cos": "cosine",
}
# An equals sign of a formula: not `==`, `<=`, `>=`, `!=`, `=>`.
EQUATION = re.compile(r"(?<![=<>!:+*-])=(?![=>])|≈")


def say_division(match: re.Match[str]) -> str:
    """Say the slash of an equation as a division."""
    # "6 / 3" is all there is, so the slash can mean nothing else
    is_alone = re.fullmatch(r"\s*[\d.]+\s+/\s+[\d.]+\s*", match.string)
    return f"{match['before']} divided by " if is_alone or EQUATION.search(match.string) else match[0]


def say_over(match: re.Match[str]) -> str:
    """Say `n/2` and `1/μ` as fractions; two plain numbers are left to the rules of quantities."""
    after = match.string[match.end() :]
    if match["top"].isdigit() and after[:1].isdigit():
        return match[0]
    return f"{match['top']} over "


def _divide(inner: str) -> str:
    return inner.replace("/", " divided by ")


def say_probability(match: re.Match[str]) -> str:
    """Say `P(X > t)` as the probability that, `P(A | B)` as the probability of."""
    event = match["event"] or match["bracketed"]
    # "the probability that X is more than t", but "the probability of A given B"
    is_comparison = re.search(r"[<>=≤≥≠]", event)
    event = re.sub(r"\s*\|\s*", " given ", event)
    event = re.sub(r"\s*[∩∧,]\s*", " and ", event)
    event = re.sub(r"\s*[∪∨]\s*", " or ", event)
    event = re.sub(r"\s*>\s*", " is more than ", event)
    event = re.sub(r"\s*<\s*", " is less than ", event)
    return f"the probability {'that' if is_comparison else 'of'} {event.strip()}"


def say_function(match: re.Match[str]) -> str:
    """Say `f(x)` as `F of x` and `max(a, b)` as `max of a and b`."""
    arguments = [argument.strip() for argument in match["arguments"].split(",")]
    base = f" base {match['base'].translate(SUBSCRIPTS).strip('_')}" if match["base"] else ""
    return f"{FUNCTIONS[match['name']]}{base} of {join_words(arguments)}"


def say_power(match: re.Match[str]) -> str:
    """Say `2^32`, `n^2` and `2^(n-1)`."""
    # a hyphen is typed for a minus
    exponent = re.sub(r"[−-]", " minus ", match["exponent"].strip("{}()"))
    base = match["base"]
    return f"{base}{_say_exponent(' '.join(exponent.split()))}" + (f" minus {match['less']}" if match["less"] else "")


def say_superscript(match: re.Match[str]) -> str:
    """Say the exponent of "x²" or "10⁻³"."""
    return f"{_say_exponent(re.sub(r'^-', 'minus ', match[1].translate(SUPERSCRIPTS)))} "


def _say_exponent(exponent: str) -> str:
    return {"2": " squared", "3": " cubed"}.get(exponent, f" to the power of {exponent}")


def say_scientific(match: re.Match[str]) -> str:
    """Say `1e6`."""
    exponent = int(match[2])
    return f"{match[1]} times 10{_say_exponent(f'minus {-exponent}' if exponent < 0 else str(exponent))}"


def say_hexadecimal(match: re.Match[str]) -> str:
    """Say `0x1F` digit by digit."""
    return f"hex {' '.join(match[1].upper())}"


def say_symbol(match: re.Match[str]) -> str:
    """Say a sign that stands for a word: `√`, `λ`."""
    return f" {SYMBOL_WORDS[match[1]]} "


def say_minus(match: re.Match[str]) -> str:
    """Say `μ − λ`; a hyphen is a minus in an equation or between single letters, else a dash."""
    operands = (
        f"{match.string[max(0, match.start() - 2) : match.start()]}|{match.string[match.end() : match.end() + 2]}"
    )
    # "a − b" of single letters is a subtraction; between words the sign is a dash
    is_formula = "−" in match[0] or EQUATION.search(match.string) or re.fullmatch(r"\W?\w\|\w\W?|\W?\w\|\w", operands)
    return " minus " if is_formula else ", "


def say_tight_minus(match: re.Match[str]) -> str:
    """Say `n-1` in brackets or in an equation; elsewhere the hyphen joins."""
    is_letter = match[1].isalpha() or match[2].isalpha()
    is_formula = EQUATION.search(match.string) or match.string[: match.start()].endswith("(")
    return f"{match[1]} minus {match[2]}" if is_letter and is_formula else match[0]


def say_mixed_number(match: re.Match[str]) -> str:
    """Say `3 1/2` and `1½`."""
    unit = f" {UNITS[match['unit']][1]}" if match["unit"] else ""
    if match["sign"]:
        part = f"{'a ' if match['sign'] == '½' else ''}{SYMBOL_WORDS.get(match['sign'], 'an eighth')}"
        return f"{match[1]} and {part}{unit}"
    top, bottom = int(match["top"]), int(match["bottom"])
    if top >= bottom:
        return match[0]
    name = {2: "half", 4: "quarter"}.get(bottom) or str(num2words(bottom, to="ordinal"))
    return f"{match[1]} and {'a' if top == 1 else num2words(top)} {name}{'s' if top > 1 else ''}{unit}"


def say_interval(match: re.Match[str]) -> str:
    """Say `[0, 1)` by its ends: a round bracket leaves its end out."""
    low, high, both = match["low"], match["high"], match["open"] + match["close"]
    # "[3, 5]" is a pair of sources, unless a word or symbol before it says that it is a range, or an end has 0, a sign,
    # a decimal or ∞
    is_citation = both == "[]" and not (
        "∈" in (match["within"] or "")
        or re.search(r"\b(?:range|interval|within|CI)\s*$", match.string[: match.start()])
        or re.search(r"^[0−-]|[.∞]", low + high)
    )
    if both == "()" or is_citation:
        return match[0]
    within = " in the range " if match["within"] else ""
    if both == "[]":
        return f"{within}from {low} to {high}"
    return f"{within}from {low} up to {'but not including ' if both == '[)' else ''}{high}"


# Two square brackets are an interval where no citation can stand.
INTERVALS: tuple[Rule, ...] = (
    make_rule(
        "interval",
        r"(?P<within>(?:\bin|∈)\s*)?(?P<open>[\[(])\s*(?P<low>[−-]?[\d.]+)\s*,\s*(?P<high>[−-]?[\d.]+|∞)\s*(?P<close>[\])])",
        say_interval,
        "Before numbers in brackets are citations.",
        needs="[(",
    ),
)
FORMULAS: tuple[Rule, ...] = (
    make_rule(
        "between",
        r"(?<=[\w)])\s*(<|≤|<=)\s*(?P<middle>[^\W\d][\w ]{0,19}?)\s*(<|≤|<=)\s*(?=[\w(])",
        lambda m: (
            f" is {'less than' if m[1] == '<' else 'at most'} {m['middle']}, which "
            f"is {'less than' if m[3] == '<' else 'at most'} "
        ),
        "A value between two bounds.",
        needs="<≤",
    ),
    make_rule(
        "coefficient",
        r"(?<![\w.])(\d+)([a-cfknpx-z])(?=\s*[+−=]\s*\d*[A-Za-z(])|(?<=[+−=] )(\d+)([a-cfknpx-z])(?=\s*(?:[+−=]|$))",
        lambda m: f"{m[1] or m[3]} {m[2] or m[4]}",
        "A factor in front of a letter is no multiple: `2x + 3y`.",
        is_final=True,
        needs="+−=",
    ),
    make_rule(
        "assigned",
        r"(?<![\w.])([a-z])\s*←\s*",
        r"\1 becomes ",
        "An arrow to a variable assigns.",
        needs="←",
    ),
    make_rule(
        "absolute",
        r"(?<!\S)\|([a-z](?: ?[+−-] ?\w)?)\|(?=\s*[<>=≤≥])",
        r"the absolute value of \1",
        "Before bars go.",
        needs="|",
    ),
    make_rule(
        "divided-bracket",
        r"(?<=\))\s/\s(?=\w+\(|\()|(?<=\w)\s/\s(?=\([^()]*[+×*−-][^()]*\))|(?<=[a-z]{2})\s/\s(?=10(?:24|00)\b)|(?<=1024)\s/\s(?=1024\b)",
        " divided by ",
        "Behind a call and in front of a sum a slash divides.",
        needs="/",
    ),
    make_rule(
        "mapping",
        rf"(?<=[a-z])\s*{ARROW}\s*(?=[a-z]+ (?:mapping|map|conversion|translation|transition|edge|direction"
        rf"|dependency|lookup)s?\b)",
        " to ",
        "From one thing to another, as one noun.",
        needs=ARROW_SIGNS,
    ),
    make_rule(
        "limit",
        rf"(?P<lim>\blim(?:it)?\s*)?\b(?P<what>[^\W\d_])\s*{ARROW}\s*(?P<to>[−-]?∞|0\b)",
        lambda m: (
            f"{'the limit as ' if m['lim'] else ''}{m['what']} goes to {m['to'].replace('−', 'minus ').replace('-', 'minus ')}"
        ),
        "What a variable goes to; before arrows lead on.",
        needs=ARROW_SIGNS,
    ),
    make_rule("derivative", r"\bd(\w)/d([a-z])\b", r"d \1 over d \2", "Before slashes mean `or`.", needs="/"),
    make_rule("natural-log", r"\bln (?=[\w(])", "natural log of ", "Two letters nobody says.", needs="n"),
    make_rule(
        "mixed-number",
        r"(?<![\w./])(\d{1,3})(?: (?=[1-9]/[2-9](?![\w/]))(?P<top>[1-9])/(?P<bottom>[2-9])|(?P<sign>[½¼¾⅓⅔⅛]))"
        rf"(?:\s?(?P<unit>{UNIT}))?",
        say_mixed_number,
        "A whole number and a part of one.",
        needs="/½¼¾⅓⅔⅛",
    ),
    make_rule(
        "letter-over-letter",
        r"(?<![\w/.])([A-Za-z])/([A-Za-z])(?![\w/])",
        lambda m: f"{m[1]} over {m[2]}" if EQUATION.search(m.string) else m[0],
        "Single letters of an equation are divided.",
        needs="/",
    ),
    make_rule(
        "something",
        r"\s*(?:={2,3})\s*(?:…|\.{3})",
        " equals something",
        "Three dots in a comparison stand for any value.",
        needs="=",
    ),
    make_rule(
        "index-letter",
        r"(?<=[^\W\d_])([ᵢⱼₖₙₘₜ])",
        lambda m: f" {m[1].translate(INDEX_LETTERS)}",
        "A small letter below is said behind its letter; before fractions.",
        needs="ᵢⱼₖₙₘₜ",
    ),
    make_rule("sum", r"Σ\s?(?=[^\W\d_]{1,2}\b|\()", "sum of ", "Before it is a Greek letter.", needs="Σ"),
    make_rule(
        "greek-function",
        r"(?P<name>[α-ωΓΔΛΠΣΦΨ])\((?P<of>\w{1,3})\)",
        r"\g<name> of \g<of>",
        "A Greek letter with one thing in brackets is a function.",
        needs="(",
    ),
    make_rule(
        "probability",
        r"\b(?:(?:P|Pr|p)\((?P<event>(?:[^()]|\([^()]*\))+)\)|Pr?\[(?P<bracketed>[^\[\]]+)\])",
        say_probability,
        "Before comparisons and bars inside it are said.",
        needs="(P",
    ),
    make_rule(
        "expectation",
        r"\bE\[([^\[\]]+)\]|\bE\(([A-Z]\w?)\)",
        lambda m: f"the expected value of {m[1] or m[2]}",
        "Before brackets go.",
        needs="E",
    ),
    make_rule(
        "condition",
        r"\((?P<inner>[^()|]{1,40})\s\|\s(?P<given>[^()|]{1,40})\)",
        lambda m: f"({m['inner']} given {m['given']})" if re.match(r"\w{1,2}$", m["inner"]) else m[0],
        "A bar in brackets is a condition.",
        needs="(",
    ),
    make_rule(
        "floor", r"⌊([^⌊⌋]*)⌋", lambda m: f"the floor of {_divide(m[1])}", "Before the division inside.", needs="⌊"
    ),
    make_rule(
        "ceiling", r"⌈([^⌈⌉]*)⌉", lambda m: f"the ceiling of {_divide(m[1])}", "Before the division inside.", needs="⌈"
    ),
    make_rule(
        "function",
        r"(?<![\w.])(?P<name>"
        + "|".join(sorted(FUNCTIONS, key=len, reverse=True))
        + r")(?P<base>_?[0-9]{1,2}|[₀-₉]+)?\((?P<arguments>[^()]{1,40})\)",
        say_function,
        "A function's brackets are said as `of`; calls of programs have dots or camel case.",
        needs="(",
    ),
    make_rule(
        "log-base",
        r"\blog_?([₀-₉]+|\d+)\s+(?=\w)",
        lambda m: f"log base {m[1].translate(SUBSCRIPTS)} of ",
        "The same without brackets.",
        needs="g",
    ),
    make_rule("choose", r"(?<![\w.])C\((\w+), ?(\w+)\)", r"\1 choose \2", "A binomial coefficient.", needs="C"),
    make_rule("size-of-set", r"(?<!\S)\|([A-Z])\|", r"the size of \1", "Before bars go.", needs="|"),
    make_rule(
        "named-function",
        r"(?<![A-Za-z.])([A-Z])\(([a-z](?:\s?[/+−-]\s?\d+)?)\)",
        lambda m: f" {m[1]} of {m[2].replace('/', ' over ')}" if EQUATION.search(m.string) else m[0],
        "A function of a recurrence.",
        needs="(",
    ),
    make_rule("mean", r"(\w)\u0304|x̄", lambda m: f"{m[0][0]} bar", "A bar above a letter is its mean.", needs="̄"),
    make_rule("estimate", r"(\w)\u0302", r"\1 hat", "A hat above a letter is its estimate.", needs="̂"),
    make_rule(
        "product",
        r"(?<![\w.])([a-z])\((?=[^()]*\b\1\b[^()]*[−+-][^()]*\))",
        r"\1 times (",
        "`n(n−1)` is a product: the letter comes again inside.",
        needs="(",
    ),
    make_rule(
        "factorial",
        r"(?<![\w.])([nk]|\d{1,2})!(?=\s*[=/×*·≈]|\s*$|\s[a-z])(?<![a-z]{2}!)",
        r"\1 factorial",
        "Behind a letter or a figure an exclamation mark is a factorial.",
        needs="!",
    ),
    make_rule(
        "modulo",
        r"(?<=[\w)])\s+%\s+(?=[A-Za-z(]\w{0,3}\b|\d+\b)(?<![\d]\s%\s)|(?<=[a-zA-Z)])\s?%\s?(?=\d|[A-Z]\b)",
        " modulo ",
        "A percent sign between two operands divides.",
        needs="%",
    ),
    make_rule(
        "divided-by-decimal",
        rf"(?P<a>{NUMBER})\s+/\s+(?=\d+\.\d)|(?<=\d)\s?/\s?(?=0\.\d)",
        lambda m: f"{m['a'] or ''} divided by ",
        "A decimal below a line is no alternative.",
        needs="/",
    ),
    make_rule(
        "divided",
        rf"(?P<before>{NUMBER}|[^\W\d]\w*)\s+/\s+(?=[\w(])|(?<![\w/.])(?P<tight>\d+)/(?=\d+(?:\.\d+)?\s*[=≈])(?!\d+/)",
        lambda m: say_division(m) if m["before"] else f"{m['tight']} divided by ",
        "In an equation a slash divides.",
        needs="/",
    ),
    make_rule(
        "over",
        r"(?P<top>(?<![\w/.])(?<!\d )[a-z]|[\u0370-\u03FF]|(?<![\w/.])\d{1,3}(?=\s?/\s?[^smhd])"
        r"|\))\s?/\s?(?=(?:[a-z]|[\u0370-\u03FF])(?![\w/])|\(|√|\d+(?![\w/]|\.\d))",
        say_over,
        "Single letters, Greek ones and brackets around a slash are a fraction.",
        needs="/",
    ),
    make_rule(
        "subscript",
        r"(?<=\w)([₀-₉]+)",
        lambda m: f" {m[1].translate(SUBSCRIPTS)} ",
        "A small figure below is said behind its letter.",
        needs="₀₁₂₃₄₅₆₇₈₉",
    ),
    make_rule(
        "power",
        r"(?<![\w.])(?P<base>\d+(?:\.\d+)?|[A-Za-z]|(?<=\W)\))\s?(?:\^|\*\*)\s?(?P<exponent>\{[^{}]{1,12}\}"
        r"|\([^()]{1,12}\)|[−-]?\w+)(?:[−-](?P<less>\d+))?",
        say_power,
        "Before stars and carets go.",
        needs="*^",
    ),
    make_rule(
        "power-of-bracket",
        r"\)\s?(?:\^|\*\*)\s?(?P<exponent>\{[^{}]{1,12}\}|\([^()]{1,12}\)|[−-]?\w+)",
        lambda m: f"){_say_exponent(' '.join(re.sub('[−-]', ' minus ', m['exponent'].strip('{}()')).split()))}",
        "The same behind a bracket.",
        needs=")",
    ),
    make_rule(
        "square-unit",
        r"(?<=\d)\s?(km|m|cm|mm)²",
        lambda m: " square " + {"km": "kilometers", "m": "meters", "cm": "centimeters", "mm": "millimeters"}[m[1]],
        "A squared unit is said in front.",
        needs="²",
    ),
    make_rule(
        "superscript",
        r"(?<=[\w)])([⁻⁺⁰¹²³⁴-⁹ⁿ]+)",
        say_superscript,
        "Raised figures behind a letter or number are powers.",
        needs="²³¹⁰⁴⁵⁶⁷⁸⁹⁺⁻ⁿ",
    ),
    make_rule(
        "exponent",
        r"(?<![\w.])(\d+(?:\.\d+)?)[eE]([+-]?\d{1,3})\b",
        say_scientific,
        "Before the letter E is taken for a unit.",
        needs=DIGITS,
    ),
    make_rule("hexadecimal", r"\b0x([0-9A-Fa-f]+)\b", say_hexadecimal, "Before numbers.", needs="0"),
)
SIGNS: tuple[Rule, ...] = (
    make_rule(
        "both-ways", r"\s*(?:↔|⇄|⇌|<-+>|<=+>)\s*", " to and from ", "Before arrows in one direction.", needs="<↔⇄⇌"
    ),
    make_rule(
        "leading-arrow",
        rf"^\s*(?:{ARROW}|[•▪‣*-])\s*",
        "",
        "An arrow or bullet in front is a list's.",
        needs="*-=>•‣→⇒▪➔➜⟶",
        english_only=False,
    ),
    make_rule(
        "chain",
        rf"\s*{ARROW}\s*",
        ", then ",
        "What is left of arrows leads from one thing to the next.",
        needs=ARROW_SIGNS,
    ),
    make_rule("back-arrow", r"\s*(?:←|<-{1,})\s*", " from ", "The other direction.", needs="<←"),
    make_rule("rises", r"\s*[↑⬆](?!\s*\w)", " goes up", "A value that rises.", needs="↑⬆"),
    make_rule("falls", r"\s*[↓⬇](?!\s*\w)", " goes down", "A value that falls.", needs="↓⬇"),
    make_rule("up", r"\s*[↑⬆]\s*", " up ", "The same in front of a word.", needs="↑⬆"),
    make_rule("down", r"\s*[↓⬇]\s*", " down ", "The same in front of a word.", needs="↓⬇"),
    make_rule(
        "multiplied",
        r"\s*[×·⋅∗]\s*|(?<=[\w)])\s+\*\s+(?=[\w(])|(?<=\b\w)\*(?=\w\b)|(?<=\d)\*(?=\d)",
        " times ",
        "A product.",
        needs="*·×∗⋅",
    ),
    make_rule("becomes", r"\s*(?::=|≔)\s*", " becomes ", "An assignment.", needs=":≔"),
    make_rule(
        "increases", r"(?<=\w)\s*\+=\s*(?=\w)", " plus equals ", "Before the plus and the equals sign.", needs="+"
    ),
    make_rule(
        "minus-between",
        r"(?<=[\w)])\s*−\s*(?=[\w(])|(?<=[\w)])\s+-\s+(?=[\w(])",
        say_minus,
        "A minus between operands; between words it is a dash.",
        needs="-−",
    ),
    make_rule(
        "minus-tight",
        r"(?<![\w-])([a-z]|\d+)-([a-z]|\d+)(?![\w-])",
        say_tight_minus,
        "Between single letters and figures of a formula.",
        needs="-",
    ),
    make_rule("minus-in-front", r"(?<=\()[−-](?=[^\W\d_])", "minus ", "A sign behind a bracket.", needs="("),
    make_rule(
        "sign", rf"\s*([{''.join(SYMBOL_WORDS)}])\s*", say_symbol, "Signs that stand for a word wherever they stand."
    ),
    make_rule("or-sign", r"\s*\|\|\s*", " or ", "Before single bars go.", needs="|"),
    make_rule("increment", r"(?<=\w)\+\+", " plus plus", "Before the plus sign.", needs="+"),
    make_rule("decrement", r"(?<=\w)--(?!\w)", " minus minus", "Before dashes.", needs="-"),
    make_rule("negated", r"(?<![\w!])!(?=[A-Za-z(])", "not ", "An exclamation mark in front of a word.", needs="!"),
    make_rule("tilde", r"(?<=\w)~(?=\d)", " tilde ", "A name with a tilde.", needs="~"),
    make_rule("plus-minus", r"\s*±\s*", " plus or minus ", "A tolerance.", needs="±"),
    make_rule("about-word", r"\s*≈\s*", " is about ", "Between words; in front of a figure it is `about`.", needs="≈"),
    make_rule("not-equal", r"\s*(?:≠|!==?|(?<=\s)<>(?=\s))\s*", " is not ", "Before the equals sign.", needs="!<≠"),
    make_rule("less-word", r"(?<=[\w)])\s+<\s+(?=[\w(])", " is less than ", "A comparison between words.", needs="<"),
    make_rule("more-word", r"(?<=[\w)])\s+>\s+(?=[\w(])", " is more than ", "A comparison between words.", needs=">"),
    make_rule("at-most-word", r"\s*(?:≤|<=)\s*", " is at most ", "The same with equality.", needs="<≤"),
    make_rule("at-least-word", r"\s*(?:≥|>=)\s*", " is at least ", "The same with equality.", needs=">≥"),
    make_rule(
        "left-out",
        r"\s*\((?:…|\.{3})\)",
        "",
        "Brackets that hold only dots say nothing.",
        needs="(",
        english_only=False,
    ),
    make_rule(
        "and-so-on",
        r"(?<=\w),\s*(?:…|\.{3})(?:,\s*|\s+)(?=[a-z0-9])",
        ", and so on, ",
        "Dots in a list stand for its other members.",
        needs=".…",
    ),
    make_rule(
        "left-open",
        r"(?<=\w)\s+(?:…|\.{3})(?=\s\w)",
        ",",
        "Something is left out and the sentence goes on.",
        needs=".…",
        english_only=False,
    ),
    make_rule(
        "assigned-nothing", r"\s*=\s*(?:…|\.{3})", "", "A value that is left out.", needs="=", english_only=False
    ),
    make_rule(
        "equals",
        r"(?<=[\w)\]}'%])\s*={1,3}\s*(?=[\w(\[√λμρ'-])",
        " equals ",
        "An equation or an assignment.",
        needs="=",
    ),
    make_rule(
        "plus",
        r"(?<=[\w)])\s+\+\s+(?=[\w(])|(?<=[A-Za-z])\+(?=\d)|(?<=[\d)])\+(?=[a-zA-Z(])"
        r"|(?<=[a-zA-Z])\+(?=[a-zA-Z])|(?<=\d)\+(?=\d)",
        " plus ",
        "A sum.",
        needs="+",
    ),
    make_rule("letter-plus", r"(?<=\b[A-Z])\+(?=[\s-])", " plus", "A name with a plus: B+ tree.", needs="+"),
    make_rule(
        "ampersand", r"(?<=\b[A-Z])&(?=[A-Z]\b)|\s*&{1,2}\s*", " and ", "Between names and in conditions.", needs="&"
    ),
    make_rule("number-sign", r"#(?=\d)", "number ", "In front of a figure.", needs="#"),
    make_rule("star", r"(?<=\w)\*(?=\s|$)", " star", "A name with a star.", needs="*"),
)
