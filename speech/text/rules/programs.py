"""Programs: command lines, operators, functions without a name, comments, patterns, and the codes of machines."""

from __future__ import annotations

import re

from num2words import num2words

from speech.text.rules.rule import DIGITS, Rule, join_words, make_rule

# Commands that begin a line of a shell, where `>` and `|` pass output on.
SHELL_COMMANDS = (
    r"(?:sudo )?(?:ls|cat|ps|grep|egrep|awk|sed|sort|find|xargs|curl|wget|echo|printf|tail|head|kubectl|docker|git|make|tar"
    r"|ssh|scp|journalctl|dmesg|netstat|ss|lsof|tcpdump|mysqldump|pg_dump|psql|mysql|redis-cli|jq|cut|tr|wc|env|java|python3?"
    r"|npm|go|helm|terraform|aws|gcloud|systemctl|openssl|dig|nc|zcat|gzip|diff|df|du|free|vmstat|iostat|top|cmd|history)"
)
# Commands that other commands are piped to.
FILTERS = (
    r"(?:e?grep|awk|sed|sort|uniq|head|tail|wc|xargs|less|more|tee|jq|cut|tr|column|gzip|gunzip|zcat|nc|psql|mysql|bash|sh|cat"
    r"|kubectl|base64|bc|perl|ssh|python3?)\b"
)
# A command, with nothing but its arguments between it and what is looked at.
COMMAND_BEFORE = (
    rf"(?:^|\b(?:[Rr]un|[Rr]unning|[Uu]se|[Tt]ry|[Ee]xecute)\s+){SHELL_COMMANDS}\s(?:[\w.=/-]+\s+){{0,8}}[\w.=/-]*$"
)
# In this order: `2>&1` and `> /dev/null` hold a plain `>`, which would take them apart.
REDIRECTIONS = (
    (re.compile(r"\s*2>&1\s*"), " with errors in the same place "),
    (re.compile(r"\s*2>\s*/dev/null\s*"), " without its errors "),
    (re.compile(r"\s*(?:&|1)?>\s*/dev/null\s*"), " without output "),
    (re.compile(r"\s*2>\s*"), " with errors into "),
    (re.compile(r"\s*>>\s*"), " appended to "),
    (re.compile(r"(?<![=-])\s*>\s*(?!=)"), " into "),
    (re.compile(r"\s+<\s+(?=[\w./~])"), " from "),
    (re.compile(r"\s*\|\s*(?!\|)"), ", piped to "),
    (re.compile(r"\s*&&\s*"), ", and then "),
)
SIGNALS = {
    "HUP": "hup",
    "INT": "int",
    "QUIT": "quit",
    "KILL": "kill",
    "TERM": "term",
    "SEGV": "seg V",
    "ABRT": "abort",
    "PIPE": "pipe",
    "ALRM": "alarm",
    "CHLD": "child",
    "CONT": "cont",
    "STOP": "stop",
    "BUS": "bus",
    "USR": "user ",
}
SIZES = {"k": "kilobytes", "m": "megabytes", "g": "gigabytes"}
ASSIGNMENTS = {
    "-": "minus",
    "*": "times",
    "/": "divided by",
    "%": "modulo",
    "|": "or",
    "&": "and",
    "^": "X or",
    "<<": "shift left",
    ">>": "shift right",
}


def say_command_line(match: re.Match[str]) -> str:
    """Say what a shell passes on: pipes, redirections, one command after another."""
    text = match[0]
    for pattern, words in REDIRECTIONS:
        text = pattern.sub(words, text)
    return " ".join(text.split())


def say_shift(match: re.Match[str]) -> str:
    """Say `1 << n` and `x >>> 3`."""
    return f" shifted {'left' if match[1] == '<<' else 'right'} by "


def say_compound_assignment(match: re.Match[str]) -> str:
    """Say `x -= 1`."""
    return f" {ASSIGNMENTS[match[1]]} equals "


def say_lambda(match: re.Match[str]) -> str:
    """Say `x -> x + 1` and `(a, b) => a + b`: a function that maps what it is given."""
    names = [name.strip() for name in (match["one"] or match["many"] or "").split(",") if name.strip()]
    if not names:
        return "a function that gives "
    return f"{join_words(names)} map{'s' if len(names) == 1 else ''} to "


def say_signal(match: re.Match[str]) -> str:
    """Say the name of a Unix signal, such as "SIGTERM"."""
    return f"sig {SIGNALS[match[1]]}{match[2]}".strip()


def say_like(match: re.Match[str]) -> str:
    """Say `LIKE '%foo%'` with its percent signs."""
    return f"{match[1]} {' '.join(re.sub(r'%', ' percent ', match[2]).split())}"


