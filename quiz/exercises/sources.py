"""What the kinds look up in a deck: the source of a card, its family, the topics beside its own, distractors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from deck.model import CounterQuestion, Deck, Incident, Question
from quiz.answers.text_match import compute_overlap, find_stems
from quiz.model import Card

# Above this share of common words a distractor might be true, or say what another option says.
MAX_SHARED_WORDS = 0.5


def list_questions(deck: Deck) -> Iterator[Question | CounterQuestion]:
    """Questions and counter-questions in the order of the text."""
    return (block for block in deck.blocks if isinstance(block, Question | CounterQuestion))


def has_options(question: Question | CounterQuestion) -> bool:
    """Whether it is asked with options, one of them right."""
    return isinstance(question, Question) and any(choice.right for choice in question.choices)


def make_sibling_card(block: Question | CounterQuestion, kind: str) -> Card:
    """A card of another kind on a question or counter-question: a sibling of its recall card."""
    family = block.id if isinstance(block, Question) else block.follows or block.id
    return Card(f"{block.id}~{kind}", kind, block.id, block.topic, family, "", block.line)


def make_incident_card(deck: Deck, incident: Incident, kind: str) -> Card:
    """A card on an incident; its topic is the first that the incident names, else the section it stands in."""
    topic = next((topic for topic in incident.topics if deck.find_section(topic)), incident.section)
    return Card(f"{incident.id}~{kind}", kind, incident.id, topic, incident.id, "", incident.line)


def find_question(deck: Deck, card: Card) -> Question | CounterQuestion:
    """The question behind a card. Raises LookupError when it is gone."""
    for block in list_questions(deck):
        if block.id == card.source:
            return block
    raise LookupError(card.source)


def find_incident(deck: Deck, card: Card) -> Incident:
    """The incident behind a card. Raises LookupError when it is gone."""
    for block in deck.incidents:
        if block.id == card.source:
            return block
    raise LookupError(card.source)


def find_heading(deck: Deck, topic: str) -> str:
    """The title of a topic, "" where there is none."""
    section = deck.find_section(topic)
    return section.title if section else ""


def measure_topic_distances(deck: Deck, topic: str) -> dict[str, int]:
    """How far the other topics are: 1 for a sibling (same section above), 2 for any other.

    The topic itself and those above and below it are left out: what they say may hold for it too.
    """
    above = {section.id for section in deck.list_ancestors(topic)}
    own = deck.find_section(topic)
    found = {}
    for section in deck.sections:
        related = section.id in above or any(s.id == topic for s in deck.list_ancestors(section.id))
        if not related:
            found[section.id] = 1 if own is not None and own.parent and section.parent == own.parent else 2
    return found


def choose_distractors(
    right: str, truths: Iterable[str], pool: Iterable[tuple[int, str]], wanted: int, rng: Random, language: str
) -> tuple[str, ...]:
    """At most `wanted` texts of the pool that are wrong, each said once. `pool` holds (ring, text).

    `truths` are texts that hold: a candidate that shares half of its words with them might be true and is not taken,
    nor is one that says what another says. Nearer rings come first; within one, lengths like the right answer's, so
    that length gives nothing away.
    """
    true = frozenset().union(*(find_stems(text, language) for text in truths))
    taken = [find_stems(right, language)]
    out: list[str] = []
    candidates = [(ring, abs(len(text) - len(right)) // 40, rng.random(), text) for ring, text in pool]
    for *_, text in sorted(candidates):
        found = find_stems(text, language)
        if len(found) < 2 or len(found & true) / len(found) >= MAX_SHARED_WORDS:
            continue
        if any(compute_overlap(found, other) >= MAX_SHARED_WORDS for other in taken):
            continue
        taken.append(found)
        out.append(text)
        if len(out) == wanted:
            break
    return tuple(out)
