"""Planning a round: which parts, from which decks, in which order, and how long each may take."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any

from errors import UserError
from mock_interview.budgets import DEFAULT_ROLE, ROLES, TOPICS, share_minutes
from mock_interview.levels import settle_level
from mock_interview.material import Candidate, Material
from mock_interview.model import (
    PART_TITLES,
    ROUND_MINUTES,
    InterviewQuestion,
    PartKind,
    PlannedPart,
    QuestionOrder,
    RoundPlan,
)

# The place of a question in what a learner should practise first, by deck and question: 0 is the most urgent.
Ranking = Mapping[tuple[str, str], int]
# Of the most urgent questions so many are drawn from: a round is not always the same three.
_DRAWN_FROM = 6
_FEWEST_FOLLOW_UPS = 2  # a topic with fewer is asked only where there is none with more
# A prompt that asks for something without a question mark. Others are headings that an author took for questions.
_REQUEST = re.compile(
    r"(?:explain|describe|design|tell|show|walk|name|compare|give|list|draw|sketch|write|estimate|define|justify|outline|"
    r"discuss|talk|convince|argue|pick|choose|say|prove|defend|imagine|suppose|how|what|why|when|which|who|where)\b",
    re.IGNORECASE,
)
_OPENING = InterviewQuestion(
    deck="",
    id="",
    prompt="Thanks for making the time. To begin: who are you, and which system do you know best?",
    tests="whether you can introduce yourself in a minute, with something that can be asked about",
    key_points=(
        "what you are responsible for now",
        "one system, with its size in numbers",
        "why you are here",
    ),
)
_OPENING_FOLLOW_UPS = (
    InterviewQuestion(
        deck="",
        id="opening~yours",
        prompt="Which part of that was yours?",
        tests="ownership",
        key_points=("one decision or piece of work that was your own",),
    ),
)
# Asked where the decks have no story: a round without one would not be a round.
_STORY = InterviewQuestion(
    deck="",
    id="",
    prompt="Tell me about a time when something that you were responsible for went wrong.",
    tests="what you did yourself, and what has changed since",
    key_points=(
        "the situation, with its size in numbers",
        "what was yours to decide",
        "what you did, in order",
        "what came of it, with a number",
        "what you do differently since then",
    ),
)
_THEIR_QUESTIONS = InterviewQuestion(
    deck="",
    id="",
    prompt="We have a few minutes left. What would you like to ask me?",
    tests="whether you know what you need to know before you would accept",
    key_points=("a question about how success is measured in this role", "a question that only this team can answer"),
)


def build_plan(
    materials: Sequence[Material],
    *,
    minutes: int,
    seed: int,
    level: str = "",
    role: str = DEFAULT_ROLE,
    order: QuestionOrder = "blind",
    ranking: Ranking | None = None,
) -> RoundPlan:
    """Plan a round; the same arguments give the same round. `ranking` counts for the order "weak" alone.

    Raises UserError for a length or role that is not offered, and for decks in which nothing can be asked.
    """
    _check_offered(minutes, role)
    # A string seeds the same way on every platform and in every version since 3.2.
    rng = Random(f"mock-interview:{seed}")
    ranks = ranking if ranking and order == "weak" else {}
    topics = _choose_topics(materials, TOPICS[minutes], ranks, rng)
    incident = _choose_one(materials, ("incident",), rng)
    exercise = _choose_one(materials, ("estimate", "design") if minutes == 20 else ("design", "estimate"), rng)
    own_story = _choose_one(materials, ("story",), rng)
    if not (topics or incident or exercise or own_story):
        raise UserError(
            "There is nothing in this deck to ask in an interview.",
            "It needs questions with answers, incidents, estimates, design exercises or stories.",
        )
    candidates = [
        Candidate("opening", "", PART_TITLES["opening"], _OPENING, _OPENING_FOLLOW_UPS),
        *topics,
        *(part for part in (incident, exercise) if part is not None),
        own_story or Candidate("story", "", PART_TITLES["story"], _STORY),
        Candidate("their_questions", "", PART_TITLES["their_questions"], _THEIR_QUESTIONS),
    ]
    budgets = share_minutes(minutes, role, tuple(part.kind for part in candidates))
    return RoundPlan(
        minutes=minutes,
        seed=seed,
        level=settle_level(level, [material.level for material in materials]),
        role=role,
        order=order,
        decks=tuple(material.deck for material in materials),
        parts=tuple(_place_parts(candidates, budgets)),
        notes=tuple(
            _list_notes(
                "deck has" if len(materials) == 1 else "decks have",
                (len(topics), TOPICS[minutes]),
                incident is not None,
                exercise is not None,
                own_story is not None,
            )
        ),
    )


def _check_offered(minutes: int, role: str) -> None:
    if minutes not in ROUND_MINUTES:
        raise UserError(f"A round takes 20, 45 or 60 minutes, not {minutes}.")
    if role not in ROLES:
        raise UserError(f"There is no role “{role}”.", f"Choose {', '.join(ROLES[:-1])} or {ROLES[-1]}.")


def _place_parts(candidates: Sequence[Candidate], budgets: Sequence[int]) -> Iterator[PlannedPart]:
    """Yield the parts one after the other, each as long as its budget of minutes."""
    start = 0
    for candidate, budget in zip(candidates, budgets, strict=True):
        yield PlannedPart(
            kind=candidate.kind,
            start=start,
            minutes=budget,
            topic=candidate.topic,
            title=candidate.title,
            question=candidate.question,
            follow_ups=candidate.follow_ups,
        )
        start += budget


def _choose_topics(materials: Sequence[Material], count: int, ranks: Ranking, rng: Random) -> list[Candidate]:
    """Return the questions to begin topics with, each of another topic where there are enough, of several decks in turn.

    With a ranking the most urgent come first; without, chance decides. Those with a chain of follow-ups go before others.
    """
    queues = []
    for material in materials:
        topics = list(material.of_kind("topic"))
        rng.shuffle(topics)
        if ranks:
            # What is not ranked, such as a question that has no card, comes last.
            worst = len(ranks)
            topics.sort(key=lambda offer: ranks.get((offer.question.deck, offer.question.id), worst))
            window = topics[:_DRAWN_FROM]
            rng.shuffle(window)
            # Among the most urgent, what can be followed up makes the better conversation.
            window.sort(key=_rate_for_talk)
            topics[:_DRAWN_FROM] = window
        else:
            topics.sort(key=_rate_for_talk)
        queues.append(topics)
    # First each of another topic; a topic is asked about twice only when there are too few.
    candidates: list[Candidate] = []
    for distinct in (True, False):
        while len(candidates) < count and any(queues):
            progress = False
            for queue in queues:
                used_topics = (
                    {offer.topic for offer in candidates if offer.question.deck == _get_deck(queue)}
                    if distinct
                    else set()
                )
                place = next((n for n, offer in enumerate(queue) if offer.topic not in used_topics), None)
                if place is not None and len(candidates) < count:
                    candidates.append(queue.pop(place))
                    progress = True
            if not progress:
                break
    return candidates


def _rate_for_talk(candidate: Candidate) -> tuple[bool, int]:
    """Return a key that puts first what can be asked as it stands, and among it what can be followed up."""
    prompt = candidate.question.prompt.strip()
    return not ("?" in prompt or _REQUEST.match(prompt)), -min(len(candidate.follow_ups), _FEWEST_FOLLOW_UPS)


def _get_deck(queue: Sequence[Candidate]) -> str:
    return queue[0].question.deck if queue else ""


def _choose_one(materials: Sequence[Material], kinds: tuple[PartKind, ...], rng: Random) -> Candidate | None:
    """Return a candidate of the first kind that has any; each deck is equally likely, whatever its length."""
    for kind in kinds:
        candidates = [of_kind for material in materials if (of_kind := material.of_kind(kind))]
        if candidates:
            return rng.choice(rng.choice(candidates))
    return None


def _list_notes(
    decks_have: str, topics: tuple[int, int], has_incident: bool, has_exercise: bool, has_story: bool
) -> list[str]:
    """Return what was missing. `topics` are how many there are and how many the round needs."""
    notes = []
    count, target = topics
    if count < target:
        number = "no question" if not count else "one question" if count == 1 else f"{count} questions"
        notes.append(f"The {decks_have} {number} that can be asked aloud; {target} were wanted.")
    if not has_incident:
        notes.append(f"The {decks_have} no incident with a decision: its minutes went to the other parts.")
    if not has_exercise:
        notes.append(f"The {decks_have} no design exercise and no estimate: its minutes went to the other parts.")
    if not has_story:
        notes.append(f"The {decks_have} no behavioural story: a general one is asked.")
    return notes


def describe_plan(plan: RoundPlan) -> dict[str, Any]:
    """Return a plan as plain values: what `python -m mock_interview plan --json` prints and what the store keeps."""
    return {
        "minutes": plan.minutes,
        "seed": plan.seed,
        "level": plan.level,
        "role": plan.role,
        "order": plan.order,
        "decks": list(plan.decks),
        "parts": [
            {
                "kind": part.kind,
                "start": part.start,
                "minutes": part.minutes,
                "topic": part.topic,
                "title": part.title,
                "deck": part.question.deck,
                "question": part.question.id,
                **_describe_question(part.question),
                "follow_ups": [
                    {"deck": question.deck, "question": question.id, **_describe_question(question)}
                    for question in part.follow_ups
                ],
            }
            for part in plan.parts
        ],
        "notes": list(plan.notes),
    }


def _describe_question(question: InterviewQuestion) -> dict[str, Any]:
    return {
        "prompt": question.prompt,
        "tests": question.tests,
        "key_points": list(question.key_points),
        "answer": question.answer,
        "hint": question.hint,
    }


def read_question(values: Mapping[str, Any]) -> InterviewQuestion:
    """Return a question from plain values. Raises KeyError or TypeError for values that are no question."""
    return InterviewQuestion(
        deck=str(values["deck"]),
        id=str(values["question"]),
        prompt=str(values["prompt"]),
        tests=str(values["tests"]),
        key_points=tuple(str(point) for point in values["key_points"]),
        answer=str(values["answer"]),
        hint=str(values["hint"]),
    )


def describe_question(question: InterviewQuestion) -> dict[str, Any]:
    """Return a question as plain values, as `read_question` takes them."""
    return {"deck": question.deck, "question": question.id, **_describe_question(question)}


def read_plan(values: Mapping[str, Any]) -> RoundPlan:
    """Return a plan from plain values. Raises KeyError, TypeError or ValueError for values that are no plan."""
    parts = tuple(
        PlannedPart(
            kind=_require_kind(part["kind"]),
            start=int(part["start"]),
            minutes=int(part["minutes"]),
            topic=str(part["topic"]),
            title=str(part["title"]),
            question=read_question(part),
            follow_ups=tuple(read_question(question) for question in part["follow_ups"]),
        )
        for part in values["parts"]
    )
    return RoundPlan(
        minutes=int(values["minutes"]),
        seed=int(values["seed"]),
        level=str(values["level"]),
        role=str(values["role"]),
        order="weak" if values["order"] == "weak" else "blind",
        decks=tuple(str(deck) for deck in values["decks"]),
        parts=parts,
        notes=tuple(str(note) for note in values["notes"]),
    )


def _require_kind(kind: Any) -> PartKind:
    if kind not in PART_TITLES:
        raise ValueError(kind)
    return kind  # type: ignore[no-any-return]