def say_direction(match: re.Match[str]) -> str:
    """Say `ORDER BY x DESC`."""
    return f"{match[1]}{'descending' if match[2].upper() == 'DESC' else 'ascending'}"


def say_digits(match: re.Match[str]) -> str:
    """Say a code digit by digit: `ORA-01555`, `chmod 755`."""
    return f"{match[1]} {' '.join(match[2])}"


def say_vulnerability(match: re.Match[str]) -> str:
    """Say `CVE-2021-44228`: the year as a year, the number digit by digit."""
    return f"C V E {num2words(int(match[1]), to='year')}, {' '.join(match[2])}"


def say_radix(match: re.Match[str]) -> str:
    """Say `0b1010` and `0o755` digit by digit."""
    return f"{'binary' if match[1] in 'bB' else 'octal'} {' '.join(match[2])}"


def say_generic(match: re.Match[str]) -> str:
    """Say `List<String>` as `List of String`, `Map<String, List<Integer>>` from the outside in."""
    inner = re.sub(GENERIC, say_generic, match["inner"])
    if match["name"].endswith("Map") or match["name"] in {"Dictionary", "Record", "Function", "Converter"}:
        key, comma, value = inner.partition(",")
        inner = f"{key} to {value.strip()}" if comma else inner
    return f"{match['name']} of {inner.strip()}"


# A type with parameters, which may have parameters of their own.
GENERIC = (
    r"\b(?P<name>[A-Z]\w*|vector|list|set|map|span|array|unique_ptr|optional)"
    r"<(?P<inner>[A-Zbcdfiu?](?:[\w, ?.]|<(?:[\w, ?.]|<[\w, ?.]*>)*>)*)>"
)

