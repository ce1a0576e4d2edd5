"""Documents in other people's notations, and ways to break one thing in them."""

from __future__ import annotations

import re
from random import Random

WORDS = "lock queue cache shard index token lease quorum socket thread buffer packet kernel cursor replica broker schema ledger".split()


def _word(rng: Random) -> str:
    return rng.choice(WORDS)


def _asked(rng: Random) -> str:
    forms = (
        "What is a {}?",
        "Why does a {} wait?",
        "How is a {} freed?",
        "When is a {} too large?",
        "Which {} is first?",
    )
    return rng.choice(forms).format(f"{_word(rng)} {_word(rng)}")


def _told(rng: Random) -> str:
    return f"It keeps the {_word(rng)} of a {_word(rng)} for as long as the {_word(rng)} lasts."


def details(rng: Random) -> str:
    """Return questions in <details> blocks."""
    blocks = [f"<details>\n<summary>{_asked(rng)}</summary>\n\n{_told(rng)}\n\n</details>" for _ in range(5)]
    return "# Interview\n\n" + "\n\n".join(blocks) + "\n"


def lines(rng: Random) -> str:
    """Return questions on lines with Q and A."""
    return "# Cards\n\n" + "\n\n".join(f"Q: {_asked(rng)}\nA: {_told(rng)}" for _ in range(5)) + "\n"


def bold_labels(rng: Random) -> str:
    """Return questions behind labels in bold."""
    return (
        "# Cards\n\n" + "\n\n".join(f"**Question:** {_asked(rng)}\n\n**Answer:** {_told(rng)}" for _ in range(5)) + "\n"
    )


def german(rng: Random) -> str:
    """Return questions behind German labels."""
    return (
        "# Karten\n\n"
        + "\n\n".join(f"Frage: Was ist ein {_word(rng)} {i}?\nAntwort: {_told(rng)}" for i in range(5))
        + "\n"
    )


def headings(rng: Random) -> str:
    """Return headings that ask."""
    return (
        "# Interview questions\n\n" + "\n\n".join(f"## {i}. {_asked(rng)}\n\n{_told(rng)}" for i in range(1, 7)) + "\n"
    )


def choices(rng: Random) -> str:
    """Return lettered options with the right one named."""
    blocks = []
    for _ in range(4):
        options = "\n".join(f"{letter}) the {_word(rng)} {_word(rng)} {n}" for n, letter in enumerate("ABCD"))
        blocks.append(f"### Q: {_asked(rng)}\n\n{options}\n\nAnswer: {rng.choice('ABCD')}")
    return "# Quiz\n\n" + "\n\n".join(blocks) + "\n"


def tasks(rng: Random) -> str:
    """Return options with boxes."""
    blocks = []
    for n in range(4):
        right = rng.randrange(3)
        options = "\n".join(f"- [{'x' if k == right else ' '}] the {_word(rng)} {n}{k}" for k in range(3))
        blocks.append(f"#### Q{n + 1}. {_asked(rng)}\n\n{options}")
    return "# Quiz\n\n" + "\n\n".join(blocks) + "\n"


def table(rng: Random) -> str:
    """Return a table of questions and answers."""
    rows = "\n".join(f"| {_asked(rng)} | {_told(rng)} |" for _ in range(5))
    return f"# Cards\n\n| Question | Answer |\n|---|---|\n{rows}\n"


def timeline(rng: Random) -> str:
    """Return a list of times."""
    minute = rng.randrange(60, 600)
    rows = []
    for _ in range(7):
        rows.append(f"- {minute // 60:02d}:{minute % 60:02d} the {_word(rng)} fails for the {_word(rng)}")
        minute += rng.randrange(3, 40)
    return "# Incident: the broker stops\n\n## Timeline (UTC)\n\n" + "\n".join(rows) + "\n"


def dated_timeline(rng: Random) -> str:
    """Return a list of dates and times in bold."""
    minute = rng.randrange(60, 600)
    rows = []
    for _ in range(6):
        rows.append(
            f"- **2024-03-0{rng.choice('5')} {minute // 60:02d}:{minute % 60:02d} UTC** – the {_word(rng)} fails for the {_word(rng)}"
        )
        minute += rng.randrange(3, 40)
    return "# Outage of the broker\n\n## Timeline\n\n" + "\n".join(rows) + "\n"


