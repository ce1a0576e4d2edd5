"""Words that slashes and dashes join: alternatives, pairs, compounds."""

from __future__ import annotations

import re

from speech.text.rules.rule import Rule, join_words, make_rule

# Words that belong together: said side by side, without `or`.
TOGETHER = frozenset(
    [
        "try",
        "catch",
        "except",
        "finally",
        "else",
        "read",
        "write",
        "client",
        "server",
        "request",
        "response",
        "input",
        "output",
        "leader",
        "follower",
        "primary",
        "replica",
        "secondary",
        "producer",
        "consumer",
        "publisher",
        "subscriber",
        "publish",
        "subscribe",
        "key",
        "value",
        "push",
        "pull",
        "pub",
        "sub",
        "begin",
        "commit",
        "rollback",
        "lock",
        "unlock",
        "open",
        "close",
        "start",
        "stop",
        "get",
        "set",
        "put",
        "acquire",
        "release",
        "encode",
        "decode",
        "master",
        "slave",
        "source",
        "sink",
        "sender",
        "receiver",
        "up",
        "down",
        "on",
        "off",
        "yes",
        "no",
        "true",
        "false",
        "pass",
        "fail",
        "blue",
        "green",
        "hot",
        "cold",
        "active",
        "passive",
        "standby",
        "min",
        "max",
        "send",
        "receive",
        "rise",
        "fall",
        "name",
        "host",
        "port",
        "import",
        "export",
        "load",
        "store",
        "save",
        "fork",
        "join",
        "map",
        "reduce",
        "left",
        "right",
        "before",
        "after",
        "front",
        "back",
        "backend",
        "frontend",
        "upload",
        "download",
        "red",
        "black",
        "buy",
        "sell",
        "fan",
        "in",
        "out",
    ]
)


def say_alternatives(match: re.Match[str]) -> str:
    """Say `Redis/Kafka` as alternatives and `try/finally` side by side."""
    words = [word.strip() for word in match[0].split("/")]
    if all(word.lower().rstrip("s") in TOGETHER or word.lower() in TOGETHER for word in words):
        return " ".join(words)
    return join_words(words, "or")


def say_layers(match: re.Match[str]) -> str:
    """Say `L1/L2`."""
    return join_words([" ".join(part.strip()) for part in match[0].split("/")], "or")


ALTERNATIVES: tuple[Rule, ...] = (
    make_rule(
        "layers", r"\b[A-Z]\d(?:\s?/\s?[A-Z]\d)+\b", say_layers, "Levels of caches: letter and figure apart.", needs="/"
    ),
    make_rule(
        "alternatives",
        r"(?<![\w/.:@~$€£-])(?=[^\W\d])[\w+#'-]*\w[+#]*(?:/(?=[^\W\d_])[\w+#'-]*\w[+#]*)+(?![\w/]|\.[a-z])",
        say_alternatives,
        "Words joined by slashes, so that each is looked up by itself; before the lexicon.",
        needs="/",
    ),
)
COMPOUNDS: tuple[Rule, ...] = (
    make_rule(
        "letter-range", r"(?<![\w–])([A-Z])–([A-Z])(?![\w–])", r"\1 to \2", "From one letter to another.", needs="–"
    ),
    make_rule(
        "compound",
        r"(?<=[^\W\d_])[–](?=[^\W_])",
        " ",
        "An en dash between words joins them: a client–server design.",
        needs="–",
    ),
)
