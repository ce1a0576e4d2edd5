"""Numbers with scales and units, money, rates, ranges, changes, percentiles, fractions and ratios."""

from __future__ import annotations

import re
from functools import partial

from num2words import num2words

from speech.text.lexicon import PER_UNITS, SCALES, UNITS
from speech.text.rules.rule import (
    ARROW,
    ARROW_SIGNS,
    CURRENCY,
    DIGITS,
    MONEY_SCALE,
    NUMBER,
    PER,
    QUANTITY,
    SCALE,
    UNIT,
    Rule,
    join_longest_first,
    join_words,
    make_rule,
)
from speech.text.symbols import MONEY_SCALES, NUMBERED_NOUNS

CURRENCIES = {  # one, many, the hundredth part
    "$": ("dollar", "dollars", "cent"),
    "€": ("euro", "euros", "cent"),
    "£": ("pound", "pounds", "penny"),
    "¥": ("yen", "yen", "sen"),
    "₹": ("rupee", "rupees", "paisa"),
}
CURRENCY_CODES = {
    "USD": "dollars",
    "EUR": "euros",
    "GBP": "pounds",
    "CHF": "Swiss francs",
    "JPY": "yen",
    "INR": "rupees",
    "CAD": "Canadian dollars",
    "AUD": "Australian dollars",
    "CNY": "yuan",
}
# Whose dollars they are, where the sign says so.
COUNTRIES = {
    "US": "U S",
    "CA": "Canadian",
    "C": "Canadian",
    "AU": "Australian",
    "A": "Australian",
    "NZ": "New Zealand",
    "HK": "Hong Kong",
    "SG": "Singapore",
    "S": "Singapore",
}
# Roman numbers up to 39, which is as far as chapters and phases go.
WRITTEN_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
ROMAN = {"I": 1, "V": 5, "X": 10}
PERIODS = {"Y": "year", "Q": "quarter", "M": "month", "W": "week", "D": "day"}
# A quantity taken apart: "$1.5M", "200 ms", "3 TB/day".
PARTS = re.compile(rf"({CURRENCY})?\s?([\d,.]*\d)\s?({MONEY_SCALE})?\s?(\S+)?")
# Units of time, of which a smaller before a larger one is no share.
TIMES = frozenset(
    {
        "ns",
        "µs",
        "μs",
        "us",
        "ms",
        "s",
        "sec",
        "secs",
        "m",
        "min",
        "mins",
        "h",
        "hr",
        "hrs",
        "d",
        "rps",
        "RPS",
        "qps",
        "QPS",
        "tps",
        "TPS",
        "bps",
        "kbps",
        "Mbps",
        "Gbps",
    }
)
# What has bytes: `512B payload` is no number of billions.
BYTE_NOUNS = (
    r"(?:payload|header|block|blocks|page|pages|key|keys|value|values|message|messages"
    r"|record|records|object|objects|line|lines|cache"
    r"|entry|entries|each|per|chunk|chunks|buffer|buffers|packet|packets|write|writes"
    r"|read|reads|sector|sectors|body|bodies|of|in|and|or|frame|frames|word|words"
    r"|item|items|aligned|node|struct|field|fields)\b"
)
# Words before `5m` that make it minutes, and words after it that are no things to count.
MINUTES_BEFORE = re.compile(
    r"\b(?:every|for|after|in|within|last|past|than|up to|under|over|next|each|wait"
    r"|waits|about|of|took|takes|lasted|a|the)\s*(?:about |~)?$",
    re.IGNORECASE,
)
# "5M users", "10M daily active people" are millions; words in s that are no things to count ("was", "plus"), and units
# of time, are not among the nouns.
COUNTED_NOUN = re.compile(
    r"\s+(?:(?:active|daily|monthly|new|paying|concurrent|unique|registered|more"
    r"|small|open|distinct|total|live|cached|stale|idle|extra|failed|queued|pending"
    r"|duplicate)\s+){0,3}(?:people|children|DAU|MAU|QPS|RPS|[a-z]{2,}(?<!s)s)\b(?<!minutes)(?<!seconds)(?<!hours)(?<!was)(?<!is)(?<!has)(?<!timeouts)(?<!windows)(?<!intervals)(?<!outages)(?<!later)(?<!plus)"
)
# Nouns that take a quantity in front of them as an attribute.
ATTRIBUTED = re.compile(
    r" (?:timeouts?|windows?|payloads?|headers?|blocks?|pages?|cache|lines?|outages?"
    r"|intervals?|delays?|TTLs?|T T L|limits?|buffers?|chunks?|stalls?|pauses?|spikes?"
    r"|disks?|heaps?|budgets?|gaps?|periods?|retention|backoff|sleeps?|polls?|deadlines?"
    r"|links?|modems?|NICs?|files?|objects?|messages?|fees?|spreads?|cuts?|hikes?"
    r"|thresholds?|targets?|drives?|values?|records?|keys?|steps?|lease|leases|ticks?"
    r"|round trips?|SLAs?|S L A|GC|G C|charge|margin|markup|increase|drop|discount"
    r"|rate|rise|premium|network|packets?|responses?|cooldown|warm-up|budget|cap"
    r"|quota|window|tail|cliff|huge pages?)\b"
)
# Words in front of a bound that ask for it, so that it is no statement: keep < 200 ms, with ≥ 3 replicas.
COMMANDS = re.compile(
    r"\b(?:keep|keeps|use|uses|need|needs|want|wants|require|requires|allow|allows"
    r"|take|takes|took|with|for|at|in|of|only|is|are|was|were|be|stay|stays|run"
    r"|runs|get|gets"
    r"|under|have|has|had|hold|holds|to|from|by|on|it|them|or|and|serve|serves|handle"
    r"|handles|return|returns|wait|waits|set|after|within|add|costs?)$",
    re.IGNORECASE,
)
# Words that make `bps` basis points.
FINANCE = re.compile(
    r"\b(?:Libor|LIBOR|SOFR|Euribor|coupons?|AUM|A U M|bp"
    r"|fees?|rates?|spreads?|yields?|interest|basis|interchange|margins?|pric\w+"
    r"|cuts?|hikes?|Fed|ECB|acquir\w+|merchants?|schemes?|loans?|costs?|commissions?"
    r"|discounts?|treasur\w+|bonds?|slippage|markup|mark-up|issuer|cards?|revenue"
    r"|take rate|inflation|swaps?|mortgages?|portfolio|index|fund|returns|volatility"
    r"|charge\w*|fx|FX|payments?|percent|tax)\b"
)
# What follows the second quantity of a range. A plural noun and then a bare verb say that the quantity acts.
END_OF_RANGE = re.compile(
    r"\s*(?:$|[^\w\s]|(?:in|on|at|for|within|after|during|per|under|over|by|and"
    r"|or|but|when|while|because|since|as|with|without|until|before"
    r"|then|to|of|from|overnight|again|today|is|was|across|between|through|once"
    r"|if|so|that|which|where|instead|only|almost|a|the)\b|\w+(?:ly|ed)\b)"
)
# The word behind the range, and what comes after it.
NOUN_AND_NEXT = re.compile(r"\s+(?P<noun>[A-Za-z][\w-]*)(?P<rest>.*)")