def timetable(rng: Random) -> str:
    """Return a table of times."""
    minute = rng.randrange(60, 600)
    rows = []
    for _ in range(6):
        rows.append(f"| {minute // 60:02d}:{minute % 60:02d} | the {_word(rng)} fails for the {_word(rng)} |")
        minute += rng.randrange(3, 40)
    return "# Outage of the broker\n\n| Time | Event |\n|---|---|\n" + "\n".join(rows) + "\n"


def obsidian(rng: Random) -> str:
    """Return cards on one line each."""
    return "#flashcards\n\n" + "\n\n".join(f"the {_word(rng)} {n}::holds the {_word(rng)}" for n in range(6)) + "\n"


def clozes(rng: Random) -> str:
    """Return sentences with gaps."""
    return (
        "# Gaps\n\n"
        + "\n\n".join(f"The {_word(rng)} {n} keeps {{{{c1::its {_word(rng)}}}}} alive." for n in range(5))
        + "\n"
    )


def french(rng: Random) -> str:
    """Return questions behind French labels."""
    pairs = (f"Question : Qu'est-ce qu'un {_word(rng)} {i} ?\nRéponse : {_told(rng)}" for i in range(5))
    return "# Fiches\n\n" + "\n\n".join(pairs) + "\n"


def japanese(rng: Random) -> str:
    """Return questions behind Japanese labels."""
    pairs = (f"質問：{_word(rng)} {i} とは何ですか？\n回答：{_word(rng)} を守るものです。" for i in range(5))
    return "# 面接\n\n" + "\n\n".join(pairs) + "\n"


def admonitions(rng: Random) -> str:
    """Return questions in folded blocks of MkDocs."""
    return "# Quiz\n\n" + "\n\n".join(f'??? question "{_asked(rng)}"\n    {_told(rng)}' for _ in range(5)) + "\n"


def callouts(rng: Random) -> str:
    """Return questions in callouts of Obsidian."""
    return "# Quiz\n\n" + "\n\n".join(f"> [!question]- {_asked(rng)}\n> {_told(rng)}" for _ in range(5)) + "\n"


def logseq(rng: Random) -> str:
    """Return cards of Logseq."""
    return "\n".join(f"- {_asked(rng)} #card\n\t- {_told(rng)}" for _ in range(5)) + "\n"


def fronts(rng: Random) -> str:
    """Return cards with a heading for either side."""
    cards = (f"## Front\n\n{_asked(rng)}\n\n## Back\n\n{_told(rng)}" for _ in range(5))
    return "# Cards\n\n" + "\n\n".join(cards) + "\n"


def numbered(rng: Random) -> str:
    """Return numbered questions in bold, as word processors give them."""
    return (
        "# Interview questions\n\n" + "\n\n".join(f"**{i}. {_asked(rng)}**\n\n{_told(rng)}" for i in range(1, 7)) + "\n"
    )


def moments(rng: Random) -> str:
    """Return a timeline with a heading for each moment."""
    minute = rng.randrange(60, 600)
    parts = []
    for _ in range(6):
        parts.append(f"### {minute // 60:02d}:{minute % 60:02d} UTC\n\nThe {_word(rng)} fails for the {_word(rng)}.")
        minute += rng.randrange(3, 40)
    return "# Outage of the broker\n\n## Timeline\n\n" + "\n\n".join(parts) + "\n"


def labels_first(rng: Random) -> str:
    """Return a timeline whose items end with their time."""
    minute = rng.randrange(60, 600)
    rows = []
    for name in ("First detected", "Incident declared", "Cause found", "Repaired", "Resolved"):
        rows.append(f"- {name} 2024-03-05 {minute // 60:02d}:{minute % 60:02d}")
        minute += rng.randrange(3, 40)
    return "# Incident: the broker stops\n\n" + "\n".join(rows) + "\n"


