"""The rubric of a round: four to six dimensions, each with anchors that somebody in the room can see or hear, by level.

A deck may bring its own under a heading "Interview rubric": a heading below it is a dimension, and each item of the list
below that names a level and what is observed at it (`- Senior: names what breaks first; gives a number`). Without
one the dimensions below are used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from deck.model import Deck, Problem, Prose, Section
from mock_interview.levels import choose_level, rank_level

Measure = Literal["clarity", "depth", "trade_offs", "failure", "leadership", ""]
# An even number of levels: nobody can take refuge in the middle.
LOWEST, HIGHEST = 1, 4
SCORE_NAMES = {1: "Not shown", 2: "In part", 3: "At this level", 4: "Above this level"}
# Fewer dimensions hide what was weak; more cannot be kept in mind while somebody speaks.
FEWEST_DIMENSIONS, MOST_DIMENSIONS = 4, 6

# The whole heading: a topic called "What an interview rubric is for" is none.
_HEADING = re.compile(r"^interview rubric$", re.IGNORECASE)
# `- **Senior:** one; two`, with or without the stars. A level has up to three words before a colon or closing stars
# ("Tech lead", "senior to staff"), and one word where neither follows.
_ITEM = re.compile(
    r"^[-*+]\s+(?:\*\*|__)?(?P<level>[^\s:*_]+(?:\s[^\s:*_]+){0,2}(?=:|\*\*|__)|[^\s:*_]+)"
    r":?(?:\*\*|__)?:?\s+(?P<anchors>\S.*)$"
)
# Which of the built-in measures an author's dimension is about, by a word of its title.
_MEASURES: tuple[tuple[Measure, re.Pattern[str]], ...] = (
    ("trade_offs", re.compile(r"trade|number|quantit|cost|estimat|reason|judg", re.IGNORECASE)),
    ("failure", re.compile(r"fail|operat|reliab|incident|resilien|production|debug", re.IGNORECASE)),
    ("leadership", re.compile(r"lead|owner|influenc|people|behavio|collaborat|team", re.IGNORECASE)),
    ("clarity", re.compile(r"clar|communicat|structur|present|listen", re.IGNORECASE)),
    ("depth", re.compile(r"depth|technical|knowledge|expert|domain|design|architect", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class RubricDimension:
    """A dimension. `key` names it in the store, `measure` what is measured for it ("" where only people can tell)."""

    key: str
    title: str
    measure: Measure
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rubric:
    """The dimensions of a round at one level; `notes` say what was wrong with an author's own."""

    level: str
    dimensions: tuple[RubricDimension, ...]
    notes: tuple[str, ...] = ()


_Anchors = tuple[tuple[str, tuple[str, ...]], ...]
_DEFAULTS: tuple[tuple[str, str, Measure, _Anchors], ...] = (
    (
        "clarity",
        "Clarity",
        "clarity",
        (
            ("mid", ("answers what was asked", "finishes an answer within its time")),
            (
                "senior",
                ("gives the answer first and the reasons after it", "stays within the time without being stopped"),
            ),
            ("staff", ("gives the answer first, then as much depth as is asked for", "says what was left out")),
            (
                "director",
                ("says the point in one sentence that a non-engineer can repeat", "checks what the listener needs"),
            ),
        ),
    ),
    (
        "depth",
        "Depth",
        "depth",
        (
            ("mid", ("explains how one part works", "knows where their knowledge ends, and says so")),
            (
                "senior",
                (
                    "explains the mechanism behind a tool's name",
                    "answers a follow-up without repeating the first answer",
                ),
            ),
            ("staff", ("moves between mechanism and system", "answers the question behind the question")),
            ("director", ("goes deep once, where it decides something", "names who knows more, and what to ask them")),
        ),
    ),
    (
        "trade_offs",
        "Trade-offs with numbers",
        "trade_offs",
        (
            ("mid", ("names an alternative", "uses a figure where one is asked for")),
            ("senior", ("says what the choice costs", "gives a number with its unit, unasked")),
            ("staff", ("names the number at which the choice would change", "works out an estimate aloud")),
            (
                "director",
                ("sets cost and risk against each other in money or customers", "says which number would be watched"),
            ),
        ),
    ),
    (
        "failure",
        "Failure and operation",
        "failure",
        (
            ("mid", ("names one way in which it fails", "knows how it would be noticed")),
            ("senior", ("stops the damage before looking for the cause", "says how it is seen, and who is woken")),
            (
                "staff",
                (
                    "says what fails next when the first repair works",
                    "leaves alone what the evidence does not point to",
                ),
            ),
            ("director", ("says who is told what, and when", "decides with half of the facts and says which half")),
        ),
    ),
    (
        "leadership",
        "Leadership and ownership",
        "leadership",
        (
            ("mid", ("tells what was their own part", "says what they would do differently")),
            ("senior", ("says “I” for decisions and “we” for work", "gives the result with a number")),
            ("staff", ("changed what others do without being their manager", "names a cost that others paid")),
            (
                "director",
                ("takes the blame and shares the credit", "says what was changed so that it lasts without them"),
            ),
        ),
    ),
)


