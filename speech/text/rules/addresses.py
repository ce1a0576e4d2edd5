"""Addresses: links, mail, hosts, ports, networks, hardware, paths and names made of parts."""

from __future__ import annotations

import re

from speech.text import symbols
from speech.text.lexicon import TERMS
from speech.text.rules.rule import DIGITS, Rule, join_longest_first, make_rule

FILE_EXTENSION = join_longest_first(symbols.FILE_EXTENSIONS)
# Abbreviations that stand in front of a number.
ABBREVIATIONS = {
    "Art": "article",
    "Eq": "equation",
    "Eqs": "equations",
    "Ch": "chapter",
    "Vol": "volume",
    "App": "appendix",
    "p": "page",
    "pp": "pages",
    "ca": "about",
    "c": "about",
    "Tab": "table",
    "Ref": "reference",
}
# Where the words in a name change: at a capital letter, at the end of an acronym, at a hyphen or underscore.
WORD_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2,})|[_-]+")
# A term stands by itself: not inside a word, a path or a name with hyphens.
TERM = rf"(?<![\w/@.-])(?:{join_longest_first(TERMS)})(?![\w/@-])"
SLASHED_TERM = rf"(?<![\w/@.-])(?:{join_longest_first(term for term in TERMS if '/' in term)})(?![\w/@])"


def split_identifier(name: str) -> str:
    """Return the words of a camel-case, snake-case or hyphenated name."""
    return " ".join(" ".join(WORD_BOUNDARY.split(name)).split())


def say_term(match: re.Match[str]) -> str:
    """Say a word of the trade as people in the trade do."""
    return TERMS[match[0]]


def say_url(match: re.Match[str]) -> str:
    """Name a link by its host alone."""
    host = match[1]
    return f"a link to {host.strip('.').replace('.', ' dot ')}" if host else "a link"


def say_email(match: re.Match[str]) -> str:
    """Say a mail address with its dots."""
    return f"{match[1].replace('.', ' dot ')} at {match[2].replace('.', ' dot ')}"


def say_ipv6(match: re.Match[str]) -> str:
    """Say an IPv6 address group by group, letters by themselves."""
    address, length = match["address"], match["length"]
    groups = [" ".join(group) if not group.isdigit() else group for group in address.split(":")]
    spoken = " colon ".join(groups).replace("colon  colon", "colon colon")
    port = f" port {match['port']}" if match["port"] else ""
    return f" {' '.join(spoken.split())}{f' slash {length}' if length else ''}{port} "


def say_hardware_address(match: re.Match[str]) -> str:
    """Say a MAC address sign by sign."""
    # Unix writes the pairs with colons, Windows with hyphens
    return ", ".join(" ".join(pair.lower()) for pair in re.split("[:-]", match[0]))


def say_address(match: re.Match[str]) -> str:
    """Say `10.0.0.1`, `10.0.0.0/16` and `10.0.0.1:80`."""
    spoken = " dot ".join(match[1].split("."))
    return f"{spoken}{f' slash {match[2]}' if match[2] else ''}{f' port {match[3]}' if match[3] else ''}"


def say_port(match: re.Match[str]) -> str:
    """Say `redis:6379`; in braces it is a key and its value."""
    return f"{match[1]}: {match[2]}" if "{" in match.string else f"{match[1]} port {match[2]}"


def say_region(match: re.Match[str]) -> str:
    """Say a cloud region: `us-east-1` as `U S east 1`."""
    continent, *parts = match[0].split("-")
    return " ".join([*continent.upper(), *parts])


def say_star(match: re.Match[str]) -> str:
    """Say `SELECT *` and `COUNT(*)`."""
    return f"{match[1].lower()} star"


def say_annotation(match: re.Match[str]) -> str:
    """Say `@ControllerAdvice`; behind an article or a number it is a noun and needs no `at`."""
    name = split_identifier(match["name"])
    return f"{match['article']} {name}" if match["article"] else f"at {name}"


def say_header(match: re.Match[str]) -> str:
    """Say `X-Request-Id`."""
    return match[0].replace("-", " ").replace(" Id", " I D")