KINDS = (
    details, lines, bold_labels, german, headings, choices, tasks, table, timeline, dated_timeline, timetable, obsidian, clozes,
    french, japanese, admonitions, callouts, logseq, fronts, numbered, moments, labels_first,
)  # fmt: skip
# what makes a line mean something: labels, tags, marks, stamps
STRUCTURE = re.compile(
    r"</?details>|</?summary>|^[QA]:|^\*\*(?:Question|Answer):\*\*|^(?:Frage|Antwort):|^#{2,4} |^[A-D]\) |^Answer: [A-D]|^- \[[ x]\] |^\|"
    r"|^\?\?\? question|^> \[!question\]|#card|^## (?:Front|Back)$|^\*\*\d+\. |^(?:Question|Réponse) : |^(?:質問|回答)："
    r"|^- (?:\*\*[\d-]+ )?\d\d:\d\d|::|\{\{c1::|\}\}|^\| \d\d:\d\d",
    re.MULTILINE,
)


def break_one(text: str, rng: Random) -> tuple[str, int] | None:
    """Break one mark of a document; return the text and the line (from 1) that was broken, None where it has no mark."""
    found = list(STRUCTURE.finditer(text))
    if not found:
        return None
    match = rng.choice(found)
    mark = match.group()
    place = rng.randrange(len(mark))
    way = rng.randrange(3)
    if way == 0:
        changed = mark[:place] + mark[place + 1 :]
    elif way == 1 and place + 1 < len(mark):
        changed = mark[:place] + mark[place + 1] + mark[place] + mark[place + 2 :]
    else:
        changed = mark[:place] + rng.choice("xX;#?9") + mark[place + 1 :]
    line = text.count("\n", 0, match.start()) + 1
    return text[: match.start()] + changed + text[match.end() :], line


# What people do wrong: what it is done to, and what becomes of it. {n} is a figure, chosen anew each time.
SLIPS: tuple[tuple[str, str], ...] = (
    (r"^((?:Q|A|Frage|Antwort|Question|Réponse)) ?:", r"\1"),  # a missing colon
    (r"^\*\*(Question|Answer):\*\*", r"**\1**"),
    (r"^\*\*(Question|Answer):\*\*", r"\1:"),  # no bold, where all others are
    (r"^(?:A|Antwort|Réponse) ?: ", ""),  # a lost label
    (r"^\*\*Answer:\*\* ", ""),
    (r"^(?:質問|回答)：", ""),
    (r"</details>", ""),  # a block that is never closed
    (r"</summary>", ""),
    (r"<details>\n", ""),
    (r"^Answer: [A-D]", "Answer: E"),  # an option that is not there
    (r"^Answer: ([A-D])", r"Answr: \1"),
    (r"^([B-D])\) ", r"\1 "),
    (r"^- \[[ x]\] ", "- [y] "),
    (r"^- \[ \] ", "- [] "),
    (r"^- (\*\*[\d-]+ )?\d\d:", r"- \g<1>2X:"),  # odd stamps
    (r"^- (\*\*[\d-]+ )?(\d\d):\d\d", r"- \g<1>\2:??"),
    (r"^- (\d\d):\d\d", r"- \1:75"),
    (r"^\| (\d\d):\d\d", r"| \1:7x"),
    (r"^### (\d\d):\d\d", r"### \1:9x"),
    (r"(\d\d):\d\d$", r"\1:8x"),
    (r"^\|---\|---\|$", "|---|"),  # a table's rule that is too short
    (r"::holds", ":holds"),
    (r"\}\} alive", "} alive"),
    (r"^##(#?) (?=\d|Q)", r"##\1"),  # no space behind the signs
    (r"^(\*\*\d+\. .*\?)\*\*$", r"\1"),  # bold text that never ends
    (r"^\?\?\? question \"(.*)\"$", r"??? question \"\1"),
    (r"^> \[!question\]-", "> [question]-"),
    (r"#card$", "#crad"),
    (r"^## Back$", "## Bakc"),
)


def slip(text: str, rng: Random) -> tuple[str, int] | None:
    """Do one thing wrong that people do; return the text and the line (from 1), None where the document has no place for it."""
    possible = [(pattern, put) for pattern, put in SLIPS if re.search(pattern, text, re.MULTILINE)]
    if not possible:
        return None
    pattern, put = rng.choice(possible)
    match = rng.choice(list(re.finditer(pattern, text, re.MULTILINE)))
    line = text.count("\n", 0, match.start()) + 1
    return text[: match.start()] + match.expand(put) + text[match.end() :], line
