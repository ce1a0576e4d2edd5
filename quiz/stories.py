"""Behavioural stories: the slots of a story, and what a careful reader would miss in one.

The slots are those of STAR (situation, task, action, result), with what one learned as the fifth. The check looks at what
interviewers say goes wrong most often: a team's story instead of one's own, no figure, no result.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from deck.markdown.word_count import count_words

FindingCode = Literal["missing", "team", "passive", "no-number", "no-result", "too-short", "too-long"]

WORDS_PER_MINUTE = 140  # a calm speaker's pace
_LONGEST_MINUTES = 3.5  # an answer to a behavioural question is heard for two to three minutes
_SHORTEST_WORDS = 60  # below half a minute there is no story yet
_FEWEST_RESULT_WORDS = 4  # "It worked out." says nothing; "Errors fell to zero." does

# A capital I only: in a list or a formula "i" is a number.
_SELF = re.compile(r"\b(?:I|I['’](?:m|d|ve|ll)|me|my|mine|myself)\b")
# "We're", "ours", "the team": what was done by others, or by nobody in particular.
_TEAM = re.compile(r"\b(?:we|we['’](?:re|d|ve|ll)|us|our|ours|ourselves|the team)\b", re.IGNORECASE)
# digits, or a word for an amount; "one" and "first" count things only now and then
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|dozens?|hundreds?|thousands?|millions?|billions?|half|halved|thirds?|quarters?|doubled|tripled|twice|"
    r"percent|zero|tenfold)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class StorySlot:
    """A part of a story: its `key` as kept, its `title`, and a hint of what belongs there."""

    key: str
    title: str
    hint: str


SLOTS: tuple[StorySlot, ...] = (
    StorySlot("situation", "Situation", "Where, when, how large: enough for a stranger to follow."),
    StorySlot("task", "Task", "What was yours to achieve, and what stood against it."),
    StorySlot("action", "Action", "What you did and decided yourself, in order. Say “I”."),
    StorySlot("result", "Result", "What changed, in numbers, and for whom."),
    StorySlot("learned", "What you learned", "What you do differently since then."),
)


@dataclass(frozen=True, slots=True)
class StoryFinding:
    """Something that a story lacks: `slot` is where ("" for the whole), `message` one sentence to the writer."""

    code: FindingCode
    slot: str
    message: str


def check_story(texts: Mapping[str, str]) -> tuple[StoryFinding, ...]:
    """Return what a story lacks, the gravest first; nothing for a story that has not been begun.

    `texts` are by the keys of SLOTS. The words that are counted are English ones; parts and digits count in any language.
    """
    parts = {slot.key: texts.get(slot.key, "").strip() for slot in SLOTS}
    story = "\n".join(parts.values())
    if not story.strip():
        return ()
    findings = [
        StoryFinding("missing", slot.key, f"{slot.title} is still empty.") for slot in SLOTS if not parts[slot.key]
    ]
    if parts["result"] and count_words(parts["result"]) < _FEWEST_RESULT_WORDS:
        findings.append(StoryFinding("no-result", "result", "The result is too short to say what changed."))
    own, team = len(_SELF.findall(story)), len(_TEAM.findall(story))
    if team > own:
        message = f"You say “we” {_count_times(team)} and “I” {_count_times(own)}. They want to know what you did."
        findings.append(StoryFinding("team", "", message))
    elif parts["action"] and not _SELF.search(parts["action"]) and own + team:
        findings.append(StoryFinding("passive", "action", "Nobody acts here: say “I decided”, “I called”, “I wrote”."))
    if not _NUMBER.search(story):
        findings.append(StoryFinding("no-number", "", "There is no number in it. Say how many, how long or how much."))
    elif parts["result"] and not _NUMBER.search(parts["result"]):
        findings.append(
            StoryFinding("no-number", "result", "The result has no number. Say what changed, and by how much.")
        )
    return (*findings, *_check_length(count_words(story)))


def _count_times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")


def _check_length(words: int) -> tuple[StoryFinding, ...]:
    if words < _SHORTEST_WORDS:
        return (StoryFinding("too-short", "", "This is told in less than half a minute: add what made it hard."),)
    if words > _LONGEST_MINUTES * WORDS_PER_MINUTE:
        minutes = words / WORDS_PER_MINUTE
        message = f"This takes about {minutes:.0f} minutes to tell. Keep what you decided, cut what led to it."
        return (StoryFinding("too-long", "", message),)
    return ()


def estimate_minutes(texts: Mapping[str, str]) -> float:
    """Return how long the story takes to tell, in minutes."""
    return sum(count_words(texts.get(slot.key, "")) for slot in SLOTS) / WORDS_PER_MINUTE
