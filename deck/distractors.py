"""What an incident asks to be decided: the author's decisions, else up to three drawn up from the incident's own steps.

Drawn up are the first diagnosis and the first mitigations: what the team did stands against steps of other incidents of
the deck. Chance enters through a seed, so that the same deck always asks the same. A drawn decision is named after
its step, as a question is after its text.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from deck.markdown.ids import IdRegistry, make_text_id
from deck.markdown.labels import fold_text
from deck.model import Choice, Decision, Deck, Event, EventRole, Incident
from deck.option_balance import OptionSet, choose_row, draw_sets, gives_away
from deck.timeline.elapsed_time import format_minute, place_minutes

ACTION_ROLES: tuple[EventRole, ...] = ("diagnosis", "mitigation")
# More stops than this in one incident make an examination of a story.
MOST_DECISIONS = 3
# With the right one four in all, as in most written tests: a blind guess is right once in four.
WRONG_OPTIONS = 3
# What a deck costs grows with its length, not with its square: so many incidents lend options to one, so many steps each,
# so many of those are tried for a decision, against so many of its own steps, by so many letters.
MOST_LENDERS, MOST_LENT_STEPS, MOST_TRIED_STEPS, MOST_OWN_STEPS, COMPARED_LETTERS = 24, 12, 40, 100, 200
# Over so many incidents in a row the drawn decisions are balanced, and of so many they are remembered.
INCIDENTS_IN_ROW, MOST_DRAWN_UP = 12, 512
SIMILAR_PERCENT = 80.0  # percent; a step this near to one of the incident's own may well be right
# By identity: a deck is frozen, and hashing a large one costs more than reading it. Holding it keeps its id its own.
_drawn_up: dict[tuple[int, str, int], tuple[Deck, tuple[Decision, ...]]] = {}
BELIEF_ROLES: tuple[EventRole, ...] = ("diagnosis", "false signal")
# "**Mitigation #2 –** rolled back": the label would tell which option is a step of the wanted kind.
STEP_LABEL = re.compile(
    r"^\W*(?:mitigation|root cause|permanent fix|fix|diagnosis|verify|recovery)\s*(?:#?\d+)?\s*\W?[:–—-]\W*\s*", re.I
)

# What gives an option away: "… (false signal)", "… — misleading signal".
STEP_VERDICT = re.compile(r"\s*(?:\(|[–—-]\s*)(?:a\s+)?(?:false|misleading)\s+signal\)?\W*$", re.I)


def list_decisions(deck: Deck, incident: Incident, seed: int = 0) -> tuple[Decision, ...]:
    """Return the decisions of one of the deck's incidents, wherever they are asked.

    Decisions that the author did not write are generated for a row of incidents together, so that looks give no answer away.
    """
    if not is_generated(incident):
        return incident.decisions
    entry = _drawn_up.get((id(deck), incident.id, seed))
    if entry is None or entry[0] is not deck:
        every = deck.incidents
        rows = max(1, len(every) // INCIDENTS_IN_ROW)
        place = next((n for n, other in enumerate(every) if other.id == incident.id), 0)
        row = [
            other
            for n, other in enumerate(every)
            if n * rows // len(every) == place * rows // len(every) and is_generated(other)
        ]
        row_decisions = _draw_up([(other, list_lenders(deck, other)) for other in row], seed)
        while len(_drawn_up) >= MOST_DRAWN_UP:
            _drawn_up.pop(next(iter(_drawn_up)), None)
        for other, decisions in zip(row, row_decisions, strict=True):
            _drawn_up[id(deck), other.id, seed] = deck, decisions
        entry = _drawn_up.get((id(deck), incident.id, seed)) or (deck, ())
    return entry[1]


def list_lenders(deck: Deck, incident: Incident) -> tuple[Incident, ...]:
    """Return the incidents that lend options to this one: those after it, then from the deck's beginning."""
    every = deck.incidents
    place = next((n for n, other in enumerate(every) if other.id == incident.id), 0)
    return (*every[place + 1 :], *every[:place])[:MOST_LENDERS]


def is_generated(incident: Incident) -> bool:
    """Return whether the incident's decisions are drawn up because the author wrote none."""
    return not incident.decisions