def build_rubric(decks: Sequence[Deck], level: str) -> Rubric:
    """Return the rubric for a level: the first deck's that has one, else the built-in one."""
    for deck in decks:
        deck_dimensions, problems = read_rubric(deck)
        if deck_dimensions:
            return Rubric(
                level=level,
                dimensions=tuple(
                    RubricDimension(section.id, section.title, _find_measure(section.title), _choose(anchors, level))
                    for section, anchors in deck_dimensions[:MOST_DIMENSIONS]
                ),
                notes=tuple(f"{deck.title}, line {problem.line}: {problem.message}" for problem in problems),
            )
    return Rubric(
        level=level,
        dimensions=tuple(
            RubricDimension(key, title, measure, _choose(anchors, level)) for key, title, measure, anchors in _DEFAULTS
        ),
    )


def read_rubric(deck: Deck) -> tuple[tuple[tuple[Section, _Anchors], ...], tuple[Problem, ...]]:
    """Return the dimensions that a deck's author wrote, with their anchors by level, and what could not be read."""
    top = next((section for section in deck.sections if _HEADING.match(section.title.strip())), None)
    if top is None:
        return (), ()
    problems: list[Problem] = []
    dimensions: list[tuple[Section, _Anchors]] = []
    for section in deck.sections:
        if section.parent != top.id:
            continue
        anchors: list[tuple[str, tuple[str, ...]]] = []
        for block in deck.blocks:
            if isinstance(block, Prose) and block.section == section.id:
                for offset, line in enumerate(block.markdown.splitlines()):
                    if line.strip():
                        _read_line(line.strip(), block.line + offset, anchors, problems)
        if anchors:
            dimensions.append((section, tuple(anchors)))
        else:
            message = f"The dimension “{section.title}” has no anchors."
            remedy = "Write what is seen at each level: `- Senior: names what breaks first; gives a number`."
            problems.append(Problem(section.line, "warning", "interview-rubric", message, remedy))
    if not FEWEST_DIMENSIONS <= len(dimensions) <= MOST_DIMENSIONS:
        number = len(dimensions)
        message = f"The interview rubric has {number} dimension{'' if number == 1 else 's'}."
        remedy = (
            f"Four to six can be kept apart while listening{'; only the first six are used' if number > 6 else ''}."
        )
        problems.append(Problem(top.line, "warning", "interview-rubric", message, remedy))
    return tuple(dimensions), tuple(problems)


def find_rubric_problems(deck: Deck) -> tuple[Problem, ...]:
    """Return what is wrong with a deck's own rubric, for its author."""
    return read_rubric(deck)[1]


def _read_line(line: str, number: int, anchors: list[tuple[str, tuple[str, ...]]], problems: list[Problem]) -> None:
    match = _ITEM.match(line)
    if match is None or rank_level(match["level"]) is None:
        message = "This line of the interview rubric names no level."
        remedy = "Begin it with a level: `- Senior: …`, or Junior, Mid, Staff, Principal, Director."
        problems.append(Problem(number, "warning", "interview-rubric", message, remedy))
        return
    texts = tuple(anchor.strip() for anchor in match["anchors"].split(";") if anchor.strip())
    anchors.append((match["level"].strip(), texts))


def _choose(anchors: _Anchors, level: str) -> tuple[str, ...]:
    best_level = choose_level(tuple(name for name, _ in anchors), level)
    return next((texts for name, texts in anchors if name == best_level), ())


def _find_measure(title: str) -> Measure:
    return next((measure for measure, pattern in _MEASURES if pattern.search(title)), "")