COMMANDS: tuple[Rule, ...] = (
    make_rule(
        "comment",
        r"^\s*(?://+|/\*+)\s+|\s+\*+/\s*$|(?<=[;{}])\s*//+\s+",
        " ",
        "The marks of a comment are not said.",
        needs="/",
        english_only=False,
    ),
    make_rule(
        "like",
        r"\b(I?LIKE)\s+'([^']*%[^']*)'",
        say_like,
        "Before quotation marks go: the percent signs belong to the pattern.",
        needs="%",
    ),
    make_rule(
        "order",
        r"(\bORDER BY\b.*?\s)(DESC|ASC)\b",
        say_direction,
        "The direction of a query, not a description.",
        needs="D",
    ),
    make_rule(
        "inline-script",
        r"\b(awk|sed|jq|perl)((?: -\w+)*) '[^']*'",
        r"\1\2 with a script",
        "The little programs of these commands cannot be followed by ear.",
        needs="'",
    ),
    make_rule(
        "numeric-flag",
        r"\b(kill|pkill|head|tail|nice|xargs|git log|zstd|gzip) -(\d+)\b",
        r"\1 dash \2",
        "A dash in front of a figure that is a flag; before minus signs.",
        needs="-",
    ),
    make_rule(
        "in-background", r"(?<=[\w./])\s&\s*$", " in the background", "A command that is not waited for.", needs="&"
    ),
    make_rule(
        "command-line",
        rf"^(?:\$\s+)?{SHELL_COMMANDS}\s.*(?:\||>|<|&&).*$",
        say_command_line,
        "In a shell these signs pass output on; before comparisons.",
        needs="|<>&",
    ),
    make_rule(
        "argument",
        r"(?<=[\w}])/(?=[\w{])",
        lambda m: " slash " if re.search(COMMAND_BEFORE, m.string[: m.start()]) else m[0],
        "In the arguments of a command a slash is a slash.",
        needs="/",
    ),
    make_rule("pipe", rf"\s+\|\s+(?={FILTERS})", ", piped to ", "A command that another one is piped to.", needs="|"),
    make_rule(
        "returns",
        r"(?<=\))\s*->\s*(?=[A-Z]\w*)",
        " returns ",
        "The type of what a function gives back.",
        needs="-",
    ),
    make_rule(
        "substitution",
        r"\$\((?=[a-z])([^()]*)\)",
        r"the output of \1",
        "What a shell puts in the place of a command.",
        needs="$",
    ),
    make_rule("streams", r"^\s*2>&1\s*$", "standard error to standard out", "Numbers of streams.", needs=">"),
    make_rule(
        "into-nothing", r"^\s*>\s*/dev/null\s*$", "into slash dev slash null", "The output goes nowhere.", needs=">"
    ),
    make_rule(
        "empty-function",
        r"\(\)\s*(?:=>|->)\s*\{\s*\}",
        "an empty function",
        "Before empty braces are an object.",
        needs="(",
    ),
    make_rule(
        "lambda",
        r"(?<![\w)\].])(?:(?P<one>[a-z])\s*(?:=>|->)\s*(?=[^,;]*\b(?P=one)\b)"
        r"|\((?P<many>[a-z]\w*(?:, ?[a-z]\w*)*)?\)\s*(?:=>|->)\s*)",
        say_lambda,
        "A function without a name; before arrows lead to what comes next.",
        needs="=-",
    ),
    make_rule("generic", GENERIC, say_generic, "What a container holds stands in angle brackets.", needs="<"),
    make_rule(
        "ternary",
        r"(?<=[\w)])\s+\?\s+(?P<yes>[^?:]{1,40}?)\s+:\s+(?P<negative>[−-])?(?=[\w\"'(])",
        lambda m: f", then {m['yes']}, else {'minus ' if m['negative'] else ''}",
        "The two ways of a condition.",
        needs="?",
    ),
    make_rule(
        "null-coalescing", r"\s*(?:\?\?=?|\?:)\s*(?=[\w\"'])", " or else ", "What stands in for nothing.", needs="?"
    ),
    make_rule("optional-chaining", r"(?<=[\w)\]])\?\.(?=[a-z])", " dot ", "A dot that may lead nowhere.", needs="?"),
    make_rule(
        "compound-assignment",
        r"(?<=[\w)\]])\s*([*/%|&^-]|<<|>>)=\s*(?=[\w(])",
        say_compound_assignment,
        "Before the equals sign and comparisons.",
        needs="=",
    ),
    make_rule(
        "shift",
        r"(?<=\d)\s*(<<|>>>?)\s*(?=\w)|(?<=\w)\s*(?:(?<!>)>>>?(?!>)|<<)\s*(?=\d)",
        lambda m: say_shift(m) if m[1] else f" shifted {'left' if '<<' in m[0] else 'right'} by ",
        "Beside a figure two angle brackets move bits.",
        needs="<>",
    ),
    make_rule(
        "address-of",
        r"(?<![\w&\s)])&(?=[a-z])|(?<=[(=] )&(?=[a-z])|^&(?=[a-z])",
        "address of ",
        "In front of a name.",
        needs="&",
    ),
    make_rule(
        "jvm-size",
        r"-X(mx|ms|mn|ss)(\d+)([kmgKMG])\b",
        lambda m: (
            f"dash X {' '.join(m[1].upper())} {m[2]} {SIZES[m[3].lower()].removesuffix('s' if m[2] == '1' else '')}"
        ),
        "Sizes of the Java machine.",
        needs="X",
    ),
    make_rule(
        "jvm-switch",
        r"-XX:([+-])?(?=\w)",
        lambda m: f"dash X X {({'+': 'plus ', '-': 'minus '}).get(m[1] or '', '')}",
        "Switches of the Java machine.",
        needs="X",
    ),
    make_rule("any-folder", r"(?<![^\s\"'`(])\*\*/", "star star slash ", "Folders at any depth.", needs="*"),
    make_rule(
        "second-path",
        r"(?<=[\w}/]):(?=/[\w.-]+(?:/|\b))(?!//)",
        " colon ",
        "A colon between two paths.",
        needs=":",
    ),
)
CODES: tuple[Rule, ...] = (
    make_rule(
        "whole-pattern",
        r"(?<!\S)(?=\S*(?:[*+?()\[\]\\|]))(?:\^\S+|(?![$€£])\S+\$|\.[*+]\S*)(?!\S)",
        "a pattern",
        "Anchors and wildcards make a regular expression.",
        needs="^$.",
    ),
    make_rule("any-type", r"(?<!\S)\*/\*|(?<=,)\*/\*", "any type", "A media type of any kind.", needs="*"),
    make_rule("any-value", r"(?<=: )\*(?=\s*$)", "star", "A header that allows everything.", needs="*"),
    make_rule("commit-range", r"(?<=\w)\.{2,3}(?=[A-Za-z]\w)", " dot dot ", "From one commit to another.", needs="."),
    make_rule("parent-commit", r"\b(HEAD|main|master)\^", r"\1 caret", "The commit before.", needs="^"),
    make_rule(
        "dialect",
        r"\bC\+\+(\d\d)(?:/(\d\d))?\b",
        lambda m: f"C plus plus {m[1]}" + (f" or {m[2]}" if m[2] else ""),
        "A version glued to its language.",
        needs="+",
    ),
    make_rule(
        "repository",
        r"\bgit@([\w.-]+):([\w-]+)/([\w-]+)(\.git)?\b",
        lambda m: f"git at {m[1].replace('.', ' dot ')} colon {m[2]} slash {m[3]}{' dot git' if m[4] else ''}",
        "The address of a repository; before mail addresses.",
        needs="@",
    ),
    make_rule(
        "book-number",
        r"\bISBN(?:-1[03])?:? ?([\d][\d -]{8,16}[\dX])\b",
        lambda m: f"I S B N {' '.join(re.sub('[ -]', '', m[1]))}",
        "Digit by digit; before ranges.",
        needs="I",
        is_final=True,
    ),
    make_rule(
        "telephone",
        r"(?<!\w)\+\d{1,3}(?:[ -]?\(?\d{2,4}\)?)(?:[ -]\d{2,4}){1,4}(?![\w-])",
        lambda m: f"plus {' '.join(re.sub('[^0-9]', '', m[0]))}",
        "Digit by digit; before ranges and sums.",
        needs="+",
        is_final=True,
    ),
    make_rule(
        "signal",
        rf"\bSIG({'|'.join(SIGNALS)})(\d?)\b",
        say_signal,
        "Signals of Unix: half a word, half letters.",
        needs="S",
    ),
    make_rule("sql-state", r"\bSQLSTATE\b", "S Q L state", "Two words written as one.", needs="Q"),
    make_rule(
        "vulnerability",
        r"\bCVE-((?:19|20)\d\d)-(\d{4,7})\b",
        say_vulnerability,
        "Before ranges.",
        is_final=True,
        needs="-",
    ),
    make_rule(
        "vendor-code",
        r"\b(ORA|DB2|KB|PEP|JEP|JSR|BIP|EIP)-(\d{3,6})\b",
        say_digits,
        "Numbers of errors and proposals are said digit by digit.",
        is_final=True,
        needs="-",
    ),
    make_rule(
        "file-mode",
        r"\b(chmod(?: -R)?|umask|mode) (0?[0-7]{3})\b",
        say_digits,
        "Three digits, one for each kind of user.",
        is_final=True,
        needs=DIGITS,
    ),
    make_rule("radix", r"\b0([bBoO])([01]+\b|[0-7]+\b)", say_radix, "Before numbers.", is_final=True, needs="0"),
    make_rule(
        "digest-prefix", r"\b[sS][hH][aA](1|256|512):(?=\s?[0-9a-f])", r"sha \1, ", "The name of a digest.", needs=":"
    ),
    make_rule(
        "short-hash",
        r"(?<![\w.#-])(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)(?!\d+e\d+\b)[0-9a-f]{7,15}(?![\w-])",
        lambda m: " ".join(m[0]),
        "The first digits of a commit are read out one by one.",
        needs=DIGITS,
        is_final=True,
    ),
    make_rule(
        "resource-id",
        r"\b(i|vpc|subnet|sg|ami|vol|eni|igw|rtb|snap)-[0-9a-f]{8,17}\b",
        lambda m: {"i": "an instance I D"}.get(m[1], f"a {m[1].upper() if len(m[1]) < 4 else m[1]} I D"),
        "The names that a cloud gives to its parts.",
        needs="-",
    ),
    make_rule(
        "instance-type",
        r"\b([a-z]\d[a-z]{0,3})\.(\d{0,2})(x?large|micro|small|medium|metal|nano)\b",
        lambda m: f"{m[1]} dot {m[2] + ' ' if m[2] else ''}{m[3].replace('xlarge', 'X large')}",
        "The sizes of machines in a cloud.",
        needs=".",
    ),
    make_rule("at-sign", r"(?<=[\w)])\s@\s(?=[\w~])", " at ", "Between a thing and its rate.", needs="@"),
    make_rule("sections", r"§§\s?", "sections ", "Before the sign of one section.", needs="§"),
    make_rule(
        "wireless",
        r"\b802\.(\d{1,2})([A-Za-z]{0,2})\b",
        lambda m: f"8 oh 2 dot {m[1]} {' '.join(m[2].upper())}".strip(),
        "A family of standards, not a decimal.",
        needs="8",
    ),
    make_rule(
        "any-version",
        r"(?<![\w.])(\d{1,2}(?:\.\d{1,2})?)\.[xX](?![\w]|\.[\dxX])",
        r"\1 point x",
        "Any version of a series.",
        needs="xX",
    ),
    make_rule("compatible", r"(?<!\S)\^(?=\d)", "caret ", "A bound on versions.", needs="^"),
    make_rule("java-update", r"\b(\d)u(\d{1,3})\b", r"\1 update \2", "Releases of Java before 9.", needs="u"),
    make_rule(
        "interface",
        r"\b(eth|wlan|ens|eno|lo|veth|docker|br|tun|tap)(\d{1,2})\b",
        r"\1 \2",
        "A network interface.",
        needs=DIGITS,
    ),
    make_rule(
        "site",
        r"(?<![\w@/.-])((?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|gov|edu|app|cloud))/(?=\w)",
        lambda m: f"{m[1].replace('.', ' dot ')} slash ",
        "The address of a page without its scheme; before slashes mean `or`.",
        needs="/",
    ),
)
