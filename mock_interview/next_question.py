"""What the interviewer asks next: it depends on what was said, on what was missed and on the minutes that are left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mock_interview.fillers import list_words
from mock_interview.model import InterviewQuestion, PartKind, PlannedPart, RoundPlan, RoundTurn, TurnRole

STRONG = 0.75  # from this share of the key points on an answer is probed deeper
WEAK = 0.4  # below it the learner is helped, once a part
SHORTEST_FOLLOW_UP_SECONDS = 40.0  # with less time left in a part nothing more is begun in it
MOST_TURNS = 6  # of one part, however quickly they were answered
# A stretch may run past its budget by this share before the interviewer interrupts; people do finish a sentence.
GRACE = 0.1
_MAIN_SHARE = 0.6  # of a part's time belongs to its first answer where follow-ups are planned
_SHORTEST_BUDGET_SECONDS = 45.0

_INTERRUPTIONS: dict[PartKind, str] = {
    "opening": "And which part of that was yours?",
    "topic": "What does it cost?",
    "incident": "What do you do in the next five minutes?",
    "design": "What breaks first?",
    "estimate": "Which number do you come to?",
    "story": "What came of it?",
    "their_questions": "What is the one thing you most want to know?",
}
# Words that can be about something: short ones are mostly articles and prepositions; a number counts, whatever its
# length.
_WORD = re.compile(r"[^\W\d_]{3,}|\d+")
# Endings that tell no meaning apart; enough to match "retries" with "retry" and "pools" with "pool".
_ENDING = re.compile(r"(?:ies|ing|edly|ed|es|s|y|e)$")
_COMMON = list_words(
    """
    the and for that this with from have has had not but are was were will would can could should when what
    which why how who whom its your you they them their our than then there where does did been being into
    over also only just more most much many very each every any all some such own same one two say said tell
    name about after before because while
    """
)


@dataclass(frozen=True, slots=True)
class NextQuestion:
    """What to ask now, and why. `about` is the missed point that a follow-up hangs on ("" elsewhere)."""

    part: int
    role: TurnRole
    question: InterviewQuestion
    about: str = ""


def choose_next(plan: RoundPlan, turns: Sequence[RoundTurn]) -> NextQuestion | None:
    """Return what the interviewer asks next, None when the round is over.

    An interrupted answer is followed by the question with which it was interrupted. Else, while the part has time: a weak
    answer is helped once, a missed point brings the follow-up that hangs on it, a strong answer one that goes
    beyond it.
    """
    if not turns:
        return NextQuestion(part=0, role="main", question=plan.parts[0].question)
    last = turns[-1]
    part_turns = [turn for turn in turns if turn.part == last.part]
    # Whoever answers an interruption is not interrupted again (`services.interview.rounds`): the part comes to an end.
    if last.interrupted:
        return NextQuestion(part=last.part, role="interruption", question=plan_interruption(plan, part_turns).question)
    return _continue_part(plan, part_turns) or _begin_part(plan, last.part + 1)


def _begin_part(plan: RoundPlan, number: int) -> NextQuestion | None:
    if number >= len(plan.parts):
        return None
    return NextQuestion(part=number, role="main", question=plan.parts[number].question)


def _continue_part(plan: RoundPlan, part_turns: Sequence[RoundTurn]) -> NextQuestion | None:
    last = part_turns[-1]
    part = plan.parts[last.part]
    seconds_left = 60 * part.minutes - sum(turn.seconds for turn in part_turns)
    if seconds_left < SHORTEST_FOLLOW_UP_SECONDS or len(part_turns) >= MOST_TURNS:
        return None
    open_questions = _list_open(part, part_turns)
    share = last.share_said
    if share is not None and share < WEAK and last.missed and all(turn.role != "help" for turn in part_turns):
        return NextQuestion(part=last.part, role="help", question=_make_help(last), about=last.missed[0])
    if not open_questions:
        return None
    if part.kind in ("incident", "design", "opening"):  # what comes next there is what the author put next
        return NextQuestion(part=last.part, role="follow_up", question=open_questions[0])
    missed_points = tuple(dict.fromkeys(point for turn in part_turns for point in turn.missed))
    if share is not None and share >= STRONG:
        return NextQuestion(part=last.part, role="deeper", question=_choose_deeper(open_questions, part_turns))
    hanging = _choose_hanging(open_questions, missed_points)
    if hanging is not None:
        question, about = hanging
        return NextQuestion(part=last.part, role="follow_up", question=question, about=about)
    return NextQuestion(part=last.part, role="follow_up", question=open_questions[0])


def plan_interruption(plan: RoundPlan, part_turns: Sequence[RoundTurn]) -> NextQuestion:
    """Return the question with which the last of these turns is interrupted: the author's follow-up, else one of the house's.

    It is the same before the answer, when the browser is told of it, as after it, when the question is put on record.
    """
    part = plan.parts[part_turns[-1].part]
    open_questions = _list_open(part, part_turns)
    if open_questions:
        return NextQuestion(part=part_turns[-1].part, role="interruption", question=open_questions[0])
    last = part_turns[-1].question
    general = InterviewQuestion(
        deck=last.deck, id=f"{last.id}~cut", prompt=_INTERRUPTIONS[part.kind], tests="whether you can come to the point"
    )
    return NextQuestion(part=part_turns[-1].part, role="interruption", question=general)


def compute_budget(plan: RoundPlan, part_turns: Sequence[RoundTurn]) -> float:
    """Return how many seconds the last of these turns may take.

    A first answer leaves time for follow-ups; each later one shares what is left with the questions that are still open.
    """
    part = plan.parts[part_turns[-1].part]
    part_seconds = 60.0 * part.minutes
    seconds_left = part_seconds - sum(turn.seconds for turn in part_turns[:-1])
    if len(part_turns) == 1:
        budget = part_seconds * _MAIN_SHARE if part.follow_ups else part_seconds
    else:
        # Half for this one while another may follow: how many will, depends on the answers.
        budget = seconds_left / max(1, min(len(_list_open(part, part_turns)) + 1, 2))
    return max(_SHORTEST_BUDGET_SECONDS, budget)


def _list_open(part: PlannedPart, part_turns: Sequence[RoundTurn]) -> list[InterviewQuestion]:
    asked_ids = {(turn.question.deck, turn.question.id) for turn in part_turns}
    return [question for question in part.follow_ups if (question.deck, question.id) not in asked_ids]


def _make_help(turn: RoundTurn) -> InterviewQuestion:
    """Return the question again with a way in: the author's simple layer, else one of the missed points."""
    question = turn.question
    if question.hint:
        prompt = f"Let me help you. {question.hint} With that in mind: where would you begin?"
    else:
        prompt = f"Let me help you. Suppose I say: {turn.missed[0].rstrip('.')}. Why does that matter here?"
    points = tuple(mark.point for mark in turn.marks if not mark.said)
    return InterviewQuestion(
        deck=question.deck,
        id=f"{question.id}~help",
        prompt=prompt,
        tests="whether you can use a hint",
        key_points=points,
        answer=question.answer,
    )