def build_decisions(incident: Incident, others: Sequence[Incident], seed: int = 0) -> tuple[Decision, ...]:
    """Return the author's decisions, else those that can be drawn up, in the order of the events.

    `Decision.after` of a drawn one is the event before the step in question.
    """
    if not is_generated(incident):
        return incident.decisions
    return _draw_up([(incident, others)], seed)[0]


@dataclass(frozen=True, slots=True)
class _AskedStep:
    """A decision before its wrong options are chosen among `candidates`: `index` is the event that is the right step."""

    index: int
    prompt: str
    candidates: tuple[Choice, ...]
    offered: tuple[OptionSet, ...]


def _draw_up(row: Sequence[tuple[Incident, Sequence[Incident]]], seed: int) -> list[tuple[Decision, ...]]:
    """Return the decisions of each incident in a row, made from its own steps and from those of its lenders."""
    row_steps = [_list_asked_steps(incident, others, seed) for incident, others in row]
    option_sets = iter(choose_row([candidate.offered for ones in row_steps for candidate in ones], all_made=True))
    return [
        _make_decisions(incident, [(candidate, next(option_sets)) for candidate in ones], seed)
        for (incident, _), ones in zip(row, row_steps, strict=True)
    ]


def _make_decisions(
    incident: Incident, steps: Sequence[tuple[_AskedStep, OptionSet | None]], seed: int
) -> tuple[Decision, ...]:
    at = place_minutes(incident.events)
    ids = IdRegistry()
    result = []
    for place, (step, options) in enumerate(steps):
        event = incident.events[step.index]
        new_id = ids.reserve(make_text_id(f"{incident.id}~stop", get_step_text(event)))
        if options is not None:
            why = f"This is what the team did at {format_minute(at[step.index])}."
            choices = [Choice(get_step_text(event), True, why, event.line)]
            choices += [step.candidates[candidate] for candidate in options.places]
            # A string seeds the same way in every process.
            random.Random(f"{seed}:{incident.id}:{place}").shuffle(choices)
            result.append(Decision(new_id, step.prompt, tuple(choices), step.index - 1, event.line, event.last))
    return tuple(result)


def _list_asked_steps(incident: Incident, others: Sequence[Incident], seed: int) -> list[_AskedStep]:
    at = place_minutes(incident.events)
    places = _find_decision_places(incident)
    out = []
    for index in places:
        event = incident.events[index]
        alike = [place for place in places if incident.events[place].role == event.role]
        candidates = _find_candidates(incident, index, at, others, seed, (alike.index(index), len(alike)))
        rng = random.Random(f"{seed}:{incident.id}:{index}")
        prompt = "What is really going on?" if event.role == "diagnosis" else "What do you do next?"
        texts = [choice.text for choice in candidates]
        story = incident.events[index - 1].text
        option_sets = draw_sets(get_step_text(event), texts, min(WRONG_OPTIONS, len(texts)), rng, prompt, story)
        # Such a decision is not asked, whatever stands beside it.
        out.append(
            _AskedStep(
                index, prompt, tuple(candidates), () if gives_away(option_sets, len(candidates)) else option_sets
            )
        )
    return out


def join_right_options(decision: Decision) -> str:
    """Return the right options, as one text."""
    return "; ".join(choice.text for choice in decision.choices if choice.right)


def get_step_text(event: Event) -> str:
    """Return an event's text as something one can do: without a label such as "Mitigation 1:" or a verdict."""
    return _strip_step_label(event.text)


@lru_cache(maxsize=4096)
def _strip_step_label(step: str) -> str:
    # Only the ends are searched: a label is short, and the patterns are slow on long rows of spaces.
    text = STEP_LABEL.sub("", step[:COMPARED_LETTERS]) + step[COMPARED_LETTERS:]
    text = (text[:-COMPARED_LETTERS] + STEP_VERDICT.sub("", text[-COMPARED_LETTERS:])).strip() or step
    return text[:1].upper() + text[1:]


def _find_decision_places(incident: Incident) -> list[int]:
    """Return the events that a learner could foresee: the first diagnosis, and mitigations up to `MOST_DECISIONS`."""
    events = incident.events
    turns = [i for i in range(1, len(events)) if events[i].role == "diagnosis"][:1]
    turns += [i for i in range(1, len(events)) if events[i].role == "mitigation"][: MOST_DECISIONS - len(turns)]
    return sorted(turns)


