"""Quantities with units, as decks and learners write them: `4,000 req/s`, `4k`, `1.5 GB`, `2 min 30 s`, `99.95 %`.

Units are pint's, from a registry of our own: only time, information, percent and two currencies. Pint's full registry knows
"b" as barn and "M" as molar, which is not what anybody here means. Things that are counted have no unit.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from deck.estimates.arithmetic import round_half_away

if TYPE_CHECKING:
    import pint

# A month is 30 days, as in error budgets (Google SRE workbook, chapter 5).
_DEFINITIONS = """
nano- = 1e-9 = n-
micro- = 1e-6 = µ- = μ- = u-
milli- = 1e-3 = m-
kilo- = 1e3 = k- = K-
mega- = 1e6 = M-
giga- = 1e9 = G-
tera- = 1e12 = T-
peta- = 1e15 = P-
exa- = 1e18 = E-
kibi- = 2**10 = Ki-
mebi- = 2**20 = Mi-
gibi- = 2**30 = Gi-
tebi- = 2**40 = Ti-
pebi- = 2**50 = Pi-
second = [time] = s = sec
minute = 60 * second = min
hour = 60 * minute = h = hr
day = 24 * hour = d
week = 7 * day
month = 30 * day
year = 365 * day = yr
bit = [information]
byte = 8 * bit = B
bps = bit / second
count = []
percent = 0.01 * count = %
dollar = [dollar] = USD = $
euro = [euro] = EUR = €
""".strip().split("\n")
# Things that are counted. A word that is neither here nor a unit is a slip of the author's, and the check names it.
_COUNTED = frozenset(
    """account acknowledgement acknowledgment alarm alert attempt authorisation authorization bank batch break bucket call card
    case cell check chunk client cluster column commit component connection consumer copy core customer dependency
    deployment device disk document duplicate edge engineer entry error event failure file frame hit hop host incident
    instance item job key layer leader level line lock log machine member merchant message name nine node operation order
    outage page pair partition payment payout people person pod process producer query reader record region release replica
    req request retry row segment sender server service session shard shift slot step stream task team thread token topic
    transaction transfer trip tx txn user version vote window worker writer zone""".split()  # noqa: SIM905 (a list of this length is read better as words)
)
_RATES = frozenset(("rps", "tps", "qps", "iops"))
_SMALL_BYTES = {
    "kb": "kB",
    "mb": "MB",
    "gb": "GB",
    "tb": "TB",
    "pb": "PB",
    "b": "B",
    "kib": "KiB",
    "mib": "MiB",
    "gib": "GiB",
}
# one factor of a unit: "/", "*", "per" or nothing, a name, a small exponent
_FACTOR = re.compile(
    r"\s*(?P<sign>[/*·]|per\s)?\s*(?P<name>[^\W\d_][^\W\d_-]*(?:-[^\W\d_]+)*|[%€$])(?:\^?(?P<power>-?[1-9]))?"
)
# "1/s" is a unit as "/s" is: the one is not a number to be multiplied with.
_LEADING_ONE = re.compile(r"^\s*1\s*(?=/)")
# People hedge an estimate; the tolerance of the answer allows for that.
_ABOUT = re.compile(r"^(?:[~≈=<>≤≥]|about|around|roughly|approximately|approx\.?|circa|ca\.?)\s*", re.IGNORECASE)
# Thousands are parted by commas, apostrophes or thin spaces; a comma before other than three digits is a decimal comma.
_QUANTITY = re.compile(
    r"^(?P<sign>[-−+]?)(?P<currency>[€$]?)\s*(?:(?P<number>\d{1,3}(?:[,'’ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:\.\d+)?"
    r"|\d+(?:[.,]\d+)?|\.\d+)(?:[eE](?P<exponent>[+-]?\d{1,3}))?(?:\s*[x×*·]\s*10\s*(?:\^|\*\*)\s*(?P<power>[+-]?\d{1,3}))?"
    r")\s*(?P<rest>.*)$",
    re.DOTALL,
)
# "10^6", "10**6". Three digits of an exponent are more than a float holds, and keep the number from becoming huge.
_POWER_OF_TEN = re.compile(r"^10\s*(?:\^|\*\*)\s*([+-]?\d{1,3})(?!\d)")
# "4k", "3 million users", "5 Mio. Kunden": a multiple stands before the unit, if there is one, and is never the beginning of a
# word ("min", "GB"). A single letter means what it means as a prefix, so its case counts; a word's does not.
_MULTIPLE = re.compile(
    r"^(?P<multiple>[kKMGT]|(?i:tsd|mn|mln|mio|bn|bln|mrd|thousands?|lakhs?|crores?|millions?|billions?|trillions?|millionen|"
    r"milliarden?|milliards?|tausend))(?![^\W\d_])\.?\s*(?:of\s+)?(?P<rest>.*)$",
    re.DOTALL,
)
_MULTIPLES = {
    **{"k": 1e3, "thousand": 1e3, "tsd": 1e3, "tausend": 1e3, "lakh": 1e5},
    **{"m": 1e6, "mn": 1e6, "mln": 1e6, "mio": 1e6, "million": 1e6, "millionen": 1e6, "crore": 1e7},
    **{
        "g": 1e9,
        "bn": 1e9,
        "bln": 1e9,
        "mrd": 1e9,
        "billion": 1e9,
        "milliard": 1e9,
        "milliarde": 1e9,
        "milliarden": 1e9,
    },
    **{"t": 1e12, "trillion": 1e12},
}
# "2 min 30 s": a number after a unit begins the next quantity of a sum
_NEXT_QUANTITY = re.compile(r"(?<=[^\W\d_])\s+(?:and\s+)?(?=\d)")
_LONGEST = 80  # letters of an answer; nobody writes a number with more


class UnitError(ValueError):
    """A unit or quantity that cannot be read; the message is one sentence."""


@lru_cache(maxsize=1)
def _load_registry() -> pint.UnitRegistry[Any]:
    """Load our units. Pint is imported here: it takes a quarter of a second, and most pages need none."""
    import pint  # noqa: PLC0415 (not before an estimate is met)

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(None)
    registry.load_definitions(_DEFINITIONS)
    return registry


def make_quantity(value: float, unit: str) -> Any:
    """Return a number with its unit; a plain float where the unit is a count or a share. Raises UnitError."""
    quantity = _load_registry().Quantity(value, parse_unit(unit))
    return simplify(quantity)


def simplify(quantity: Any) -> Any:
    """Return a quantity without dimension as a float (5 % is 0.05), any other as it is."""
    if hasattr(quantity, "dimensionless") and quantity.dimensionless:
        return float(quantity.to("").magnitude)
    return quantity


def convert(quantity: Any, unit: str) -> float:
    """Return the number of a quantity in a unit. Raises UnitError where they do not fit."""
    registry = _load_registry()
    if not hasattr(quantity, "dimensionless"):
        quantity = registry.Quantity(quantity, "")
    try:
        return float(quantity.to(parse_unit(unit)).magnitude)
    except TypeError:  # pint.DimensionalityError is one
        had = f"{quantity.units:~}" or "a plain number"
        raise UnitError(f"{had} cannot be given in {unit or 'a plain number'}.") from None


def parse_unit(text: str) -> Any:
    """Return pint's unit for `/s`, `req/s`, `GB per day`, `USD/month`; "" is a plain number. Raises UnitError."""
    registry = _load_registry()
    text = _LEADING_ONE.sub("", text.strip())
    unit = registry.Unit("")
    position = 0
    while position < len(text.rstrip()):
        match = _FACTOR.match(text, position)
        if match is None:
            raise UnitError(f"“{text[position:].strip()}” is not a unit.")
        position = match.end()
        below = (match["sign"] or "").strip() in ("/", "per")
        power = int(match["power"] or 1) * (-1 if below else 1)
        try:
            unit = unit * _find_unit(match["name"]) ** power
        except AttributeError:  # pint.UndefinedUnitError is one
            raise UnitError(f"“{match['name']}” is not a known unit.") from None
    return unit


