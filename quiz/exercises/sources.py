"""What the kinds look up in a deck: the source of a card, its family, the topics beside its own, distractors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from deck.model import CounterQuestion, Deck, Incident, Question
from deck.option_balance import find_roots
from quiz.answers.text_match import compute_overlap, find_stems
from quiz.model import Card

# Above this share of common words a distractor might be true, or say what another option says.
MAX_SHARED_WORDS = 0.5
# Among so many wrong texts there is nearly always a set that hides the right one; more would only cost time.
MOST_CANDIDATES = 40
_MAX_DECKS = 16  # decks whose questions are kept, the oldest out first
# The questions of a deck by their ids, looked up for every card and made once a deck. By identity: a deck is frozen, and
# hashing a large one costs more than reading it. Holding it keeps its id its own.
_questions_by_deck: dict[int, tuple[Deck, dict[str, Question | CounterQuestion]]] = {}


def list_questions(deck: Deck) -> Iterator[Question | CounterQuestion]:
    """Return questions and counter-questions in the order of the text."""
    return (block for block in deck.blocks if isinstance(block, Question | CounterQuestion))


def has_options(question: Question | CounterQuestion) -> bool:
    """Tell whether a question is asked with options, one of them right."""
    return isinstance(question, Question) and any(choice.right for choice in question.choices)


def make_sibling_card(block: Question | CounterQuestion, kind: str) -> Card:
    """Return a card of another kind on a question or counter-question: a sibling of its recall card."""
    family = block.id if isinstance(block, Question) else block.follows or block.id
    return Card(
        id=f"{block.id}~{kind}",
        kind=kind,
        source=block.id,
        topic=block.topic,
        sibling_group=family,
        follows="",
        line=block.line,
    )


def make_incident_card_id(incident: str, kind: str) -> str:
    """Return the id of an incident's card of a kind."""
    return f"{incident}~{kind}"


def make_incident_card(deck: Deck, incident: Incident, kind: str) -> Card:
    """Return a card on an incident; its topic is the first that the incident names, else the section it stands in."""
    topic = next((topic for topic in incident.topics if deck.find_section(topic)), incident.section)
    return Card(
        id=make_incident_card_id(incident.id, kind),
        kind=kind,
        source=incident.id,
        topic=topic,
        sibling_group=incident.id,
        follows="",
        line=incident.line,
    )


def find_question(deck: Deck, card: Card) -> Question | CounterQuestion:
    """Return the question or counter-question behind a card. Raises LookupError when it is gone."""
    return find_block(deck, card.source)


def find_block(deck: Deck, name: str) -> Question | CounterQuestion:
    """Return the question or counter-question with this id. Raises LookupError when there is none."""
    cached = _questions_by_deck.get(id(deck))
    if cached is None:
        while len(_questions_by_deck) >= _MAX_DECKS:
            _questions_by_deck.pop(next(iter(_questions_by_deck), 0), None)
        cached = (deck, {block.id: block for block in list_questions(deck)})
        _questions_by_deck[id(deck)] = cached
    return cached[1][name]


def find_incident(deck: Deck, name: str) -> Incident:
    """Return the incident with this id. Raises LookupError when there is none."""
    for incident in deck.incidents:
        if incident.id == name:
            return incident
    raise LookupError(name)


def make_rng(card: Card, seed: int) -> Random:
    """Return the chance of one exercise: its own for each card and seed, the same in every process."""
    return Random(f"{card.id}:{seed}")


def find_heading(deck: Deck, topic: str) -> str:
    """Return the title of a topic, "" where there is none."""
    section = deck.find_section(topic)
    return section.title if section else ""


def measure_topic_distances(deck: Deck, topic: str) -> dict[str, int]:
    """Return how far the other topics are: 1 for a sibling (same section above), 2 for any other.

    The topic itself and those above and below it are left out: what they say may hold for it too.
    """
    above = {section.id for section in deck.list_ancestors(topic)}
    own = deck.find_section(topic)
    distances = {}
    for section in deck.sections:
        related = section.id in above or any(s.id == topic for s in deck.list_ancestors(section.id))
        if not related:
            distances[section.id] = 1 if own is not None and own.parent and section.parent == own.parent else 2
    return distances


def list_eligible(
    right: str,
    truths: Iterable[str],
    pool: Iterable[tuple[int, str]],
    count: int,
    rng: Random,
    language: str,
    question: str = "",
) -> tuple[str, ...]:
    """Return texts of the pool that are wrong and all say different things: the better an option, the earlier.

    `pool` holds (ring, text); nearer rings come first. `truths` are texts that hold: a candidate that shares half of its
    words with them might be true and is not taken, nor is one that says what another says. `question` is what is asked, and
    `count` how many of them an exercise shows.
    """
    true = frozenset().union(*(find_stems(text, language) for text in truths))
    used_stems = [find_stems(right, language)]
    eligible: list[str] = []
    sides = {True: 0, False: 0}
    roots = find_roots(question)
    # A right answer often repeats a word of its question: texts that do so too come first, else it would show.
    ordered = sorted((ring, not find_roots(text) & roots, rng.random(), text) for ring, text in pool)
    for *_, text in ordered:
        stems = find_stems(text, language)
        if len(stems) < 2 or len(stems & true) / len(stems) >= MAX_SHARED_WORDS:
            continue
        # Beyond the first ones only what is on the side, longer or shorter than the right one, of which there are too few.
        side = len(text) > len(right)
        if len(eligible) >= MOST_CANDIDATES and sides[side] >= count:
            if min(sides.values()) >= count:
                break
            continue
        if any(compute_overlap(stems, other) >= MAX_SHARED_WORDS for other in used_stems):
            continue
        sides[side] += 1
        used_stems.append(stems)
        eligible.append(text)
    return tuple(eligible)