def say_path(match: re.Match[str]) -> str:
    """Say `/actuator/refresh`."""
    steps = [step for step in match[0].removeprefix("~").split("/") if step]
    spoken = " ".join(f"slash {_say_path_step(step)}" for step in steps)
    return f"home {spoken}" if match[0].startswith("~") else spoken


def say_file_path(match: re.Match[str]) -> str:
    """Say `src/main/App.java`."""
    return " slash ".join(_say_path_step(step) for step in match[0].split("/") if step != ".")


def say_windows_path(match: re.Match[str]) -> str:
    """Say `C:\\Users\\x`."""
    return " backslash ".join([f"{match[1]} colon", *filter(None, match[2].split("\\"))])


def _say_path_step(step: str) -> str:
    if step == "*":
        return "star"
    return " dot ".join(split_identifier(word.strip("{}:")) for word in step.split(".")).replace("*", "star").strip()


def say_flag(match: re.Match[str]) -> str:
    """Say `--no-verify` and `-Xmx4g`."""
    return f"{'dash dash' if match[1] == '--' else 'dash'} {match[2].replace('-', ' ').strip()}"


def say_dotted_name(match: re.Match[str]) -> str:
    """Say a dotted name such as "enable.idempotence"."""
    return " dot ".join(split_identifier(part).replace("*", "star") for part in match[0].split("."))


def say_keys(match: re.Match[str]) -> str:
    """Say a combination of keys: `Ctrl+C`."""
    names = {"Ctrl": "control", "Cmd": "command", "Esc": "escape", "Del": "delete"}
    return " ".join(names.get(key, key) for key in match[0].split("+"))