def _find_unit(name: str) -> Any:
    registry = _load_registry()
    folded = name.lower()
    if folded in _RATES:
        return registry.Unit("1/second")
    if is_counted(folded):
        return registry.Unit("")
    return registry.Unit(_SMALL_BYTES.get(name, {"%": "percent", "€": "euro", "$": "dollar"}.get(name, name)))


def is_counted(word: str) -> bool:
    """Tell whether a word in lower case names something that is counted: request, retries."""
    forms = {word, word.removesuffix("s"), word.removesuffix("es")} | (
        {f"{word[:-3]}y"} if word.endswith("ies") else set()
    )
    return not _COUNTED.isdisjoint(forms)


def read_quantity(text: str, default_unit: str = "") -> Any:
    """Return what a learner typed as a quantity; a bare number is in `default_unit`. Raises UnitError."""
    text = text.strip().rstrip(".")
    if len(text) > _LONGEST:
        raise UnitError("That is too long for a number with a unit.")
    text = _ABOUT.sub("", text)
    pieces = [piece for piece in _NEXT_QUANTITY.split(text) if piece]
    if not pieces:
        raise UnitError("Write a number, such as 4,000 or 4k.")
    try:
        total = _read_single(pieces[0], default_unit)
        for piece in pieces[1:]:
            total = _add(total, _read_single(piece, default_unit))
    except OverflowError:
        raise UnitError("That number is too large.") from None
    return total


