"""Export and import of a learner's data: the review log as CSV, everything as one JSON file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from errors import UserError
from quiz.exercises import decision, next_event, order, sources
from quiz.fsrs import memory_model
from quiz.scheduler import MODEL_NAME
from services.configuration import get_configuration
from services.connections import connect
from services.interview.round_export import describe_rounds, restore_rounds
from services.learners.access_tokens import FEED_PREFERENCE, describe_tokens
from services.learners.learners import check_name
from services.learners.settings import check_settings
from services.library.suggestions import describe_suggestions
from services.own_data.records import describe_records, restore_drafts, restore_lab_runs
from services.practice import recompute
from services.practice.context import Learner, load_context
from services.workspace import Workspace
from store.connection import Connection, snapshot, to_ms, transaction
from store.database_errors import ConstraintError, InvalidValueError
from store.tables.learners import learners
from store.tables.library import decks as table
from store.tables.practice import incident_decisions, own_cards, own_texts, wordings
from store.tables.practice import memory_states as states
from store.tables.practice import review_log as log

FORMAT, VERSION = "rehearsal-learner", 3
# 2 added what a typed answer was scored on, 3 what an instance knows of a learner beside their practice.
READABLE_VERSIONS = (1, 2, 3)
MAX_BYTES = 100 * 1024 * 1024
_TEXT_FIELDS = ("name", "kind", "source", "topic", "family", "follows", "prompt", "sha")
CSV_COLUMNS = ("card_id", "review_rating", "review_time", "review_duration")


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import brought: rows of the log that are new here and those that were here already, and the cards they
    tell of.
    """

    new_rows: int
    known_rows: int
    cards: int


