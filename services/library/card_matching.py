"""What publishing does to histories: which question continues which, and the cards that are renamed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from deck import distractors
from deck.model import Deck, Incident
from deck.versioning.matching import Match, Matching, match_decks, score_pair
from deck.versioning.similarity import StudyItem, StudyItemKind
from quiz import exercises
from quiz.exercises import decision, next_event, order
from store.connection import Connection
from store.tables.classes import class_assignments
from store.tables.library import card_aliases
from store.tables.library import decks as table
from store.tables.practice import incident_decisions, memory_states, own_texts

NEW_QUESTION = ""  # the author's answer for "this is a new question"
_MATCHED_KINDS: dict[str, StudyItemKind] = {
    order.NAME: "incident",
    next_event.NAME: "incident",
    decision.NAME: "decision",
}


@dataclass(frozen=True, slots=True)
class HistoryPlan:
    """What publishing a text would do to histories.

    `uncertain` are the pairs an author should look at: near texts, and ids that were given to another text. `returning` pairs
    questions that had left the deck with the ones that bring them back; `removed` will be retired, `added` begin anew.
    """

    matching: Matching
    uncertain: tuple[Match, ...]
    returning: tuple[Match, ...]
    added: tuple[StudyItem, ...]
    removed: tuple[StudyItem, ...]


def plan_histories(connection: Connection, deck_row: int, old: Deck | None, new: Deck) -> HistoryPlan:
    """Match a new text with the newest published one, and what is new in it with what once left the deck."""
    matching = match_decks(old if old is not None else (), new, _list_retired(connection, deck_row))
    uncertain = tuple(m for m in (*matching.matches, *matching.returning) if not m.is_certain)
    return HistoryPlan(matching, uncertain, matching.returning, matching.added, matching.removed)


def continue_chosen(planned: HistoryPlan, continuations: Mapping[str, str]) -> HistoryPlan:
    """Return the plan with the pairs that `continuations` (new id to old one) adds to those matched by their texts."""
    matches = list(planned.matching.matches)
    added, removed = list(planned.added), list(planned.removed)
    for new_id, old_id in continuations.items():
        new_items = [item for item in (*added, *(m.new for m in matches)) if item.id == new_id]
        old_items = [item for item in (*removed, *(m.old for m in matches)) if item.id == old_id]
        pair = next(((old, new) for old in old_items for new in new_items if old.kind == new.kind), None)
        if pair is None:  # one of the two is not there (any more): the texts decide
            continue
        old, new = pair
        for match in [m for m in matches if (m.old == old) != (m.new == new)]:
            matches.remove(match)  # the other half of a pair that is torn apart is new, or leaves
            added += [match.new] if match.new != new else []
            removed += [match.old] if match.old != old else []
        matches = [m for m in matches if m.old != old]
        matches.append(Match(old, new, "near text", score_pair(old, new), keeps_history=True))
        added, removed = [item for item in added if item != new], [item for item in removed if item != old]
    matching = replace(planned.matching, matches=tuple(matches), added=tuple(added), removed=tuple(removed))
    return replace(planned, matching=matching, added=matching.added, removed=matching.removed)


def apply_plan(
    connection: Connection,
    deck_row: int,
    planned: HistoryPlan,
    generated: Mapping[str, str],
    continuations: Mapping[str, str] | None,
    now: int,
) -> None:
    """Rename cards, and what is kept of incidents, as planned; call it in the transaction that publishes, before the new
    card list is set.

    `continuations` maps a new question's id to the old id whose history it continues, or to `NEW_QUESTION`; for ids that it
    lacks the plan's default holds. `generated` are the decisions that nobody wrote, old id to new.
    """
    renamed: dict[StudyItemKind, dict[str, str]] = {"question": {}, "incident": {}, "decision": dict(generated)}
    fresh: dict[StudyItemKind, set[str]] = {"question": set(), "incident": set(), "decision": set()}
    for pair in (*planned.matching.matches, *planned.returning):
        if _continues_history(pair, continuations):
            renamed[pair.new.kind][pair.old.id] = pair.new.id
        else:
            fresh[pair.new.kind].add(pair.new.id)
    # Kind by kind, because a question and an incident may have the same id.
    for kind, new_ids in renamed.items():
        new_identities = fresh[kind] - set(new_ids.values())
        card_aliases.rename_sources(connection, deck_row, new_ids, new_identities, now, partial(_has_kind, kind))
    incident_decisions.rename_decisions(connection, deck_row, renamed["decision"], renamed["incident"])
    class_assignments.rename_incidents(connection, deck_row, renamed["incident"])
    own_texts.rename_exercises(connection, deck_row, renamed["question"])


def _has_kind(kind: StudyItemKind, card: str) -> bool:
    """Return whether cards of this kind hang on what is matched as `kind`."""
    return _MATCHED_KINDS.get(card, "question") == kind


def _continues_history(pair: Match, continuations: Mapping[str, str] | None) -> bool:
    return (continuations or {}).get(pair.new.id, pair.old.id if pair.keeps_history else NEW_QUESTION) == pair.old.id


def match_generated_decisions(
    old: Deck | None, new: Deck, planned: HistoryPlan, continuations: Mapping[str, str] | None
) -> dict[str, str]:
    """Return which generated decision is which now, old id to new.

    Those of an incident that goes on are matched by their steps like questions, and nobody is asked.
    """
    incidents = {incident.id: incident for incident in new.incidents}
    before = {incident.id: incident for incident in (old.incidents if old is not None else ())}
    pairs: dict[str, str] = {}
    for pair in planned.matching.matches:
        if pair.new.kind == "incident" and old is not None and _continues_history(pair, continuations):
            was, now = before[pair.old.id], incidents[pair.new.id]
            if was != now:
                stops = match_decks(_list_generated_decisions(old, was), _list_generated_decisions(new, now))
                pairs.update((m.old.id, m.new.id) for m in stops.matches if m.keeps_history)
    return pairs


def _list_generated_decisions(deck: Deck, incident: Incident) -> tuple[StudyItem, ...]:
    """Return the decisions that were drawn up from an incident, told apart by the step that is right and what
    precedes it.
    """
    if not distractors.is_generated(incident):
        return ()
    return tuple(
        StudyItem(
            id=stop.id,
            kind="decision",
            prompt=right.text,
            answer_text=incident.events[stop.after].text,
            topic="",
            line=stop.line,
            has_explicit_id=False,
        )
        for stop in distractors.list_decisions(deck, incident)
        for right in stop.choices
        if right.right
    )


def repair_saved_decisions(connection: Connection, deck_row: int, new: Deck) -> None:
    """Tie what learners saved to the decisions of the deck, where it names one by an id that no decision has: an earlier
    version of this program named decisions by counting events. Call it inside a transaction.
    """
    saved_decisions = incident_decisions.list_saved_by_all(connection, deck_row)
    incidents = {incident.id: incident for incident in new.incidents}
    new_ids = {}
    for miss in saved_decisions:
        incident = incidents.get(miss.incident)
        stops = {stop.id: stop for stop in distractors.list_decisions(new, incident)} if incident is not None else {}
        if miss.stop not in stops:
            new_id = next(
                (name for name, stop in stops.items() if distractors.join_right_options(stop) == miss.answer), None
            )
            if new_id is not None:
                new_ids[miss.stop] = new_id
    if new_ids:
        incident_decisions.rename_decisions(connection, deck_row, new_ids, {})


def _list_retired(connection: Connection, deck_row: int) -> tuple[StudyItem, ...]:
    """Return retired questions as items, the latest first."""
    items: dict[str, StudyItem] = {}
    for card in card_aliases.list_retired(connection, deck_row):
        if card.prompt and card.name == card.source:
            items.setdefault(
                card.source,
                StudyItem(
                    id=card.source,
                    kind="question",
                    prompt=card.prompt,
                    answer_text="",
                    topic="",
                    line=len(items),
                    has_explicit_id=False,
                ),
            )
    return tuple(items.values())


def match_and_set_cards(
    connection: Connection,
    row: table.DeckRow,
    old: Deck | None,
    new: Deck,
    cards: tuple[table.CardRow, ...],
    now: int,
    continuations: Mapping[str, str] | None = None,
) -> HistoryPlan:
    """Match, rename, and set the deck's cards. Call it inside a transaction."""
    planned = continue_chosen(plan_histories(connection, row.id, old, new), continuations or {})
    apply_plan(
        connection, row.id, planned, match_generated_decisions(old, new, planned, continuations), continuations, now
    )
    table.replace_cards(connection, row.id, cards, now)
    memory_states.adopt_memories(connection, row.id, exercises.FORMS)
    repair_saved_decisions(connection, row.id, new)
    return planned