def _choose_hanging(
    open_questions: Sequence[InterviewQuestion], missed_points: Sequence[str]
) -> tuple[InterviewQuestion, str] | None:
    """Return the follow-up closest to a missed point, and that point; None where no follow-up fits."""
    best: tuple[float, InterviewQuestion, str] | None = None
    for question in open_questions:
        words = _list_stems([question.prompt, question.tests, *question.key_points])
        for point in missed_points:
            point_stems = _list_stems([point])
            shared = len(point_stems & words) / (len(point_stems) or 1)
            if shared and (best is None or shared > best[0]):
                best = shared, question, point
    return None if best is None else (best[1], best[2])


def _choose_deeper(open_questions: Sequence[InterviewQuestion], part_turns: Sequence[RoundTurn]) -> InterviewQuestion:
    """Return the follow-up that asks for most that has not been said yet; of equal ones the author's last, the deepest."""
    said_stems = _list_stems(mark.point for turn in part_turns for mark in turn.marks if mark.said)

    def rate_novelty(place: int) -> tuple[int, int]:
        question = open_questions[place]
        return len(_list_stems([question.tests, *question.key_points]) - said_stems), place

    return open_questions[max(range(len(open_questions)), key=rate_novelty)]


def _list_stems(texts: Iterable[str]) -> frozenset[str]:
    words = (word for text in texts for word in _WORD.findall(text.casefold()))
    return frozenset(_ENDING.sub("", word) for word in words if word not in _COMMON)