def _add(left: Any, right: Any) -> Any:
    try:
        return left + right
    except TypeError:  # pint.DimensionalityError is one
        raise UnitError("These two quantities cannot be added.") from None


def _read_single(text: str, default_unit: str) -> Any:
    scale = 1.0
    if match := _POWER_OF_TEN.match(text):
        number, unit_text, currency = 10.0 ** int(match[1]), text[match.end() :].strip(), ""
    else:
        quantity_match = _QUANTITY.match(text)
        if quantity_match is None:
            raise UnitError("Write a number, such as 4,000 or 4k.")
        number = (
            _read_number(quantity_match["number"])
            * 10.0 ** int(quantity_match["exponent"] or 0)
            * 10.0 ** int(quantity_match["power"] or 0)
        )
        number = -number if quantity_match["sign"] in ("-", "−") else number
        unit_text, currency = quantity_match["rest"].strip(), quantity_match["currency"]
    if multiple := _MULTIPLE.match(unit_text):
        try:
            parse_unit(unit_text)  # "k" and "M" alone are no units, but "min" and "GB" are
        except UnitError:
            name = multiple["multiple"].lower()
            scale = _MULTIPLES.get(name) or _MULTIPLES[name.removesuffix("s")]
            unit_text = multiple["rest"].strip()
    unit = f"{currency} {unit_text}".strip() or default_unit
    return make_quantity(number * scale, unit)


def _read_number(text: str) -> float:
    # "1,5" is a decimal comma, "1,500" a separator of thousands
    if re.fullmatch(r"\d+,\d+", text) and not re.fullmatch(r"\d{1,3},\d{3}", text):
        return float(text.replace(",", "."))
    return float(re.sub(r"[,'’ \u00a0\u2009\u202f]", "", text))


def format_number(value: float) -> str:
    """Return a number as one writes it: at most four significant digits, commas between thousands."""
    if not math.isfinite(value) or abs(value) >= 1e15 or (value and abs(value) < 1e-6):
        return f"{value:.3g}"
    if value == int(value) and abs(value) < 1e6:
        return f"{int(value):,}"
    digits = max(0, 3 - _find_exponent(value))
    rounded = round_half_away(value, 3 - _find_exponent(value))
    text = f"{rounded:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_to_two_digits(value: float) -> float:
    """Return a number with two significant digits, a half rounded away from zero."""
    return round_half_away(value, 1 - _find_exponent(value)) if value and math.isfinite(value) else value


def _find_exponent(value: float) -> int:
    return int(f"{abs(value):e}".partition("e")[2])


def format_quantity(value: float, unit: str) -> str:
    """Return a number with its unit as written: `1,200 req/s`, `300/s`, `99.95 %`."""
    number = format_number(value)
    if not unit:
        return number
    return f"{number}{unit}" if unit.startswith("/") else f"{number} {unit}"