def export_review_log(ws: Workspace, learner: int) -> str:
    """Return every grade that was not undone, as CSV in py-fsrs's columns; times in ms since 1970, durations in ms."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    with connect(ws) as connection:
        for row in log.list_graded_entries(connection, learner):
            writer.writerow((row.entry.card, row.entry.rating, row.entry.at, row.entry.duration))
    return out.getvalue()


def export_learner(ws: Workspace, learner: int, now: datetime) -> bytes:
    """Return everything of a learner as JSON (docs/own-data.md). Cards go by deck and name, not by number."""
    with connect(ws) as connection, snapshot(connection):
        content = _collect_data(connection, learner, now)
        content["records"] = describe_records(ws, connection, learner)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", errors="replace")  # a lone surrogate must not keep anybody from their data


def import_learner(ws: Workspace, learner: int, data: bytes, now: datetime, zone: str = "UTC") -> ImportResult:
    """Add an exported file to a learner. Importing it again changes nothing; a card known on both sides keeps the
    later review. Weights of the file that are newer than those in use are adopted; `zone` is the browser's.

    Histories of decks that are not here wait for a deck of that name. Raises UserError when the file is no such
    export.
    """
    if len(data) > MAX_BYTES:
        raise UserError("The file is larger than 100 MB.", "Choose the JSON file that the export made.")
    try:
        content = json.loads(data)
        if content["format"] != FORMAT or content["version"] not in READABLE_VERSIONS:
            raise UserError("This file comes from another program or a newer version.", "Update, then try again.")
        with connect(ws) as connection, transaction(connection):
            before = learners.load_weights(connection, learner, MODEL_NAME)
            result = _restore_data(connection, learner, content, to_ms(now))
            _adopt_latest_weights(connection, Learner(learner, zone, ""), before, now)
        # After the transaction: drafts are files, which no rollback takes back.
        restore_drafts(ws, learner, content.get("records", {}).get("drafts", []))
        return result
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise UserError("This file is not an export, or it is damaged.", "Choose another one.") from error
    except (ConstraintError, InvalidValueError) as error:
        raise UserError("The file contradicts itself; nothing was imported.", "Make a new export.") from error


def _adopt_latest_weights(
    connection: Connection, who: Learner, before: learners.MemoryWeights | None, now: datetime
) -> None:
    """Adopt the latest of the weights on both sides; work memories out with them where they were not before."""
    weights = [own for own in learners.list_weights(connection, who.id) if own.model == MODEL_NAME]
    if not weights:
        return
    latest = max(weights, key=lambda own: own.created_at)
    # The last row holds those in use. Rows of the file come behind it, whenever they were fitted.
    if weights[-1].parameters != latest.parameters:
        losses = (latest.loss_before, latest.loss_after)
        learners.save_weights(
            connection,
            who.id,
            MODEL_NAME,
            latest.parameters,
            now=latest.created_at,
            reviews=latest.reviews,
            losses=losses,
        )
    if latest.parameters != (before.parameters if before else memory_model.DEFAULT_WEIGHTS):
        for deck in table.list_decks(connection, retired=True)[:1]:  # whichever: memories of all decks are meant
            recompute.recompute_all(load_context(connection, who, deck.slug, now), reschedule=False)


def _collect_data(connection: Connection, learner: int, now: datetime) -> dict[str, Any]:
    names: dict[int, str] = {}
    decks = []
    for deck in table.list_decks(connection, retired=True):
        cards = table.list_cards(connection, deck.id)
        names.update((card.id, card.card.name) for card in cards)
        states_by_card = {row.card: row for row in states.list_states(connection, learner, deck.id, retired=True)}
        rows = [
            {
                **asdict(card.card),
                "memory": states_by_card[card.id].memory._asdict(),
                "flags": states_by_card[card.id].flags._asdict(),
            }
            for card in cards
            if card.id in states_by_card
        ]
        additions = own_cards.list_own_cards(connection, learner, deck.id)
        own = {names[number]: asdict(row) for number, row in additions.items()}
        misses = [asdict(miss) for miss in incident_decisions.list_saved(connection, learner, deck.id)]
        choices = [asdict(choice) for choice in incident_decisions.list_decisions(connection, learner, deck.id)]
        own_wordings = [asdict(row) for row in wordings.list_wordings(connection, learner, deck.id)]
        texts = [asdict(text) for text in own_texts.list_texts(connection, learner, deck.id)]
        if rows or misses or choices or own or texts or own_wordings:
            entry = {
                "slug": deck.slug,
                "cards": rows,
                "misses": misses,
                "choices": choices,
                "own": own,
                "texts": texts,
                "wordings": own_wordings,
            }
            decks.append({name: value for name, value in entry.items() if value or name == "cards"})
    slugs = {deck.id: deck.slug for deck in table.list_decks(connection, retired=True)}
    weights = learners.list_weights(connection, learner)
    entries = log.list_entries(connection, learner)
    interviews = describe_rounds(connection, learner)
    suggested = describe_suggestions(connection, learner)
    tokens = describe_tokens(connection, learner)
    return {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": now.isoformat(),
        "preferences": learners.load_preferences(connection, learner),
        "weights": [asdict(w) for w in weights],
        "decks": decks,
        "log": list(_serialize_log(entries, names, slugs)),
        **({"interviews": interviews} if interviews else {}),
        **({"suggestions": suggested} if suggested else {}),
        **({"access_tokens": tokens} if tokens else {}),
    }


def _serialize_log(
    entries: tuple[log.LoggedEntry, ...], names: dict[int, str], slugs: dict[int, str]
) -> Iterator[dict[str, Any]]:
    keys = {row.id: row.entry.key for row in entries}
    for row in entries:
        entry = row.entry
        fields = {
            **entry._asdict(),
            "deck": slugs[entry.deck],
            "card": names[entry.card],
            "undoes": keys[entry.undoes] if entry.undoes is not None else None,
            "touched": [[names[card], *flags] for card, flags in entry.touched],
            "was": list(entry.was) if entry.was is not None else None,
            "was_last": None,  # a number of this database's, and found again
        }
        # What is not there takes no room: ten thousand reviews are about two megabytes.
        yield {name: value for name, value in fields.items() if value not in (None, "", [])}


def _restore_data(connection: Connection, learner: int, content: dict[str, Any], now: int) -> ImportResult:
    preferences = _choose_preferences(connection, learner, content["preferences"])
    check_settings(preferences)
    learners.save_preferences(connection, learner, preferences)
    weights = {w["id"]: _restore_weights(connection, learner, w) for w in content["weights"]}
    restore_rounds(connection, learner, content.get("interviews", ()))
    numbers: dict[tuple[str, str], int] = {}
    decks: dict[str, int] = {}
    for exported in content["decks"]:
        deck = decks[exported["slug"]] = _find_or_create_deck(connection, exported["slug"], now)
        for card in exported["cards"]:
            numbers[exported["slug"], card["name"]] = _find_or_create_card(connection, deck, card, now)
        _restore_states(connection, learner, deck, exported, numbers)
        _restore_own_cards(connection, learner, deck, exported.get("own", {}))
    restore_lab_runs(connection, learner, content.get("records", {}).get("lab_runs", []))
    new = existing_count = 0
    ids: dict[str, int] = {}
    since: int | None = None
    # In the order of the log: an undo names an entry before it.
    for exported in content["log"]:
        existing = log.find_by_key(connection, exported["key"])
        if existing is not None:
            if existing.entry.learner != learner:
                raise UserError("This export belongs to another learner of this instance.", "Switch to that learner.")
            ids[exported["key"]] = existing.id
            existing_count += 1
            continue
        entry = _restore_entry(exported, learner, decks, numbers, ids, weights)
        number = ids[exported["key"]] = log.append_entry(connection, entry)
        since = number if since is None else since
        new += 1
    if since is not None:
        states.update_last_events(connection, learner, log.compute_id_range(learner), since)
    return ImportResult(new, existing_count, len(numbers))


def _choose_preferences(connection: Connection, learner: int, exported: dict[str, Any]) -> dict[str, Any]:
    """Return the settings of a file that can be taken over: a name only where nobody else has it, and no feed, whose addresses
    stay where they were made.
    """
    preferences = {name: value for name, value in exported.items() if name not in ("name", FEED_PREFERENCE)}
    if isinstance(exported.get("name"), str):
        with suppress(UserError):  # taken or unreadable: they keep the name that they have here
            preferences["name"] = check_name(exported["name"], learners.list_names(connection), learner)
    return preferences


def _restore_weights(connection: Connection, learner: int, exported: dict[str, Any]) -> int:
    """Return the number here of the given weights, saved unless they are here already."""
    parameters = tuple(float(p) for p in exported["parameters"])
    for own in learners.list_weights(connection, learner):
        if (own.model, own.created_at, own.parameters) == (exported["model"], exported["created_at"], parameters):
            return own.id
    return learners.save_weights(
        connection,
        learner,
        str(exported["model"]),
        parameters,
        now=int(exported["created_at"]),
        reviews=int(exported["reviews"]),
        losses=(exported["loss_before"], exported["loss_after"]),
    )


def _find_or_create_deck(connection: Connection, slug: str, now: int) -> int:
    """Return the deck of this name, or an empty one, not listed, that keeps the histories until its text arrives."""
    row = table.find_deck(connection, slug)
    if row is None:
        row = table.create_deck(connection, slug, "added", now)
        table.retire_deck(connection, row.id, now)
    return row.id


def _find_or_create_card(connection: Connection, deck: int, exported: dict[str, Any], now: int) -> int:
    """Return the card that has or had this name; one that is not in the deck is created as retired."""
    number = table.find_card_id(connection, deck, exported["name"])
    if number is not None:
        return number
    texts = {name: str(exported[name]) for name in _TEXT_FIELDS}
    card = table.CardRow(**texts, kept_only=bool(exported.get("kept_only", False)))
    return table.add_retired_card(connection, deck, card, now)


def _restore_states(
    connection: Connection, learner: int, deck: int, exported: dict[str, Any], numbers: dict[tuple[str, str], int]
) -> None:
    """Take the file's state where it knows of a later review, or nothing was reviewed here."""
    _restore_decisions(connection, learner, deck, exported)
    _restore_texts(connection, learner, deck, exported)
    states.enrol_learner(connection, learner, deck, table.load_revision(connection, deck))
    for card in exported["cards"]:
        number = numbers[exported["slug"], card["name"]]
        existing = states.load_state(connection, learner, number)
        memory, flags = states.MemoryRow(**card["memory"]), states.Flags(**card["flags"])
        if existing is None:
            raise LookupError(number)
        if memory.reps and _has_same_reviews(memory, existing.memory):
            memory = existing.memory  # the same reviews, perhaps seen with other weights: those in use here hold
        if (existing.memory, existing.flags) != (memory, flags) and _is_newer(memory, existing.memory):
            states.save_state(connection, learner, number, memory, flags, existing.last_event)


