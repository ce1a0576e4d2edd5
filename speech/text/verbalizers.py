"""The wording of the rules in `speakable` that need more than a template."""

from __future__ import annotations

import re

from num2words import num2words

from speech.text.arrows import ARROW
from speech.text.lexicon import PER_UNITS, SCALES, TERMS, UNITS
from speech.text.symbols import MONEY_SCALES, SYMBOL_WORDS

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2,})|[_-]+")
CURRENCY = {  # one, many, the hundredth part
    "$": ("dollar", "dollars", "cent"),
    "€": ("euro", "euros", "cent"),
    "£": ("pound", "pounds", "penny"),
    "¥": ("yen", "yen", "sen"),
    "₹": ("rupee", "rupees", "paisa"),
}
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
WRITTEN_ROMAN = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})")
ROMAN = {"I": 1, "V": 5, "X": 10}
QUANTITY = re.compile(r"([\d,.]*\d)\s?(k|K|M|bn|B)?\s?(\S+)?")


def split_identifier(name: str) -> str:
    """The words of a camel-case, snake-case or hyphenated name."""
    return " ".join(" ".join(CAMEL.split(name)).split())


def say_term(match: re.Match[str]) -> str:
    """A word of the trade."""
    return TERMS[match[0]]


def spell_acronym(match: re.Match[str]) -> str:
    """Letter by letter, digits as they are; a plural keeps its s."""
    return " ".join(match[1]) + ("'s" if match[2] else "")


def say_url(match: re.Match[str]) -> str:
    """A link is named by its host alone."""
    host = match[1]
    return f"a link to {host.strip('.').replace('.', ' dot ')}" if host else "a link"


def say_email(match: re.Match[str]) -> str:
    """An address, sign by sign."""
    return f"{match[1].replace('.', ' dot ')} at {match[2].replace('.', ' dot ')}"


def say_star(match: re.Match[str]) -> str:
    """`SELECT *`, `COUNT(*)`."""
    return f"{match[1].lower()} star"


def say_annotation(match: re.Match[str]) -> str:
    """`@ControllerAdvice`."""
    return f"at {split_identifier(match[1])}"


def say_header(match: re.Match[str]) -> str:
    """`X-Request-Id`."""
    return match[0].replace("-", " ").replace(" Id", " I D")


def say_path(match: re.Match[str]) -> str:
    """`/actuator/refresh`."""
    parts = [part for part in match[0].removeprefix("~").split("/") if part]
    said = " ".join(f"slash {_say_path_step(part)}" for part in parts)
    return f"home {said}" if match[0].startswith("~") else said


def say_file_path(match: re.Match[str]) -> str:
    """`src/main/App.java`."""
    return " slash ".join(_say_path_step(part) for part in match[0].split("/") if part != ".")


def _say_path_step(part: str) -> str:
    """One step of a path."""
    if part == "*":
        return "star"
    return " dot ".join(split_identifier(word.strip("{}:")) for word in part.split(".")).replace("*", "star").strip()


def say_flag(match: re.Match[str]) -> str:
    """`--no-verify`, `-Xmx4g`."""
    return f"{'dash dash' if match[1] == '--' else 'dash'} {match[2].replace('-', ' ').strip()}"


def say_release(match: re.Match[str]) -> str:
    """`-rc1` behind a version."""
    return f" {'release candidate' if match[1] == 'rc' else match[1].lower()} "


def say_address(match: re.Match[str]) -> str:
    """`10.0.0.1`, `10.0.0.0/16`, `10.0.0.1:80`."""
    said = match[1].replace(".", " dot ")
    return f"{said}{f' slash {match[2]}' if match[2] else ''}{f' port {match[3]}' if match[3] else ''}"


def say_dotted_name(match: re.Match[str]) -> str:
    """`enable.idempotence`."""
    return " dot ".join(split_identifier(part).replace("*", "star") for part in match[0].split("."))


def say_roman_number(match: re.Match[str]) -> str:
    """`Phase III`; what is no number of that kind stays."""
    if not WRITTEN_ROMAN.fullmatch(match[2]):
        return match[0]
    digits = [ROMAN[letter] for letter in match[2]]
    value = sum(-one if one < after else one for one, after in zip(digits, [*digits[1:], 0], strict=True))
    return f"{match[1]} {value}"


def say_power(match: re.Match[str]) -> str:
    """`2^32`, `n^2`."""
    return f"{match[1]}{_say_exponent(match[2].strip('{}'))}" + (f" minus {match[3]}" if match[3] else "")


def say_minus(match: re.Match[str]) -> str:
    """`μ − λ`; a hyphen is a minus in an equation, else a dash."""
    return " minus " if "−" in match[0] or "=" in match.string else ", "


def say_port(match: re.Match[str]) -> str:
    """`redis:6379`; in braces it is a key and its value."""
    return f"{match[1]}: {match[2]}" if "{" in match.string else f"{match[1]} port {match[2]}"


def say_superscript(match: re.Match[str]) -> str:
    """`x²`, `10⁻³`."""
    return f"{_say_exponent(match[1].translate(SUPERSCRIPTS))} "