LINKS: tuple[Rule, ...] = (
    make_rule("local-file", r"\bfile://(?=/)", "the file ", "A path on this machine, no host.", needs=":"),
    make_rule(
        "url",
        r"(?:https?|s?ftp|s3|gs|ssh|git|file|wss?|amqps?|rediss?|mongodb(?:\+srv)?"
        r"|(?:jdbc:)?\w*sql|kafka|nats|ldaps?|tcp|udp|grpc)://(?:www\.|[\w.-]+(?::[^\s@/]*)?@)?([\w.-]+)(?::\d+)?[^\s,;)\]>]*[^\s,;.!?:)\]>]"
        r"|(?:https?|ftp)://\S+",
        say_url,
        "Nobody follows a link by ear; the host says where it leads.",
        needs=":",
    ),
)
ADDRESSES: tuple[Rule, ...] = (
    make_rule(
        "email",
        r"\b([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)",
        say_email,
        "Before annotations, which have the same sign.",
        needs="@",
    ),
    make_rule(
        "uuid",
        r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b",
        "a U U I D",
        "Thirty-two digits tell a listener nothing.",
        needs="-",
    ),
    make_rule(
        "hash",
        r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{16,}\b",
        "a hash",
        "Neither do those of a hash.",
        needs=DIGITS,
    ),
    make_rule(
        "hardware-address",
        r"\b(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}\b",
        say_hardware_address,
        "Before times of day, which have colons too.",
        needs="-:",
        is_final=True,
    ),
    make_rule(
        "ipv6",
        r"(?<![\w:.])\[?(?=[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:)(?P<address>(?=\S*(?:::|(?:[0-9A-Fa-f]{1,4}:){7}))"
        r"(?:[0-9A-Fa-f]{1,4})?(?::{1,2}[0-9A-Fa-f]{1,4})*(?:::)?)"
        r"(?<=[0-9A-Fa-f:])(?:/(?P<length>\d{1,3}))?(?:\](?::(?P<port>\d{2,5}))?)?(?![\w:])",
        say_ipv6,
        "Groups of hexadecimal digits with two colons or seven; before times of day.",
        needs=":",
        is_final=True,
    ),
    make_rule(
        "pattern",
        r"(?<!\S)(?=\S*(?:\\[dwsbDWS]|\[\^?[A-Za-z0-9]-[A-Za-z0-9]))(?=\S*[+*?{^$])\S+",
        "a pattern",
        "A regular expression cannot be followed by ear.",
        needs="[\\",
    ),
    make_rule(
        "schedule",
        r"(?<!\S)(?=\S+ \S+ \S+ \S+ \S+)(?=(?:\S+ ){0,4}\S*\*)(?:(?:\*|\d{1,2})(?:[-/,]\d{1,2})*\s+){3}(?:\*"
        r"|\d{1,2})(?:[-/,]\d{1,2})*\s+(?:\*|[\d,-]{1,7}|[A-Z]{3}(?:-[A-Z]{3})?)(?!\S)",
        "a cron schedule",
        "Five fields of numbers and stars.",
        needs="*0123456789",
    ),
    make_rule(
        "network",
        r"(?<![\w.])(\d{1,3}(?:\.(?:\d{1,3}|[x*])){3})(?:/(\d{1,2}))?(?::(\d{2,5}))?(?![\w.]*\d)",
        say_address,
        "Four numbers with dots are an address, not decimals.",
        needs=DIGITS,
    ),
    make_rule(
        "address-range",
        r"(?<=dot \d)\s?[–-]\s?(?=\d+ dot)|(?<=dot \d\d)\s?[–-]\s?(?=\d+ dot)|(?<=dot \d\d\d)\s?[–-]\s?(?=\d+ dot)",
        " to ",
        "From one address to another.",
        needs="-–",
    ),
    make_rule(
        "prefix-length",
        r"(?<![^\s(])/(\d{1,3})(?![\w/.])",
        r"slash \1",
        "`/24` alone is the size of a network.",
        needs="/",
    ),
    make_rule(
        "transport-port",
        r"\b(TCP|UDP|SCTP|tcp|udp|sctp)/(\d{1,5})\b",
        r"\1 port \2",
        "The number behind a transport is a port.",
        needs="/",
    ),
    make_rule(
        "region",
        r"\b(?:us|eu|ap|sa|ca|me|af|il)-(?:gov-)?(?:north|south|east|west|central"
        r"|northeast|northwest|southeast|southwest)-?\d[a-f]?\b",
        say_region,
        "The names of regions begin with a continent, which is spelled.",
        needs="-",
    ),
)
SLASHED_TERMS: tuple[Rule, ...] = (
    make_rule(
        "slashed-term",
        SLASHED_TERM,
        say_term,
        "Terms with a slash of their own, before slashes mean `or`.",
        needs="/2ACINOPRSTY",
    ),
    make_rule(
        "media-type",
        r"\b(application|text|image|audio|video|multipart|font)/(?=[a-z*])",
        r"\1 ",
        "Before slashes that mean `or`.",
        needs="/",
    ),
    make_rule(
        "here", r"(?<![\w.])\.{1,2}/(?=\w)", "", "The folder one is in needs no word.", needs="/", english_only=False
    ),
    make_rule(
        "file-path",
        rf"(?<![\w./])[\w.-]+(?:/[\w.*-]+)*/(?:[\w.-]+\.(?:{FILE_EXTENSION})\b|\*)",
        say_file_path,
        "A file's ending or a star makes a path of what has no slash in front.",
        needs="/",
    ),
)
NAMES: tuple[Rule, ...] = (
    make_rule("or-dot-net", r"(?<=\w)/(?=\.NET\b)", " or ", "A name that begins with a dot, no folder.", needs="/"),
    make_rule("lexicon", TERM, say_term, "The words of the trade, before their letters and signs are taken apart."),
    make_rule(
        "select-star",
        r"\b(SELECT|select|COUNT|count)\s*\(?\*\)?",
        say_star,
        "The star of SQL is no multiplication.",
        needs="*",
    ),
    make_rule("generic-empty", r"(?<=\w)<>", "", "Empty angle brackets are not said.", needs="<", english_only=False),
    make_rule("at-value", r"(?<=\w)@(?=\d)", " at ", "Before annotations.", needs="@"),
    make_rule(
        "annotation",
        r"(?:\b(?P<article>[Aa]n?|[Tt]he|[Tt]his|[Tt]hat|[Ee]ach|[Ee]very|[Oo]ne"
        r"|[Tt]wo|[Nn]o|[Aa]nother|[Mm]y|[Yy]our|[Ii]ts)\s+)?(?<![\w.])@(?P<name>[A-Za-z]\w*)",
        say_annotation,
        "Behind an article the name is a noun.",
        needs="@",
    ),
    make_rule(
        "big-o",
        r"(?<!\w)[OΘΩ]\(((?:[^()]|\([^()]{1,12}\)){1,24})\)",
        r"order of \1",
        "Before brackets are read as those of a call.",
        needs="(",
    ),
    make_rule("call", r"\b([A-Za-z_][\w.#]*)\(\)", r"\1", "Empty brackets are not said.", needs="("),
    make_rule(
        "query",
        r"(?<=[\w/}])\?(?=\w+=)|(?<!\S)\?(?=\w+=)",
        " with ",
        "What follows the question mark of an address are its parameters.",
        needs="?",
        english_only=False,
    ),
    make_rule(
        "windows-path",
        r"\b([A-Z]):\\((?:[\w .-]+\\?)+)",
        say_windows_path,
        "Backslashes would vanish with the other marks of code.",
        needs=":",
    ),
    make_rule(
        "path",
        r"(?<![\w.:~/%)])~?(?:/[\w{}*:.-]*[\w}*])+/?(?![\w])",
        say_path,
        "A slash at the beginning makes a path.",
        needs="/",
    ),
    make_rule("star-file", r"(?<![\w)])\*\.(?=[a-z])", "star dot ", "`*.log` is a pattern of files.", needs="*"),
    make_rule("header", r"\bX(?:-[A-Z][A-Za-z]*)+\b", say_header, "Headers of HTTP that begin with X.", needs="X"),
    make_rule(
        "dotted",
        r"(?<![\w.@/])(?:[A-Za-z][\w-]+|[a-z](?=\.[a-z_]{2}))(?:\.[a-zA-Z_][\w-]*[a-zA-Z0-9_*])+(?![\w])",
        say_dotted_name,
        "Dots between words are said; the end of a sentence has a space behind it.",
        needs=".",
    ),
    make_rule(
        "abbreviation-before-number",
        r"\b(Art|Eq|Eqs|Ch|Vol|App|pp|p|ca|c|Tab|Ref)\. ?(?=\(?\d)",
        lambda m: f"{ABBREVIATIONS[m[1]]} ",
        "What a number is the number of.",
        needs=".",
    ),
    make_rule("chained", r"(?<=[>)\]])\.(?=[a-z])", " dot ", "A call on the result of a call.", needs=")>]"),
    make_rule(
        "keys",
        r"\b(?:Ctrl|Cmd|Alt|Shift|Esc|Option|Win)(?:\+\w+)+",
        say_keys,
        "The plus between keys is not said.",
        needs="+",
    ),
    make_rule(
        "flag",
        r"(?<![^\s(\[\"'`])(--?)(?=[A-Za-z])([\w-]*)",
        say_flag,
        "A dash in front of a word belongs to a command.",
        needs="-",
    ),
    make_rule(
        "path-from-variable",
        r"\$\{?([A-Za-z_]\w*)\}?/(\.)?(?=\w)",
        lambda m: f"{m[1]} slash {'dot ' if m[2] else ''}",
        "A path that begins with a variable.",
        needs="$",
    ),
    make_rule(
        "variable",
        r"\$\{?([A-Za-z_]\w*)\}?",
        r"\1",
        "The dollar of a variable is not money.",
        needs="$",
        english_only=False,
    ),
    make_rule(
        "hash-tag",
        r"(?<![\w#])#!?(?=[A-Za-z/])",
        "",
        "A channel or a tag is said by its name.",
        needs="#",
        english_only=False,
    ),
    make_rule(
        "port", r"(?<![\w:])([a-z][\w-]*(?: dot [\w-]+)*):(\d{4,5})\b(?!:)", say_port, "A host and its port.", needs=":"
    ),
    make_rule("bare-port", r"(?<![^\s(]):(\d{2,5})\b(?!:)", r"port \1", "A port without its host.", needs=":"),
    make_rule(
        "host-path",
        r"(?<=port \d{4})(?:/[A-Za-z_{][\w{}*:.-]*[\w}*])+|(?<=port \d\d)(?:/[A-Za-z_{][\w{}*:.-]*[\w}*])+",
        lambda match: f" {say_path(match)}",
        "The path behind a port.",
        needs="/",
    ),
)