def _restore_decisions(connection: Connection, learner: int, deck: int, exported: dict[str, Any]) -> None:
    """Add what was decided in replays, what was saved of it, own wordings; exports of earlier versions do not have them."""
    stored_stops = {row.stop for row in incident_decisions.list_saved(connection, learner, deck)}
    for miss in exported.get("misses", ()):
        saved = incident_decisions.SavedDecisionRow(**{**miss, **_find_decision_ids(connection, deck, miss)})
        if saved.stop not in stored_stops:
            incident_decisions.save_decision(connection, learner, deck, saved)
    existing = set(incident_decisions.list_decisions(connection, learner, deck))
    for choice in exported.get("choices", ()):
        ids = _find_decision_ids(connection, deck, choice)
        row = incident_decisions.DecisionRow(**{**choice, **ids, "correct": bool(choice["correct"])})
        if row not in existing:
            incident_decisions.add_decision(connection, learner, deck, row)
    for wording in exported.get("wordings", ()):
        is_offered = bool(wording.get("offered", get_configuration().login is None))
        wordings.save_wording(connection, learner, deck, wordings.WordingRow(**{**wording, "offered": is_offered}))


def _find_decision_ids(connection: Connection, deck: int, exported: dict[str, Any]) -> dict[str, str]:
    """Return the ids that a decision of the file and its incident have here; the author may have renamed both since."""
    stop = _find_source(connection, deck, exported["stop"], decision.make_card_id(exported["stop"]))
    number = table.find_card_id(connection, deck, decision.make_card_id(stop))
    card = None if number is None else table.load_card(connection, number)
    if card is not None and not card.retired:
        return {"stop": stop, "incident": card.card.family}
    # A card that left the deck does not know how its incident is called now.
    incident = exported["incident"]
    for kind in (order.NAME, next_event.NAME):
        incident = _find_source(connection, deck, incident, sources.make_incident_card_id(incident, kind))
    return {"stop": stop, "incident": incident}