def say_millicores(match: re.Match[str]) -> str:
    """Say `500m` as millicores where processors are spoken of."""
    # Kubernetes writes processors so; elsewhere "500m" is metres or minutes
    return f"{match[1]} millicores" if re.search(r"\bv?[cC]?[pP][uU]s?\b|C P U|\bcores?\b", match.string) else match[0]


def say_percentile(match: re.Match[str]) -> str:
    """Say a percentile, such as "p99.9" or "p99s"."""
    return f"P {match[1]}" + ("'s" if match[2] else "")


def say_percentiles(match: re.Match[str]) -> str:
    """Say `p50/p90/p99` as a list; an equals sign behind it speaks of several."""
    return join_words([f"P {part.strip()[1:]}" for part in match["list"].split("/")]) + (
        " equal " if match["equals"] else ""
    )


def say_ordinal(match: re.Match[str]) -> str:
    """Say `3rd` and `99.9th`."""
    before = f"{match[1]} point " if match[1] else ""
    return before + str(num2words(int(match[2]), to="ordinal"))


def say_roman_number(match: re.Match[str]) -> str:
    """Say `Phase III`; what is no number of that kind stays."""
    if not WRITTEN_ROMAN.fullmatch(match[2]):
        return match[0]
    digits = [ROMAN[letter] for letter in match[2]]
    value = sum(-digit if digit < after else digit for digit, after in zip(digits, [*digits[1:], 0], strict=True))
    return f"{match[1]} {value}"


def say_fraction(match: re.Match[str]) -> str:
    """Say `2/3 of`."""
    part, total = (int(number) for number in match.groups() if number)
    if (part, total) == (1, 2):
        return "half" if match.string[match.end() :].startswith((" of", " the")) else "one half"
    if not 0 < part < total:
        return f"{part} of {total}"
    name = "quarter" if total == 4 else "half" if total == 2 else str(num2words(total, to="ordinal"))
    return f"{num2words(part)} {name}{'s' if part > 1 else ''}"


def say_out_of(match: re.Match[str]) -> str:
    """Say `200/200` as `200 of 200`; a larger number before a smaller one is an alternative."""
    part, total = int(match[1]), int(match[2])
    if part + total == 100:
        return f"{part} {total}"
    # "1 of 10" is a chance, but "step 1 of 10" is a place
    is_chance = (
        part == 1
        and total >= 10
        and not re.search(
            r"\b(?:step|part|page|phase|attempt|try|worker|shard|chapter|slide|task|batch|round|test|node|item)s?\s*$",
            match.string[: match.start()],
            re.IGNORECASE,
        )
    )
    if is_chance:
        return f"{part} in {total}"
    return f"{part} of {total}" if part <= total else f"{part} or {total}"


def say_part_of(match: re.Match[str]) -> str:
    """Say `3.8/4 GiB` as a share, `200/500 ms` as two values."""
    is_share = match["unit"] not in TIMES and float(match[1].replace(",", "")) <= float(match[2].replace(",", ""))
    return f"{match[1]} {'of' if is_share else 'or'} {match[2]}"


def say_count_range(match: re.Match[str]) -> str:
    """Say `3-5` and `120–140`; what does not rise is no range, what is the same twice is a share."""
    if match[1] == match[2]:
        return f"{match[1]} {match[2]}"
    return f"{match[1]} to {match[2]}" if int(match[1]) < int(match[2]) or "–" in match[0] else match[0]


def say_money(match: re.Match[str]) -> str:
    """Say `$5`, `€1.2M`, `€1,250.50` and `US$4 billion`."""
    country = f"{COUNTRIES[match['country']]} " if match["country"] else ""
    singular, plural, cent = CURRENCIES[match[2]]
    scale = f" {MONEY_SCALES.get(match[4], match[4])}" if match[4] else ""
    amount, _, part = match[3].partition(".")
    if scale or len(part) not in {0, 2}:
        return f"{match[3]}{scale} {country}{plural}"
    is_whole = int(amount.replace(",", "")) or not int(part or 0)
    spoken = [f"{amount} {country}{singular if amount == '1' else plural}"] if is_whole else []
    if int(part or 0):
        cents = ("pence" if cent == "penny" else f"{cent}s") if int(part) != 1 else cent
        spoken.append(f"{int(part)} {cents}")
    return " and ".join(spoken)