def _find_candidates(
    incident: Incident,
    index: int,
    at: Sequence[float],
    others: Sequence[Incident],
    seed: int,
    turn: tuple[int, int],
) -> list[Choice]:
    """Return what may stand as a wrong option beside a step.

    The team's own false signals and later steps come first: they name the same systems. Steps of other incidents, which no
    step here resembles, fill up. `turn` says which of how many decisions of its role this is: where there are enough steps,
    no two decisions of an incident offer the same.
    """
    diagnosis = incident.events[index].role == "diagnosis"
    borrowed_steps = _borrow_steps(incident, BELIEF_ROLES if diagnosis else ("mitigation",), others, seed)
    mine, sharing = turn
    if len(borrowed_steps) >= WRONG_OPTIONS * sharing:
        borrowed_steps = borrowed_steps[mine::sharing]
    # A step that is asked for at another stop would give that one away.
    asked_texts = {get_step_text(incident.events[place]) for place in _find_decision_places(incident)}
    late = [] if diagnosis else _find_later_steps(incident, index, at)
    own = (
        _find_false_beliefs(incident, index, at)
        if diagnosis
        else [step for step in late if step.text not in asked_texts]
    )
    used_texts = [_get_compared_text(incident.events[index])]
    candidates: list[Choice] = []
    for choice in own:
        folded = fold_text(choice.text[:COMPARED_LETTERS])
        if not _resembles_any(folded, used_texts):
            used_texts.append(folded)
            candidates.append(choice)
    used_texts += [
        _get_compared_text(event)
        for event in _list_events_with_roles(incident, (*ACTION_ROLES, "recovery"))[:MOST_OWN_STEPS]
    ]
    for choice in borrowed_steps[:MOST_TRIED_STEPS]:
        folded = fold_text(choice.text[:COMPARED_LETTERS])
        if not _resembles_any(folded, used_texts):
            used_texts.append(folded)
            candidates.append(choice)
    return candidates or late


def _find_false_beliefs(incident: Incident, index: int, at: Sequence[float]) -> list[Choice]:
    return [
        Choice(
            get_step_text(event),
            False,
            f"The team thought so at {format_minute(minute)}. It was a false signal.",
            event.line,
        )
        for event, minute in zip(incident.events[:index], at, strict=False)
        if event.role == "false signal"
    ][:MOST_LENT_STEPS]


def _borrow_steps(
    incident: Incident, roles: Sequence[EventRole], others: Sequence[Incident], seed: int
) -> list[Choice]:
    """Return steps of other incidents in an order that hardly changes when an incident is added or a text is mended."""
    result = [
        Choice(get_step_text(event), False, f"A step from another incident: {other.short_title}.", event.line)
        for other in others
        if other.id != incident.id
        for event in _list_events_with_roles(other, roles)[:MOST_LENT_STEPS]
    ]
    return sorted(result, key=lambda choice: _shuffle_key(f"{seed}:{incident.id}:{choice.text}"))


def _shuffle_key(lot: str) -> bytes:
    return hashlib.sha256(lot.encode("utf-8", "replace")).digest()


def _list_events_with_roles(incident: Incident, roles: Sequence[EventRole]) -> list[Event]:
    return [event for event in incident.events if event.role in roles]


def _get_compared_text(event: Event) -> str:
    return fold_text(get_step_text(event)[:COMPARED_LETTERS])


def _find_later_steps(incident: Incident, index: int, at: Sequence[float]) -> list[Choice]:
    used_texts = [_get_compared_text(incident.events[index])]
    later_steps: list[Choice] = []
    for event, minute in list(zip(incident.events, at, strict=True))[index + 1 :]:
        if (
            event.role == "mitigation"
            and len(later_steps) < WRONG_OPTIONS
            and not _resembles_any(_get_compared_text(event), used_texts)
        ):
            used_texts.append(_get_compared_text(event))
            later_steps.append(
                Choice(
                    get_step_text(event),
                    False,
                    f"The team did this too, but only at {format_minute(minute)}.",
                    event.line,
                )
            )
    return later_steps


def _resembles_any(text: str, others: Sequence[str]) -> bool:
    """Return whether one of `others` says nearly the same."""
    return process.extractOne(text, others, scorer=fuzz.token_sort_ratio, score_cutoff=SIMILAR_PERCENT) is not None
