"""Which topics a script names, and which questions belong to them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from deck.model import CounterQuestion, Deck, Incident, Question, Script, ScriptPart, Section

# Words that stand in titles of all topics and tell none apart.
STOP_WORDS = frozenset(
    [
        "about",
        "above",
        "after",
        "against",
        "also",
        "and",
        "answer",
        "answers",
        "architecture",
        "are",
        "before",
        "between",
        "code",
        "critical",
        "deep",
        "design",
        "difference",
        "does",
        "examples",
        "final",
        "follow",
        "for",
        "from",
        "guide",
        "happens",
        "have",
        "how",
        "interview",
        "into",
        "key",
        "level",
        "not",
        "overview",
        "part",
        "practical",
        "question",
        "questions",
        "real",
        "really",
        "related",
        "reality",
        "same",
        "senior",
        "some",
        "spoken",
        "summary",
        "system",
        "systems",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "timelines",
        "under",
        "use",
        "vs",
        "was",
        "web",
        "what",
        "when",
        "where",
        "which",
        "why",
        "will",
        "with",
        "work",
        "worker",
        "works",
        "you",
        "your",
    ]
)
# Words that begin with a letter, C++ and `TLS/1` among them.
WORD = re.compile(r"[A-Za-z][A-Za-z0-9+]*(?:/\d)?")


def extract_keywords(text: str) -> frozenset[str]:
    """Return the telling words of a text, in lower case and without a plural s."""
    result = (word.lower() for word in WORD.findall(text))
    return frozenset(word.removesuffix("s") for word in result if len(word) > 1 and word not in STOP_WORDS)


def rank_named_topics(deck: Deck, part: ScriptPart) -> tuple[str, ...]:
    """Rank the topics that a script part names, best first.

    Its own `Topics:` count, else the sections whose title shares words with it. A word counts the more the fewer
    titles have it, and what the part's own title says counts twice.
    """
    if part.topics:
        return tuple(topic for topic in part.topics if deck.find_section(topic))
    title, text = extract_keywords(part.title), extract_keywords(part.text)
    own = {section.id for section in deck.list_ancestors(part.section)}
    topic_ids = _find_asked_topics(deck)
    scores = []
    titles = {section.id: extract_keywords(section.title) for section in deck.sections if section.id in topic_ids}
    for index, section in enumerate(deck.sections):
        if section.id in topic_ids and section.id not in own:
            score = sum(
                (2.0 * (word in title) + 1.0 * (word in text)) / sum(word in other for other in titles.values())
                for word in titles[section.id]
            )
            scores.append((-score, index, section.id))
    return tuple(name for score, _, name in sorted(scores) if score < 0)


def rank_topics(deck: Deck, part: ScriptPart, script: Script) -> tuple[str, ...]:
    """Rank the topics a part's questions come from: its own, those of the script's other parts, then the rest."""
    own = rank_named_topics(deck, part)
    others = [topic for other in script.parts for topic in rank_named_topics(deck, other)]
    topic_ids = _find_asked_topics(deck)
    remaining = [name for name in (*(section.id for section in deck.sections), "") if name in topic_ids]
    return tuple(dict.fromkeys((*own, *others, *remaining)))


def _find_asked_topics(deck: Deck) -> frozenset[str]:
    """Return the sections that have questions of their own."""
    return frozenset(q.topic for q in deck.questions) | frozenset(q.topic for q in deck.counter_questions)


def find_subsections(deck: Deck, section: str) -> frozenset[str]:
    """Return a section and all that stand under it."""
    return _map_subsections(deck)[section] if deck.find_section(section) else frozenset()


def _map_subsections(deck: Deck) -> dict[str, frozenset[str]]:
    """Return for each section its own id and those of all that stand under it."""
    result: dict[str, set[str]] = {section.id: set() for section in deck.sections}
    for section in deck.sections:
        for above in deck.list_ancestors(section.id):
            result[above.id].add(section.id)
    return {name: frozenset(ids) for name, ids in result.items()}


def collect_questions(deck: Deck, topics: Iterable[str]) -> tuple[Question | CounterQuestion, ...]:
    """Collect the questions of topics and what stands under them, topic by topic; "" is what is above the first heading.

    Each question has its follow-ups behind it.
    """
    result: dict[str, Question | CounterQuestion] = {}
    under = {**_map_subsections(deck), "": frozenset(("",))}
    questions, counter_questions = deck.questions, deck.counter_questions
    for topic in topics:
        inside = under.get(topic, frozenset())
        follow_ups = [c for c in counter_questions if c.topic in inside]
        for question in (q for q in questions if q.topic in inside):
            result[question.id] = question
            result.update({c.id: c for c in follow_ups if c.follows == question.id})
        result.update({c.id: c for c in follow_ups})
    return tuple(result.values())


def find_asking_sections(deck: Deck) -> frozenset[str]:
    """Return the ids of the sections in which, or below which, something is asked."""
    parents = {section.id: section.parent for section in deck.sections}
    result: set[str] = set()
    for topic in _find_asked_topics(deck):
        index = topic
        while index and index not in result:
            result.add(index)
            index = parents.get(index, "")
    return frozenset(result)


def find_spoken_sections(deck: Deck) -> tuple[Section, ...]:
    """Return the sections that have something of their own to read, in order.

    Incidents and scripts are heard by themselves.
    """
    filled = {block.section for block in deck.blocks if not isinstance(block, Incident | Script)}
    return tuple(section for section in deck.sections if section.id in filled)
