"""Ways to damage a document, for the invariants: each takes a text and a source of chance, and gives another text."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

ODD = [
    "\x00",
    "\ud800",
    "\u202e",
    "\u200b",
    "\ufeff",
    "\x1b[31m",
    "\x85",
    "\u2028",
    "\ufffd",
    "\U0010ffff",
    "â€",
    "ğŸ",
    "Ã",
]
LINES = [
    "```", "```java", "````", "~~~", "~~~yaml", "---", "***", ":::", ":::details Odd", "**Question:** Why?", "**Answer:**", "**Answer:** because", "- [ ] point",
    "- [x] right", "**Counter-questions:**", "- *“And then?”*", "  → testing nerve", "**00:05** – boom", "10:45 something", "| time | what |", "|---|---|", "| 10:45 | x |",
    "# Incident", "## Timeline (UTC)", "### Q: What?", "**A:** That.", "**ELI8:** small", "**Architect view:**", "> quote", "> *A:* “x”", "    indented", "\tcode", "<div>",
    "<!--", "-->", "[a]: http://x", "1) one", "**Decision:** What now?", "```signals", "minute, x (ms)", "0, 1", "**Post-mortem lessons:**", "**Spoken summary:**", "### Part 1: X (2–3 minutes)",
    "## Spoken script", "**Topics:** a, b", "Setext", "=====", "-----", "{#id}", "## {#x}", "#", "**", "****", "&lt;", "[... rest of the file unchanged ...]", "# End of content",
    "**Estimate:** {a: 1..9 ms} and {b}", "**Answer:** {a * 2} s (± 10 %)", "{a / 0 in kB}", "**Story:** When?", "### Design: X", "**Brief:** It.", "**Clarifying questions:**",
    "**Step 1: Numbers (5 minutes):** Count.", "**Model answer:** So.", "**Rubric:**", "- **Senior:** one; two", "**Diagram to draw:**", "```mermaid", "**Estimate:** no", "{a:",
    "- [Contents](#contents)", "## Table of Contents", "T+5m – x", "2019-07-10 16:35 UTC", "**??** – unknown", "===", "***bold***", "__Question:__ x", "%%%", "\\", "*", "-", "+", "1.",
]  # fmt: skip


def _lines(text: str) -> list[str]:
    return text.split("\n")


def remove(text: str, rng: Random) -> str:
    lines = _lines(text)
    for _ in range(rng.randint(1, 5)):
        if lines:
            del lines[rng.randrange(len(lines))]
    return "\n".join(lines)


def double(text: str, rng: Random) -> str:
    lines = _lines(text)
    at = rng.randrange(len(lines))
    stop = min(len(lines), at + rng.randint(1, 60))
    return "\n".join(lines[:stop] + lines[at:stop] + lines[stop:])


def swap(text: str, rng: Random) -> str:
    lines = _lines(text)
    for _ in range(rng.randint(1, 10)):
        a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
        lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def insert(text: str, rng: Random) -> str:
    lines = _lines(text)
    for _ in range(rng.randint(1, 8)):
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(LINES))
    return "\n".join(lines)


def indent(text: str, rng: Random) -> str:
    lines = _lines(text)
    at = rng.randrange(len(lines))
    prefix = rng.choice(["  ", "    ", "> ", "- ", "1. ", "\t"])
    for i in range(at, min(len(lines), at + rng.randint(1, 20))):
        lines[i] = prefix + lines[i]
    return "\n".join(lines)


def characters(text: str, rng: Random) -> str:
    for _ in range(rng.randint(1, 10)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(ODD) + text[at + rng.choice([0, 0, 1]) :]
    return text


def breaks(text: str, rng: Random) -> str:
    return text.replace("\n", rng.choice(["\r\n", "\r"]))


def cut(text: str, rng: Random) -> str:
    return text[: rng.randrange(len(text) + 1)]


def unblank(text: str, rng: Random) -> str:
    return "\n".join(line for line in _lines(text) if line.strip() or rng.random() < 0.5)


def deep(text: str, rng: Random) -> str:
    mark = rng.choice(["> ", "- ", "* ", "1. "])
    lines = _lines(text)
    lines.insert(rng.randrange(len(lines) + 1), mark * 200 + "deep")
    return "\n".join(lines)


def mojibake(text: str, rng: Random) -> str:
    codec = rng.choice(["cp1252", "cp1254"])
    return text.encode("utf-8", "replace").decode(codec, errors=rng.choice(["ignore", "replace"]))


MUTATIONS: tuple[Callable[[str, Random], str], ...] = (
    remove, double, swap, insert, insert, indent, characters, breaks, cut, unblank, deep, mojibake,
)  # fmt: skip


def mutate(text: str, rng: Random) -> str:
    """One to four mutations in a row."""
    for _ in range(rng.randint(1, 4)):
        text = rng.choice(MUTATIONS)(text or "x", rng)
    return text


def document(rng: Random) -> str:
    """A document of nothing but meaningful lines, in any order."""
    return "\n".join(rng.choice([*LINES, "", "", "words that mean nothing"]) for _ in range(rng.randint(1, 60)))