def say_money_range(match: re.Match[str]) -> str:
    """Say `$10–20` and `€5–€10m`."""
    scale = f" {MONEY_SCALES[match[4]]}" if match[4] else ""
    return f"{match[2]} to {match[3]}{scale} {CURRENCIES[match[1]][1]}"


def say_currency(match: re.Match[str]) -> str:
    """Say `USD 4.5bn`."""
    amount = PARTS.match(match[2])
    name = CURRENCY_CODES[match[1]]
    scale = MONEY_SCALES.get(amount[3] or "", "") if amount else ""
    return " ".join(word for word in (amount[2] if amount else match[2], scale, name) if word)


def say_currency_alone(match: re.Match[str]) -> str:
    """Say `€/month` and `$/GB`."""
    return f"{CURRENCIES[match[1]][1]} per {PER_UNITS.get(match[2], match[2])}"


def say_quantity(match: re.Match[str]) -> str:
    """Say a number with its scale and unit."""
    is_bytes = match[2] == "B" and not match[3]
    scale, unit = ("", "B") if is_bytes else (match[2] or "", match[3] or "")
    spoken = _join_quantity(match[1], scale, unit)
    if unit in UNITS and _is_attribute(match.string[: match.start()], match.string[match.end() :]):
        spoken = f"{spoken.removesuffix(UNITS[unit][1])}{UNITS[unit][0]}" if spoken.endswith(UNITS[unit][1]) else spoken
    return spoken + (" " if match[0][-1:].isspace() else "")


def _is_attribute(before: str, after: str) -> bool:
    """Tell whether a quantity belongs to the noun behind it: a 5 minute timeout, not 5 minutes timeout."""
    return bool(
        ATTRIBUTED.match(after)
        or (re.search(r"\b[Aa]n?\s*(?:further |single |mere )?$", before) and re.match(r"\s[a-z]", after))
    )


def _join_quantity(number: str, scale: str, unit: str, currency: str = "") -> str:
    if currency:
        name = CURRENCIES[currency][0 if number == "1" and not scale else 1]
        return " ".join(word for word in (number, MONEY_SCALES.get(scale, ""), name) if word)
    if scale == "B" and not unit:  # "512 B" is bytes; billions are written bn, or stand before what is counted
        scale, unit = "", "B"
    singular, plural = ("times", "times") if unit in {"x", "×"} else UNITS.get(unit, ("", ""))
    words = [number, SCALES.get(scale, ""), singular if number == "1" and not scale else plural]
    return " ".join(word for word in words if word)


def say_bound(words: str, match: re.Match[str]) -> str:
    """Say a comparison in front of a figure: a bound, or, behind what is compared, a statement."""
    return f" is {words} " if _is_compared(match.string[: match.start()]) else f" {words} "


def say_about(match: re.Match[str]) -> str:
    """Say `~3s` and `≈ 40 MB`; behind a value `≈` compares."""
    return "is about " if "≈" in match[0] and _is_compared(match.string[: match.start()]) else "about "


def _is_compared(before: str) -> bool:
    """Tell whether what stands in front of a sign is one side of a comparison: a letter, a sum, or a condition's only word."""
    # "x", "n + 1", "(a)", "x²", "5 %": a formula's side whatever the words before it are
    if re.search(r"(?:(?<![\w'])[^\W\d_]|[\d)²³%]|\bpercent)\s*$", before):
        return True
    subject = re.search(
        # the last of the words that begin a condition, else the beginning of the text
        r"(?:.*(?:\b(?:[Ii]f|IF|[Ww]hen|WHEN|[Ww]hile|[Uu]ntil|[Ww]here|WHERE|HAVING"
        r"|and|AND|or|OR)\b|&&|\|\||[(,;:])|^)\s*(?:the )?(?P<words>[A-Za-z_][\w. -]*?)\s*$",
        before,
    )
    if subject is None or len(subject["words"].split()) > 2:
        return False
    return not COMMANDS.search(subject["words"])


def say_billions(match: re.Match[str]) -> str:
    """Say `1B rows` as billions; sizes that are powers of two, and nouns that have a size, are bytes."""
    number = match[1].replace(",", "")
    is_power = number.isdigit() and int(number) >= 16 and int(number) & (int(number) - 1) == 0
    return match[0] if is_power else f"{match[1]} billion"


def say_millions(match: re.Match[str]) -> str:
    """Say `5m users` as millions; behind `every` and its like, and before times, it stays minutes."""
    if MINUTES_BEFORE.search(match.string[: match.start()]) and not COUNTED_NOUN.match(match.string[match.end() :]):
        return match[0]
    return f"{match[1]} million" if COUNTED_NOUN.match(match.string[match.end() :]) else match[0]


def say_basis_points(match: re.Match[str]) -> str:
    """Say `25 bps` as basis points where the sentence is about money."""
    return f"{match[1]} basis point{'' if match[1] == '1' else 's'}" if FINANCE.search(match.string) else match[0]


