"""What a person does to a deck, with the truth about it: which old question each new one continues.

An edit works on the lines of the source. The truth maps the prompt a question has now to the prompt it had at the start.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

import deck as reader

MARK = re.compile(r" \{#[a-z0-9-]+\}")
LABEL = "**Question:** "
SWAPS = {
    "How do you": "In which way would you",
    "How does": "In what way does",
    "What is": "Explain",
    "Why": "For what reason",
    "What": "Which thing",
    "How": "By what means",
    "When": "Under which circumstances",
    "you": "a team",
}


@dataclass
class Desk:
    """A text under edit. `lives` maps each prompt to the one it began as, None for a new question."""

    lines: list[str]
    lives: dict[str, str | None]
    gone: list[tuple[list[str], str, str | None]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def bare(text: str) -> str:
    """The text without a single explicit id: the hardest case for identity."""
    return MARK.sub("", text)


def begin(text: str) -> Desk:
    parsed = reader.parse(text)
    asked = [q.prompt for q in (*parsed.questions, *parsed.counter_questions)]
    return Desk(text.split("\n"), {p: p for p in asked})


@dataclass(frozen=True)
class Span:
    """A question that is the whole of some lines: `line` and `last` count from 1."""

    line: int
    last: int
    prompt: str
    answer: str


def _questions(desk: Desk) -> list[Span]:
    """Questions written with a label, each until the next label, heading or rule. Fences are whole."""
    found: list[Span] = []
    start, fenced = 0, False
    for n, line in enumerate([*desk.lines, "# end"], 1):
        if line.startswith("```"):
            fenced = not fenced
        ends = not fenced and (line.startswith((LABEL, "#", "**Counter", "**Director", "---", ":::")))
        if ends and start:
            last = n - 1
            while not desk.lines[last - 1].strip():
                last -= 1
            prompt = " ".join(MARK.sub("", desk.lines[start - 1].removeprefix(LABEL)).split())
            answer = "\n".join(desk.lines[start:last])
            if "**Answer:**" in answer and prompt in desk.lives:
                found.append(Span(start, last, prompt, answer))
            start = 0
        if line.startswith(LABEL) and not fenced:
            start = n
    return found


def _reword(desk: Desk, question: Span, prompt: str) -> None:
    if prompt == question.prompt or prompt in desk.lives:
        return
    desk.lines[question.line - 1] = desk.lines[question.line - 1].replace(question.prompt, prompt)
    desk.lives[prompt] = desk.lives.pop(question.prompt)


def typo(desk: Desk, rng: Random) -> None:
    question = rng.choice(_questions(desk))
    at = rng.randrange(1, len(question.prompt) - 2)
    said = question.prompt
    if not (said[at].isalpha() and said[at + 1].isalpha()):
        return
    kind = rng.randrange(3)
    changed = (
        said[:at] + said[at + 1] + said[at] + said[at + 2 :]
        if kind == 0
        else said[:at] + said[at + 1 :]
        if kind == 1
        else said[:at] + said[at] + said[at:]
    )
    _reword(desk, question, changed)


def reword(desk: Desk, rng: Random) -> None:
    question = rng.choice(_questions(desk))
    prompt = question.prompt
    for old, new in SWAPS.items():
        if prompt.startswith(old):
            prompt = prompt.replace(old, new, 1)
            break
    else:
        prompt = "Tell the panel: " + prompt[0].lower() + prompt[1:]
    _reword(desk, question, prompt)


def rewrite_answer(desk: Desk, rng: Random) -> None:
    question = rng.choice(_questions(desk))
    span = range(question.line, question.last)
    words = [n for n in span if desk.lines[n] and not desk.lines[n].startswith(("**", "- [", "```"))]
    for n in words[: rng.randint(1, 3)]:
        parts = desk.lines[n].split(" ")
        for _ in range(max(1, len(parts) // 6)):
            parts.insert(rng.randrange(len(parts)) + 1, rng.choice(("usually", "first", "again", "quite", "soon")))
        desk.lines[n] = " ".join(parts)


def _cut(desk: Desk, question: Span) -> list[str]:
    span = desk.lines[question.line - 1 : question.last]
    del desk.lines[question.line - 1 : question.last]
    return span


def _put(desk: Desk, span: list[str], before: Span) -> None:
    desk.lines[before.line - 1 : before.line - 1] = [*span, ""]


def move(desk: Desk, rng: Random) -> None:
    """To another place: within the topic or into another one."""
    span = _cut(desk, rng.choice(_questions(desk)))
    _put(desk, span, rng.choice(_questions(desk)))


def delete(desk: Desk, rng: Random) -> None:
    question = rng.choice(_questions(desk))
    desk.gone.append((_cut(desk, question), question.prompt, desk.lives.pop(question.prompt)))


def restore(desk: Desk, rng: Random) -> None:
    if not desk.gone:
        return
    span, prompt, life = desk.gone.pop(rng.randrange(len(desk.gone)))
    _put(desk, span, rng.choice(_questions(desk)))
    desk.lives[prompt] = life


def split(desk: Desk, rng: Random) -> None:
    """The second half of an answer becomes a question of its own; the first keeps the old one's life."""
    question = rng.choice(_questions(desk))
    body = desk.lines[question.line : question.last]
    breaks = [n for n in range(2, len(body) - 1) if not body[n] and body[n - 1] and not body[n + 1].startswith(" ")]
    prompt = f"And what follows from case {rng.randrange(10**6)} in practice?"
    if len(breaks) < 2 or any(line.startswith(("```", "**Key")) for line in body):
        return
    cut = breaks[-1]
    body[cut:cut] = ["", LABEL + prompt, "", "**Answer:**"]
    desk.lines[question.line : question.last] = body
    desk.lives[prompt] = None


def join(desk: Desk, rng: Random) -> None:
    """A question takes over the answer of the next one, which is gone."""
    asked = _questions(desk)
    at = rng.randrange(len(asked) - 1)
    first, second = asked[at], asked[at + 1]
    if second.line - first.last > 3 or len(second.answer) > len(first.answer):
        return
    span = _cut(desk, second)
    answer = [line.removeprefix("**Answer:** ") for line in span[1:] if line.strip() != "**Answer:**"]
    desk.lines[first.last : first.last] = ["", *[line for line in answer if not line.startswith("- [")]]
    desk.lives.pop(second.prompt)


def brand_new(desk: Desk, rng: Random) -> None:
    number = rng.randrange(10**6)
    prompt = f"Who signs off release {number} when the auditor is away?"
    span = [LABEL + prompt, "", f"**Answer:** The deputy named in register {number}; nobody else may.", ""]
    desk.lives[prompt] = None
    _put(desk, span, rng.choice(_questions(desk)))


EDITS: tuple[Callable[[Desk, Random], None], ...] = (
    typo, typo, reword, rewrite_answer, move, delete, restore, split, join, brand_new,
)  # fmt: skip