def _say_exponent(exponent: str) -> str:
    exponent = re.sub(r"^[-−]", "minus ", exponent)
    return {"2": " squared", "3": " cubed"}.get(exponent, f" to the power of {exponent}")


def say_scientific(match: re.Match[str]) -> str:
    """`1e6`."""
    return f"{match[1]} times 10{_say_exponent(str(int(match[2])))}"


def say_hexadecimal(match: re.Match[str]) -> str:
    """`0x1F`."""
    return f"hex {' '.join(match[1].upper())}"


def say_millicores(match: re.Match[str]) -> str:
    """`500m` where processors are spoken of."""
    return f"{match[1]} millicores" if re.search(r"\bcpus?\b|\bcores?\b", match.string, re.IGNORECASE) else match[0]


def say_symbol(match: re.Match[str]) -> str:
    """`√`, `λ`."""
    return f" {SYMBOL_WORDS[match[1]]} "


def say_layers(match: re.Match[str]) -> str:
    """`L1/L2`."""
    return " or ".join(" ".join(part.strip()) for part in match[0].split("/"))


def say_fraction(match: re.Match[str]) -> str:
    """`2/3 of`."""
    part, whole = int(match[1]), int(match[2])
    if (part, whole) == (1, 2):
        return "half"
    if not 0 < part < whole:
        return say_out_of(match)
    name = "quarter" if whole == 4 else "half" if whole == 2 else str(num2words(whole, to="ordinal"))
    return f"{num2words(part)} {name}{'s' if part > 1 else ''}"


def say_count_range(match: re.Match[str]) -> str:
    """`3-5`, `120–140`; what does not rise is no range."""
    return f"{match[1]} to {match[2]}" if int(match[1]) < int(match[2]) else match[0]


def say_percentile(match: re.Match[str]) -> str:
    """`p99.9`, `p99s`."""
    return f"P {match[1]}" + ("'s" if match[2] else "")


def say_ordinal(match: re.Match[str]) -> str:
    """`3rd`, `99.9th`."""
    before = f"{match[1]} point " if match[1] else ""
    return before + str(num2words(int(match[2]), to="ordinal"))


def say_out_of(match: re.Match[str]) -> str:
    """`200/200` is "200 of 200"; a larger number before a smaller one is an alternative."""
    part, whole = int(match[1]), int(match[2])
    return f"{part} of {whole}" if part <= whole else f"{part} or {whole}"


def say_money(match: re.Match[str]) -> str:
    """`$5`, `€1.2M`, `€1,250.50`."""
    one, many, cent = CURRENCY[match[1]]
    scale = f" {MONEY_SCALES[match[3]]}" if match[3] else ""
    whole, _, part = match[2].partition(".")
    if scale or len(part) not in {0, 2}:
        return f"{match[2]}{scale} {many}"
    said = [f"{whole} {one if whole == '1' else many}"] if int(whole.replace(",", "")) or not int(part or 0) else []
    if int(part or 0):
        cents = ("pence" if cent == "penny" else f"{cent}s") if int(part) != 1 else cent
        said.append(f"{int(part)} {cents}")
    return " and ".join(said)


def say_money_range(match: re.Match[str]) -> str:
    """`$10–20`, `€5–€10m`."""
    scale = f" {MONEY_SCALES[match[4]]}" if match[4] else ""
    return f"{match[2]} to {match[3]}{scale} {CURRENCY[match[1]][1]}"


def say_quantity(match: re.Match[str]) -> str:
    """A number with its scale and unit."""
    return _join_quantity(match[1], match[2] or "", match[3] or "") + (" " if match[0][-1:].isspace() else "")


def _join_quantity(number: str, scale: str, unit: str) -> str:
    if scale == "B" and not unit:  # "512 B" is bytes; billions are written bn
        scale, unit = "", "B"
    one, many = UNITS.get(unit, ("", ""))
    words = [number, SCALES.get(scale, ""), one if number == "1" and not scale else many]
    return " ".join(word for word in words if word)


def say_change(match: re.Match[str]) -> str:
    """`120ms → 900ms`; a unit that stands only once belongs to all."""
    written = re.sub(r"^[Ff]rom\s+", "", match[0].strip())
    found = [part for text in re.split(rf"\s*{ARROW}\s*", written) if (part := QUANTITY.match(text))]
    unit = next((part[3] for part in found if part[3]), "")
    first, *others = (_join_quantity(part[1], part[2] or "", part[3] or unit) for part in found)
    return f"from {first} to {', then to '.join(others)}" + (" " if match[0][-1:].isspace() else "")


def say_rate(match: re.Match[str]) -> str:
    """`50 req/min`, `50/min`, `3 MB/s`."""
    what = match["what"] or ""
    scale = (match["scale"] or "").strip()
    unit = UNITS.get(what, (what, what))[0 if match["n"] == "1" and not scale else 1]
    words = [match["n"], SCALES.get(scale, ""), unit, "per", PER_UNITS[match["per"]]]
    return " ".join(word for word in words if word)