def say_change(match: re.Match[str]) -> str:
    """Say `120ms → 900ms` as a range; `10 → 190 threads block` is a cause and what follows from it."""
    change = re.sub(r"^[Ff]rom\s+", "", match[0].strip())
    is_explicit = change != match[0].strip()
    parts = [part for text in re.split(rf"\s*{ARROW}\s*", change) if (part := PARTS.match(text))]
    unit = next((part[4] for part in parts if part[4]), "")
    tail = " " if match[0][-1:].isspace() else ""
    if not is_explicit and _is_cause(
        parts, match.string[match.end() :] if not tail else tail + match.string[match.end() :]
    ):
        own = [_join_quantity(part[2], part[3] or "", part[4] or "", part[1] or "") for part in parts]
        return ", then ".join(own) + tail
    # A unit behind the last value belongs to all by itself; one behind the first has to be said again.
    is_last_alone = bool(parts[-1][4]) and not any(part[4] for part in parts[:-1])
    own = [part[4] or ("" if is_last_alone or part[1] else unit) for part in parts]
    first, *others = (
        _join_quantity(part[2], part[3] or "", of, part[1] or "") for part, of in zip(parts, own, strict=True)
    )
    return f"from {first} to {', then to '.join(others)}" + tail


def _is_cause(parts: list[re.Match[str]], after: str) -> bool:
    """Tell whether an arrow between quantities leads from a cause to what it does."""
    kinds = [(part[1] or "") + _find_dimension(part[4] or "") for part in parts]
    dimensions = [kind for kind in kinds if kind]
    follows = NOUN_AND_NEXT.match(after)
    if len(set(dimensions)) > 1:  # a time and a share, say: no range has two dimensions
        return True
    if follows is None or END_OF_RANGE.match(after):
        return False
    if dimensions and not kinds[-1]:  # `5 s → 40 workers`: what is counted at the end is another thing
        return bool(kinds[0])
    noun, following = follows["noun"], follows["rest"]
    # "10 → 190 threads block": a plural noun with a bare verb behind it; "190 threads pools" has a noun there
    acts = noun.endswith("s") and re.match(r"\s+[a-z]{2,}", following) and not END_OF_RANGE.match(following)
    return bool(acts and not re.match(r"\s+\w+s\b", following))


def _find_dimension(unit: str) -> str:
    """Return what a unit measures: units that differ in size alone measure the same."""
    if unit in {"ns", "µs", "μs", "us", "ms", "s", "sec", "secs", "m", "min", "mins", "h", "hr", "hrs", "d"}:
        return "time"
    if re.fullmatch(r"(?:[kKMGTP]i?)?B|[KMGT]i", unit):
        return "size"
    return unit


def _say_per(units: str) -> list[str]:
    """Say what a rate counts by: `s/user` is per second per user."""
    return [f"per {PER_UNITS[unit]}" for unit in units.split("/")]


def say_rate(match: re.Match[str]) -> str:
    """Say `50 req/min`, `50/min` and `3 MB/s`."""
    what = match["what"] or ""
    scale = (match["scale"] or "").strip()
    if scale == "B" and not what:  # a size for each of something
        scale, what = "", "B"
    unit = UNITS.get(what, (what, what))[0 if match["n"] == "1" and not scale else 1]
    words = [match["n"], SCALES.get(scale, ""), unit, *_say_per(match["per"])]
    return " ".join(word for word in words if word)


def say_rate_alone(match: re.Match[str]) -> str:
    """Say `MB/s` and `req/s` without a number."""
    return f"{UNITS.get(match['what'], ('', match['what']))[1]} {' '.join(_say_per(match['per']))}"


def say_quantity_list(match: re.Match[str]) -> str:
    """Say `1s/2s/4s` and `12/48/210 ms`: a unit that stands only at the end belongs to all."""
    parts = [PARTS.match(part.strip()) for part in match["list"].split("/")]
    result = [part for part in parts if part]
    with_units = sum(bool(part[4]) for part in result)
    if with_units > 1:
        return ", ".join(_join_quantity(part[2], part[3] or "", part[4] or "", part[1] or "") for part in result)
    *others, last = result
    numbers = [f"{part[2]}{f' {SCALES[part[3]]}' if part[3] in SCALES else ''}" for part in others]
    return ", ".join([*numbers, _join_quantity(last[2], last[3] or "", last[4] or "", last[1] or "")])


def say_pair(match: re.Match[str]) -> str:
    """Say `5k/10k rps` as two values."""
    scale = f" {SCALES[match['first_scale']]}" if match["first_scale"] else ""
    unit = UNITS[match["first_unit"]] if match["first_unit"] else ("", "")
    return " ".join(f"{match['first']}{scale} {unit[0 if match['first'] == '1' else 1]} or ".split()) + " "


def say_angle(match: re.Match[str]) -> str:
    """Say `48°51′24″N`."""
    directions = {"N": "north", "S": "south", "E": "east", "W": "west"}
    parts = [
        f"{match[1]} degrees",
        f"{match[2]} minutes" if match[2] else "",
        f"{match[3]} seconds" if match[3] else "",
    ]
    return " ".join((*filter(None, parts), directions[match[4]]))