def _find_source(connection: Connection, deck: int, source: str, card: str) -> str:
    """Return the id that `source` has now, found by the name that its card has or had; the same where there is no card."""
    number = table.find_card_id(connection, deck, card)
    return source if number is None else table.load_card(connection, number).card.source


def _restore_own_cards(connection: Connection, learner: int, deck: int, exported: dict[str, Any]) -> None:
    """Restore notes, answers and flags of the file that are newer; earlier exports have none."""
    existing = own_cards.list_own_cards(connection, learner, deck)
    for name, fields in exported.items():
        number = table.find_card_id(connection, deck, name)
        row = own_cards.OwnCardRow(**{**fields, "offered": bool(fields["offered"])})
        if number is not None and (number not in existing or row.changed_at > existing[number].changed_at):
            own_cards.save_own_card(connection, learner, number, row)


def _restore_texts(connection: Connection, learner: int, deck: int, exported: dict[str, Any]) -> None:
    """Take what was written for exercises, where it is newer than what is here."""
    saved_times = {(row.exercise, row.slot): row.saved_at for row in own_texts.list_texts(connection, learner, deck)}
    for text in exported.get("texts", ()):
        exercise = _find_source(connection, deck, text["exercise"], text["exercise"])
        row = own_texts.OwnTextRow(**{**text, "exercise": exercise})
        if row.saved_at > saved_times.get((row.exercise, row.slot), -1):
            own_texts.save_text(connection, learner, deck, row)


def _is_newer(exported: states.MemoryRow, existing: states.MemoryRow) -> bool:
    """Return whether a memory is newer; of two that were never reviewed, the one in the file."""
    return (exported.last_review or 0, exported.reps) >= (existing.last_review or 0, existing.reps)


def _has_same_reviews(exported: states.MemoryRow, existing: states.MemoryRow) -> bool:
    return (exported.last_review, exported.reps, exported.phase) == (
        existing.last_review,
        existing.reps,
        existing.phase,
    )


def _restore_entry(
    exported: dict[str, Any],
    learner: int,
    decks: dict[str, int],
    numbers: dict[tuple[str, str], int],
    ids: dict[str, int],
    weights: dict[int, int],
) -> log.LogEntry:
    slug = exported["deck"]
    entry = log.LogEntry(
        **{**exported, "learner": learner, "deck": decks[slug], "card": numbers[slug, exported["card"]]}
    )
    return entry._replace(
        undoes=ids[exported["undoes"]] if "undoes" in exported else None,
        weights=weights[exported["weights"]] if "weights" in exported else None,
        was=states.MemoryRow(*exported["was"]) if "was" in exported else None,
        touched=tuple((numbers[slug, name], states.Flags(*flags)) for name, *flags in exported.get("touched", ())),
        points=tuple((str(point), None if hit is None else bool(hit)) for point, hit in exported["points"])
        if "points" in exported
        else None,
        was_last=None,
    )