PERCENTILES: tuple[Rule, ...] = (
    make_rule(
        "percentiles",
        r"\b(?P<list>[pP]\d{2}(?:\.\d+)?(?:\s?/\s?[pP]\d{2}(?:\.\d+)?)+)\b(?P<equals>\s*=\s*(?=[\d$€]))?",
        say_percentiles,
        "Before lists of other things with slashes.",
        needs="/",
    ),
    make_rule(
        "percentile",
        r"\b[pP](\d{2}(?:\.\d+)?)(s?)\b",
        say_percentile,
        "Before letters and digits are taken apart.",
        needs="Pp",
    ),
)
RATES: tuple[Rule, ...] = (
    make_rule(
        "spaced-thousands",
        r"(?<![\w.,])\d{1,3}(?: \d{3}){2,}(?![\w.]|,\d)|(?<![\w.,])\d{1,3}(?: \d{3})+,\d{1,2}(?!\d)"
        r"|(?<![\w.,])\d{1,3}(?:'\d{3})+(?!\w)",
        lambda m: m[0].replace(",", ".").replace(" ", ",").replace("'", ","),
        "Spaces and apostrophes between thousands.",
        needs=" '",
    ),
    make_rule(
        "currency-pair",
        r"\b(USD|EUR|GBP|CHF|JPY)/(USD|EUR|GBP|CHF|JPY)\b",
        lambda m: f"{CURRENCY_CODES[m[1]]} to {CURRENCY_CODES[m[2]]}",
        "A rate of exchange.",
        needs="/",
    ),
    make_rule(
        "currency",
        rf"\b(USD|EUR|GBP|CHF|JPY|INR|CAD|AUD|CNY)\s?({NUMBER}(?:\s?(?:{MONEY_SCALE}))?)(?![\w.,]*\d)",
        say_currency,
        "The code in front of the amount is said behind it.",
        needs="EGUCJIA",
    ),
    make_rule(
        "change-of-things",
        rf"(?<![\w.])(?:[Ff]rom )?({NUMBER}) ((?!{UNIT})[A-Za-z]{{3,}}?)(s?)\s*{ARROW}\s*({NUMBER}) (\2s?)\b",
        r"from \1 \2\3 to \4 \5",
        "The same thing on both sides of an arrow is a range.",
        needs=ARROW_SIGNS,
    ),
    make_rule(
        "currency-rate",
        rf"(?:(?<=dollars)|(?<=euros)|(?<=pounds)|(?<=dollar)|(?<=euro)|(?<=cents)"
        rf"|(?<=cent)|(?<=pence)|(?<=USD)|(?<=EUR)|(?<=GBP))\s?/\s?({PER}(?:/(?:{PER}))*)",
        lambda m: f" {' '.join(_say_per(m[1]))}",
        "A price in a currency that is named; before slashes mean `or`.",
        needs="/",
    ),
    make_rule("speed", r"(?<=\d)\s?m/s\b", " meters per second", "Before minutes.", needs="/"),
    make_rule(
        "rate",
        rf"(?<![\w.$€£¥₹])(?P<n>{NUMBER})\+?\s?(?P<scale>{SCALE}\s?)?(?P<what>[A-Za-z]+)?\s?/\s?(?P<per>{PER}(?:/(?:{PER}))*)",
        say_rate,
        "Something for each unit of something else.",
        needs="/",
    ),
    make_rule(
        "currency-alone",
        rf"(?<!\w)([$€£])/({PER}|[a-z]+)",
        say_currency_alone,
        "A price without its amount.",
        needs="/",
    ),
    make_rule(
        "rate-alone",
        rf"(?<![\w/.])(?P<what>[kKMGT]i?B|[kKMGT]bit|B|req|reqs|msgs?|ops|tx|txns?"
        rf"|calls?|errors?|requests?|events?|reads?|writes?|rows?|tokens?|messages?"
        rf"|transactions?|orders?|users?|queries|connections?|packets?|bytes|ms|µs"
        rf"|s)/(?P<per>{PER}(?:/(?:{PER}))*)(?![/\w])",
        say_rate_alone,
        "The same without a number.",
        needs="/",
    ),
)
QUANTITIES: tuple[Rule, ...] = (
    make_rule(
        "comma-before-unit",
        r"(?<![\w.,])(\d{1,3}),(\d{1,2})(?=\s?(?:%|€|ms\b|s\b|[kMG]B\b))",
        r"\1.\2",
        "A decimal comma, where a unit shows that it is no list.",
        needs=",",
    ),
    make_rule(
        "percentile-mark",
        r"(?<![\w.])(\d{1,2})\s?%ile\b",
        lambda m: f"{num2words(int(m[1]), to='ordinal')} percentile",
        "Before the percent sign.",
        needs="%",
    ),
    make_rule(
        "size-in-k",
        r"(?<![\w.$€£-])(\d{1,3})K(?=@|\sat\s\d|\s(?:blocks?|pages?|chunks?|stacks?|sectors?|buffers?|random"
        r"|sequential|video|displays?|resolution|screens?|TVs?)\b)",
        r"\1 K",
        "A size or a resolution, no thousands.",
        is_final=True,
        needs="K",
    ),
    make_rule(
        "scan-lines",
        r"\b(480|720|1080|1440|2160)([pi])\b",
        lambda m: f"{m[1]} {m[2].upper()}",
        "The resolution of a film.",
        needs="pi",
    ),
    make_rule("lanes", r"(?<=[\d] )x(1|2|4|8|16|32)\b", r"by \1", "Lanes of a bus.", needs="x"),
    make_rule("nines-joined", r"\b([2-9])-9s\b", r"\1 nines", "Availability, no range.", needs="9"),
    make_rule(
        "countdown-of-figures",
        r"(?<![\w-])(\d)-(\d)-(\d)(?![\w-])",
        r"\1 \2 \3",
        "Three figures in a row are said one by one.",
        needs="-",
    ),
    make_rule(
        "decimal-comma",
        r"(?<![\w.,])(\d{1,3}(?:\.\d{3})+),(\d{2})(?![\w,]|\.\d)",
        lambda m: f"{m[1].replace('.', ',')}.{m[2]}",
        "Dots between thousands and a comma before the cents, as in most of Europe.",
        needs=",",
    ),
    make_rule(
        "bounds",
        r">=?\s?v?(\d[\d.]*),?\s+<\s?v?(\d[\d.]*)",
        lambda m: f"{'at least' if m[0].startswith('>=') else 'more than'} {m[1]} and less than {m[2]}",
        "Two bounds of a version.",
        needs=">",
    ),
    make_rule("any-patch", r"(?<=\d)\.\*(?=\s|$|[,)])", " point star", "Any version of a series.", needs="*"),
    make_rule(
        "numbered-of",
        r"\b([Ss]tep|[Pp]art|[Pp]age|[Pp]hase|[Aa]ttempt|[Tt]ry|[Rr]ound"
        r"|[Cc]hapter|[Ss]lide|[Bb]atch|[Ll]esson|[Tt]ask|[Dd]ay|[Ww]eek) (\d+)/(\d+)\b",
        r"\1 \2 of \3",
        "The first of three, no third; before fractions.",
        needs="/",
    ),
    make_rule(
        "numbered-table",
        r"\b([Tt]able|[Ff]igure|[Ll]isting|[Ee]xample|[Ee]quation) (\d+)[–-](\d+)\b",
        r"\1 \2 dash \3",
        "The first table of chapter four, no range.",
        needs="-–",
    ),
    make_rule(
        "angle",
        r"(\d+)°\s?(?:(\d+)[′'])?\s?(?:(\d+(?:\.\d+)?)[″\"]?)?\s?([NSEW])\b",
        say_angle,
        "Places on the globe; before degrees of heat.",
        needs="°",
    ),
    make_rule(
        "dotted-thousands",
        r"(?<![\w.])\d{1,3}(?:\.\d{3}){2,}(?![\w.]*\d)",
        lambda m: m[0].replace(".", ","),
        "Dots between thousands, as in most of Europe.",
        needs=DIGITS,
    ),
    make_rule(
        "thousands", r"(?<=\d)_(?=\d{3}(?:\D|$|_))", "", "Underscores in numbers of programs are not said.", needs="_"
    ),
    make_rule(
        "basis-points",
        rf"(?<![\w.])({NUMBER})\s?bps\b",
        say_basis_points,
        "Money and networks share the abbreviation.",
        needs="b",
    ),
    make_rule(
        "change",
        rf"(?<![\w/.])(?<!\b[A-Z] )(?<!\bin )(?:\b[Ff]rom\s+)?{QUANTITY}(?:\s*{ARROW}\s*{QUANTITY})+(?![\w.]*\d)",
        say_change,
        "An arrow between two quantities is a range, unless the second one acts.",
        needs=ARROW_SIGNS,
    ),
    make_rule(
        "vague-count",
        r"(?<![\w.$€£])(10|100|1,?000)s(?= of (?!(?:silence|downtime|lag|delay|latency|work|wait\w*|idle|data|audio|video"
        r"|jitter|backoff|sleep|CPU|C P U|headroom|buffer\w*|pause|history|traffic)\b))",
        lambda m: {"10": "tens", "100": "hundreds"}.get(m[1], "thousands"),
        "A number in the plural that counts things, not seconds.",
        needs="0",
    ),
    make_rule("millicores", r"(?<![\w.])(\d{2,5})m\b", say_millicores, "Before minutes.", needs="m"),
    make_rule(
        "billions",
        rf"(?<![\w.$€£])({NUMBER})B(?=\s+(?!{BYTE_NOUNS})[a-z]{{3,}})",
        say_billions,
        "Before bytes.",
        needs="B",
    ),
    make_rule("millions", rf"(?<![\w.$€£])({NUMBER})m(?=\s)", say_millions, "Before minutes.", needs="m"),
    make_rule(
        "at-most",
        rf"(?:≤|<=)\s?(?={CURRENCY}?{NUMBER})",
        partial(say_bound, "at most"),
        "In front of a figure a comparison is a bound.",
        needs="<≤",
    ),
    make_rule(
        "at-least",
        rf"(?:≥|>=)\s?(?={CURRENCY}?{NUMBER})",
        partial(say_bound, "at least"),
        "In front of a figure a comparison is a bound.",
        needs=">≥",
    ),
    make_rule(
        "less",
        rf"(?<![<\w)])\s?<\s?(?={CURRENCY}?{NUMBER})|(?<=[\w)])\s+<\s?(?={NUMBER})",
        partial(say_bound, "less than"),
        "The same, strict.",
        needs="<",
    ),
    make_rule(
        "more",
        rf"(?<![<>\w)-])>\s?(?={CURRENCY}?{NUMBER})|(?<=[\w)])\s+>\s?(?={NUMBER})",
        partial(say_bound, "more than"),
        "The same, strict.",
        needs=">",
    ),
    make_rule(
        "about",
        rf"(?<!\w)(?:~|≈)\s?(?={CURRENCY}?{NUMBER})",
        say_about,
        "In front of a figure; between two values it is a comparison.",
        needs="~≈",
    ),
    make_rule(
        "minus", rf"(?<![\w)\d])[−-](?={CURRENCY}?{NUMBER})", "minus ", "A sign in front of a figure.", needs="-−"
    ),
    make_rule(
        "nines",
        r"(?:(?<=\d )|(?<=two )|(?<=three )|(?<=four )|(?<=five )|(?<=six )|(?<=of ))9s\b",
        "nines",
        "Availability, not seconds.",
        needs="9",
    ),
    make_rule(
        "quantity-list",
        rf"(?<![\w/.])(?P<list>{QUANTITY}(?:\s?/\s?{QUANTITY}){{2,}})(?![\w/]|\.\d)",
        say_quantity_list,
        "Three and more values in a row.",
        needs="/",
    ),
    make_rule(
        "pair",
        rf"(?<![\w/.])(?P<first>{NUMBER})\s?(?P<first_scale>{SCALE})?(?P<first_unit>{UNIT})?(?<![\d\s])\s?/\s?(?={NUMBER}\s?(?:{SCALE}"
        rf"|{UNIT}))",
        say_pair,
        "Two values that each have a unit are alternatives.",
        needs="/",
    ),
    make_rule(
        "money-range",
        rf"(?:\bUS)?({CURRENCY})({NUMBER})(?:{MONEY_SCALE})?\s?[–—-]\s?\1?({NUMBER})(?:\s?({MONEY_SCALE}))?(?![\w-])",
        say_money_range,
        "Before single amounts.",
        needs="$£¥€₹",
    ),
    make_rule(
        "money",
        rf"(?:\b(?P<country>US|CA|C|AU|A|NZ|HK|SG|S))?({CURRENCY})\s?({NUMBER})"
        rf"(?:\s?({MONEY_SCALE}|(?:hundred|thousand|million|billion|trillion)(?![a-z])))?(?:\+(?=\s|$))?",
        say_money,
        "Money is said before its unit is.",
        needs="$£¥€₹",
    ),
    make_rule(
        "per-thousand",
        r"(?:(?<=dollars)|(?<=cents)|(?<=euros)|(?<=pounds)|(?<=pence))\s?/\s?(1|10|100)([kKM])\b(?=\s[a-z])",
        lambda m: f" per {'' if m[1] == '1' else m[1] + ' '}{'million' if m[2] == 'M' else 'thousand'}",
        "What something costs for so many.",
        needs="/",
    ),
    make_rule(
        "money-behind",
        rf"(?<![\w.])({NUMBER})\s?(?:({MONEY_SCALE})\s?)?({CURRENCY})(?![\d])",
        lambda m: _join_quantity(m[1], m[2] or "", "", m[3]),
        "The sign behind the amount, as in most of Europe.",
        needs="$£¥€₹",
    ),
    make_rule(
        "money-rate",
        rf"(?:(?<=dollars)|(?<=euros)|(?<=pounds)|(?<=dollar)|(?<=euro)|(?<=cents)"
        rf"|(?<=cent)|(?<=pence)|(?<=USD)|(?<=EUR)|(?<=GBP))\s?/\s?({PER}(?:/(?:{PER}))*)",
        lambda m: f" {' '.join(_say_per(m[1]))}",
        "A price for something.",
        needs="/",
    ),
    make_rule(
        "unit-of-noun",
        rf"(?<![\w.–-])({NUMBER})-({UNIT})(?=\s[a-z])",
        lambda m: f"{m[1]} {UNITS[m[2]][0]}",
        "A hyphen in front of a unit makes it an attribute: a 10-ms budget.",
        needs="-",
    ),
    make_rule(
        "range",
        rf"(?<![A-Za-z.])(?P<a>{NUMBER})(?:[x×](?=\s?[–—-]\s?{NUMBER}\s?[x×]))?(?P<first>(?:{SCALE}|[x×])?(?:\s?{UNIT})?)\s?[–—-]\s?(?P<b>{NUMBER})"
        rf"(?=\s?(?:{UNIT}|{SCALE}|min\b|minutes|seconds|times|%|[x×](?!\w)))",
        r"\g<a>\g<first> to \g<b>",
        "A dash between two values with a unit.",
        needs="-–—",
    ),
    make_rule(
        "dimension",
        r"(?<![\w.×])(\d+)\s?[x×]\s?(\d+)(?=(?:\s?px)?\s(?:matri\w+|grids?|pixels?|screens?|images?|displays?|boards?|resolution"
        r"|tables?|kernels?|tiles?|photos?|videos?|thumbnails?)\b)|(?<![\w.×])(\d{3,})\s?[x×]\s?(\d{3,})(?![\w.×]|\s?=)",
        lambda m: f"{m[1] or m[3]} by {m[2] or m[4]}",
        "The sides of something flat; before products.",
        needs="x×",
    ),
    make_rule("times", rf"({NUMBER})\s?[×x](?![A-Za-z0-9×])(?!\s?\d)", r"\1 times", "A multiple.", needs="x×"),
    make_rule(
        "count-range",
        r"(?<![\w.:/-])(\d+)(?:-|\s?–\s?)(\d+)(?![\w:/-]|\.\d)",
        say_count_range,
        "A dash between two whole numbers that rise.",
        needs="-–",
    ),
    make_rule(
        "part-of",
        rf"(?<![\w/.])({NUMBER})\s?/\s?({NUMBER})(?=\s?(?P<unit>{UNIT}))",
        say_part_of,
        "A share of a size.",
        needs="/",
    ),
    make_rule(
        "unit",
        rf"(?<![\w.])({NUMBER})\s?({SCALE})?\s?({UNIT})?(?![\w/])",
        say_quantity,
        "A value with its unit.",
        needs=DIGITS,
    ),
    make_rule(
        "split",
        r"(?<![\w/.])(\d+)\s?/\s?(\d+)(?=\s(?:rule|split|chance|mix|ratio|principle)\b)",
        r"\1 \2",
        "Shares that add up are said side by side.",
        needs="/",
    ),
    make_rule(
        "fraction",
        r"(?<![\w/.])(\d)/(\d)(?=\s(?:of|the|inch\w*|cups?|time)\b)|(?<![\w/.])(?:(1)/([2-5])|(2)/(3)"
        r"|(3)/(4)|(7)/(8)|(5)/(8)|(3)/(8))(?=\s*(?:$|[.,;:)])|\s(?:full|empty|done|majority|as|chance)\b)",
        say_fraction,
        "Small numbers before `of`, or alone.",
        needs="/123",
    ),
    make_rule("either", r"(?<![\w/.])(\d+\.\d+)\s?/\s?(\d+\.\d+)(?![\w/.])", r"\1 or \2", "Two versions.", needs="/"),
    make_rule("protocol", r"(?<=\d)/(?=[A-Z]{2})", " ", "A port and its transport.", needs="/"),
    make_rule("out-of", r"(?<![\w/.])(\d+)\s?/\s?(\d+)(?![\w/]|\.\d)", say_out_of, "So many of so many.", needs="/"),
    make_rule(
        "ordinal",
        r"(?<![\w,])(?:(\d+)\.)?(\d+)(?:st|nd|rd|th)\b",
        say_ordinal,
        "Ordinal numbers in words.",
        needs=DIGITS,
    ),
    make_rule(
        "ratio",
        r"(?<![\w:])(\d{1,4}|[nmNM1])\s?:\s?(\d{1,3}(?:,\d{3})+|\d{1,7}|[nmNM])(?![\w:])",
        r"\1 to \2",
        "A colon between numbers that is no time.",
        needs=":",
    ),
    make_rule("signed", r"(?<![+\w)])\+(?=\w)", " plus ", "A sign in front of a figure.", needs="+"),
    make_rule(
        "and-more",
        r"(?<=\d)\+(?=\s|[,.;:)]|$)|(?<=illion)\+(?=\s|$)|(?<=thousand)\+(?=\s|$)",
        " plus",
        "More than so many.",
        needs="+",
    ),
)
BARE_UNITS: tuple[Rule, ...] = (
    make_rule("bare-unit", r"\b(?:ms|µs)\b", lambda m: UNITS[m[0]][1], "A unit without a number.", needs="mµ"),
    make_rule(
        "bare-size",
        r"(?<![\w.-])(?:KB|MB|GB|TB|PB|KiB|MiB|GiB|TiB|Mbps|Gbps|kHz|MHz|GHz)(?![\w-])",
        lambda m: UNITS[m[0]][1],
        "A unit without a number.",
        needs="GHKMPT",
    ),
)
NUMBERS: tuple[Rule, ...] = (
    make_rule(
        "roman",
        rf"\b({join_longest_first(NUMBERED_NOUNS)}) ([IVX]+)\b",
        say_roman_number,
        "Roman numbers behind what is numbered.",
        needs="IVX",
    ),
    make_rule(
        "regnal",
        r"\b(Henry|Louis|George|Edward|Charles|Elizabeth|Napoleon|William|James|Philip|Pius|Richard|Francis) ([IVX]{1,5})\b",
        lambda m: (
            f"{m[1]} the {num2words(int(say_roman_number(m).rpartition(' ')[2]), to='ordinal')}"
            if WRITTEN_ROMAN.fullmatch(m[2])
            else m[0]
        ),
        "The numbers of kings are ordinals.",
        needs="IVX",
    ),
    make_rule(
        "roman-behind-name",
        r"\b([A-Z][a-z]+) (II|III|IV|VI|VII|VIII|IX|XI|XII|XIII|XIV|XV|XVI)\b(?!-)",
        say_roman_number,
        "Two letters and more of this kind behind a name are a number.",
        needs="IVX",
    ),
    make_rule(
        "formula-of-substance",
        r"\b(?=[A-Za-z]*\d)(?:(?:H|C|N|O|S|P|K|F|Na|Cl|Fe|Ca|Mg|Al|Si|Cu|Zn|Li|Ag|Pb)\d{0,2}){2,}\b(?<!S3)(?<!P2P)(?<!C2C)(?<!K8S)",
        lambda m: " ".join(re.findall(r"[A-Z][a-z]?|\d+", m[0])),
        "Letters and figures of a substance are said one by one.",
        needs=DIGITS,
    ),
    make_rule(
        "change-over-time",
        r"\b([YQMWD])o\1\b",
        lambda m: f"{PERIODS[m[1]]} over {PERIODS[m[1]]}",
        "A value beside that of the period before.",
        needs="YQMWD",
    ),
    make_rule(
        "generation",
        r"\b([2-6])G(?:/([2-6])G)?\b",
        lambda m: f"{m[1]} G" + (f" or {m[2]} G" if m[2] else ""),
        "A generation of networks.",
        needs="G",
    ),
    make_rule(
        "percentage-points",
        r"(?<=\d)\s?(?:pp|ppt|p\.p\.)(?![\w.])",
        " percentage points",
        "A difference of shares.",
        needs="p",
    ),
    make_rule("working-hours", r"\b9-5\b", "9 to 5", "The hours of an office.", needs="9"),
    make_rule("version", r"\bv(?=\d+(?:\.\d+)+)", "version ", "Before units: v1.2.3.", needs="v"),
    make_rule("tls-version", r"\bTLSv?(?=\d)", "T L S ", "A version glued to its protocol.", needs="T"),
    make_rule(
        "release",
        r"(?<=\d)-(alpha|beta|rc|SNAPSHOT|RELEASE)\.?(?=\d|\b)",
        lambda m: f" {'release candidate' if m[1] == 'rc' else m[1].lower()} ",
        "What a version is called before it is one.",
        needs="-",
    ),
)
