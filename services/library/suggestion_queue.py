"""The mentor's queue: what learners suggest, wordings and answers that they offer, and what each would do to the deck.

A suggestion is joined with the newest version line by line, as another mentor's edit would be. Of wordings and answers the
mentor learns no name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

import deck as reader
from deck.editing.answer_writer import add_answer
from deck.editing.wording_writer import add_wording
from deck.markdown.source import decode_text
from deck.model import CounterQuestion, Deck, Problem, Question
from deck.versioning import diff, merge, places
from deck.versioning.matching import StudyItem
from errors import UserError
from files import digest
from services.configuration import get_configuration
from services.connections import connect
from services.library import audience, card_matching
from services.library.analytics import MIN_PEOPLE
from services.library.authors import (
    ACCEPTED_NOTE,
    EDITED_NOTE,
    FORMER_LEARNER,
    describe_offers,
    name_author,
    shorten_note,
)
from services.library.card_matching import HistoryPlan
from services.library.deck_lookup import require_deck
from services.library.publishing import Version, note_author, parse_publishable, refuse_merge_marks, to_version
from services.library.suggestions import clean_reason, find_version
from services.library.versions import load_parsed_version, publish_version
from services.roles import require_mentor
from services.workspace import Workspace
from store.connection import Connection, from_ms, to_ms, transaction
from store.tables.learners import learners
from store.tables.library import decks as table
from store.tables.library import suggestions as rows
from store.tables.library.suggestions import SuggestionKind, SuggestionStatus
from store.tables.practice import memory_states, own_cards, wordings

# Characters that turn the direction of writing or show nothing (Unicode, UAX 9): they can hide what a text says.
_HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """What waits for a decision: once, however many learners ask for the same.

    `names` are theirs and `reasons` what each of them gave (none for wordings and answers); `first` and `last` are the lines of
    the place in the newest version; `rivals` are the keys of other entries that touch the same lines. `offer` is the wording or
    answer ("" for an edit).
    """

    key: str
    kind: SuggestionKind
    numbers: tuple[int, ...]
    title: str
    people: int
    names: tuple[str, ...]
    reasons: tuple[str, ...]
    created_at: datetime | None
    base: int
    first: int
    last: int
    offer: str = ""
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SuggestionReview:
    """What accepting an entry would do. `version` is the newest one, with which the entry was joined.

    `before` and `after` are the lines of the place now and then; `problems` are those the reader finds in the result and does
    not find now; `histories` are sentences. `obstacle` says why it cannot be accepted as it is ("" where it can), and
    `is_rebased` that the deck has changed since.
    """

    entry: QueueEntry
    version: int
    before: str
    after: str
    diff: tuple[str, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]
    histories: tuple[str, ...]
    obstacle: str
    is_rebased: bool


@dataclass(frozen=True, slots=True)
class BatchReview:
    """What accepting several entries as one version would do; fields as in `SuggestionReview`.

    `conflicts` are sentences about entries that do not fit the newest version, or not behind those before them, and
    `fitting` are the keys of the rest.
    """

    fitting: tuple[str, ...]
    version: int
    diff: tuple[str, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]
    histories: tuple[str, ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Offer:
    """An entry with what is needed to apply it. `learners` are those whose it is. An edit puts `after` in the place of lines
    `first` to `last` of `base_text`; a wording has its row; a wording and an answer have the question they are for.
    """

    entry: QueueEntry
    learners: tuple[int, ...]
    base_text: str = ""
    first: int = 0
    last: int = 0
    after: str = ""
    wording: wordings.OfferedRow | None = None
    question: str = ""


@dataclass(frozen=True, slots=True)
class _Joined:
    """A text with an entry in it. `first` and `last` are the lines of the place; `obstacle` as in `SuggestionReview`."""

    text: str
    first: int
    last: int
    obstacle: str


@dataclass(frozen=True, slots=True)
class _Current:
    """The newest version of the deck that is looked at."""

    deck: table.DeckRow
    version: table.VersionRow
    text: str
    parsed: Deck


class _Step(NamedTuple):
    """One of several entries that are joined one after the other: the text before it and with it, and what stood in its way."""

    offer: _Offer
    before: str
    after: str
    obstacle: str


class _Span(NamedTuple):
    """The lines of a place in the newest version, and in the text with what was suggested."""

    first: int
    last: int
    new_first: int
    new_last: int

    def holds_old_line(self, line: int) -> bool:
        """Tell whether a line of the newest version is in the place."""
        return self.first <= line <= self.last

    def holds_new_line(self, line: int) -> bool:
        """Tell whether a line of the new text is in the place."""
        return self.new_first <= line <= self.new_last


def list_queue(ws: Workspace, mentor: int, deck_id: str) -> tuple[QueueEntry, ...]:
    """Return what waits for a decision, in the order of the deck. Raises UserError for a learner who is no mentor."""
    with connect(ws) as connection:
        return tuple(offer.entry for offer in _list_offers(connection, _open_deck(connection, mentor, deck_id)))


def count_waiting(ws: Workspace, mentor: int) -> dict[str, int]:
    """Return how many suggestions wait in each deck, by the deck's id. Raises UserError for a learner who is no mentor."""
    with connect(ws) as connection:
        require_mentor(connection, mentor, _MENTORS_ONLY)
        hidden = audience.find_hidden(connection, mentor)
        return {deck_id: count for deck_id, count in rows.count_waiting(connection).items() if deck_id not in hidden}


def review_entry(ws: Workspace, mentor: int, deck_id: str, key: str, text: str | None = None) -> SuggestionReview:
    """Return what accepting an entry would do; `text` are the lines of the place as the mentor edited them.

    Raises UserError for a learner who is no mentor, and for an entry that is decided.
    """
    with connect(ws) as connection:
        current = _open_deck(connection, mentor, deck_id)
        offer = _require_offer(connection, current, key)
        merged = _join(current, offer, text)
        parsed = reader.parse(merged.text)
        histories: tuple[str, ...] = ()
        if not merge.has_conflict_marks(merged.text):
            spans = (_make_span(offer.entry, merged),)
            planned, _ = _plan(connection, current, parsed, spans)
            histories = tuple(_describe_histories(connection, current.deck.id, planned))
            lost_items = _list_lost_elsewhere(planned, spans)
            if lost_items and not merged.obstacle:
                merged = replace(merged, obstacle=_describe_lost(lost_items))
    return SuggestionReview(
        entry=offer.entry,
        version=current.version.number,
        before=places.get_lines(current.text, offer.entry.first, offer.entry.last),
        after=places.get_lines(merged.text, merged.first, merged.last),
        diff=diff.diff_lines(current.text, merged.text, (f"version {current.version.number}", "with the suggestion")),
        problems=_list_new_problems(current.parsed, parsed),
        warnings=tuple(_warn(current.text, merged.text)),
        histories=histories,
        obstacle=merged.obstacle,
        is_rebased=offer.entry.kind == "edit" and offer.entry.base != current.version.number,
    )


def accept_entry(
    ws: Workspace,
    mentor: int,
    deck_id: str,
    key: str,
    *,
    version: int,
    now: datetime,
    text: str | None = None,
    author: str = "",
) -> Version:
    """Publish the newest version with an entry in it; `text` are the lines of the place as the mentor edited them.

    `version` is the newest one as the mentor saw it. Histories follow their questions; whoever suggested it is named in the
    version's note. Raises UserError for a learner who is no mentor, when the entry is decided, does not fit, or would take
    other questions out of the deck, and when a newer version is there.
    """
    # All of it in the transaction: what the mentor saw must still be the newest version when it is published.
    with connect(ws) as connection, transaction(connection):
        current = _open_deck(connection, mentor, deck_id)
        _require_version(current, version)
        offer = _require_offer(connection, current, key)
        merged = _join(current, offer, text)
        if merged.obstacle:
            raise UserError(merged.obstacle, "Edit the text, then accept.")
        refuse_merge_marks(merged.text)
        data = merged.text.encode("utf-8", errors="replace")
        parsed = parse_publishable(data)
        spans = (_make_span(offer.entry, merged),)
        planned, continuations = _plan(connection, current, parsed, spans)
        if lost_items := _list_lost_elsewhere(planned, spans):
            raise UserError(_describe_lost(lost_items), "Edit the text, then accept.")
        name = name_author(connection, mentor, author)
        note = _choose_note(offer.entry, is_edited=text is not None)
        accepted, number = current.version, None  # what the deck says already needs no version
        if merged.text != current.text:
            accepted = publish_version(connection, current.deck, data, parsed, name, note, to_ms(now), continuations)
            note_author(connection, accepted, current.version, mentor)
            number = accepted.number
        _decide(connection, current, offer, "accepted", mentor=mentor, now=to_ms(now), version=number)
        return to_version(connection, accepted)


def decline_entry(ws: Workspace, mentor: int, deck_id: str, key: str, reason: str, now: datetime) -> None:
    """Decline an entry with a reason, which its learners are told. Raises UserError for a learner who is no mentor,
    without a reason, and when the entry is decided.
    """
    reply = clean_reason(reason)
    if not reply:
        raise UserError("A reason is missing.", "Say in a few words why not: the learner is told.")
    with connect(ws) as connection, transaction(connection):
        current = _open_deck(connection, mentor, deck_id)
        offer = _require_offer(connection, current, key)
        _decide(connection, current, offer, "declined", mentor=mentor, now=to_ms(now), reply=reply)


def join_entries(
    ws: Workspace, mentor: int, deck_id: str, keys: Iterable[str]
) -> tuple[tuple[QueueEntry, str, str], ...]:
    """Return (entry, text before it, text with it) for each of these entries, one after the other on the newest version.

    One that does not fit behind those before it has twice the same text. Raises UserError for a learner who is no mentor.
    """
    with connect(ws) as connection:
        current = _open_deck(connection, mentor, deck_id)
        steps = _join_several(current, _choose_offers(connection, current, keys))
    return tuple((step.offer.entry, step.before, step.after) for step in steps)


def review_entries(ws: Workspace, mentor: int, deck_id: str, keys: Iterable[str]) -> BatchReview:
    """Return what accepting these entries as one version would do, without those that do not fit. Entries that were decided
    are passed over. Raises UserError for a learner who is no mentor.
    """
    with connect(ws) as connection:
        current = _open_deck(connection, mentor, deck_id)
        steps = _join_several(current, _choose_offers(connection, current, keys))
        text = steps[-1].after if steps else current.text
        parsed = reader.parse(text)
        spans = _make_spans(current, steps, text)
        planned, _ = _plan(connection, current, parsed, spans)
        conflicts = list(_describe_conflicts(current, steps))
        if lost_items := _list_lost_elsewhere(planned, spans):
            conflicts.append(_describe_lost(lost_items))
        return BatchReview(
            fitting=tuple(step.offer.entry.key for step in steps if not step.obstacle),
            version=current.version.number,
            diff=diff.diff_lines(current.text, text, (f"version {current.version.number}", "with the suggestions")),
            problems=_list_new_problems(current.parsed, parsed),
            warnings=tuple(_warn(current.text, text)),
            histories=tuple(_describe_histories(connection, current.deck.id, planned)),
            conflicts=tuple(conflicts),
        )


def accept_entries(
    ws: Workspace, mentor: int, deck_id: str, keys: Iterable[str], *, version: int, now: datetime, author: str = ""
) -> Version:
    """Publish the newest version with these entries in it, as one version that names everybody who suggested them.

    All of them or none: raises UserError when one is decided already, or does not fit behind the others, and for whatever
    `accept_entry` refuses.
    """
    entry_keys = tuple(dict.fromkeys(keys))
    with connect(ws) as connection, transaction(connection):
        current = _open_deck(connection, mentor, deck_id)
        _require_version(current, version)
        offers = _choose_offers(connection, current, entry_keys)
        if not entry_keys or len(offers) != len(entry_keys):
            raise UserError("Some of these were decided already, or withdrawn.", "Choose again from the list.")
        steps = _join_several(current, offers)
        for sentence in _describe_conflicts(current, steps):
            raise UserError(sentence, "Accept these one by one.")
        text = steps[-1].after
        refuse_merge_marks(text)
        data = text.encode("utf-8", errors="replace")
        parsed = parse_publishable(data)
        spans = _make_spans(current, steps, text)
        planned, continuations = _plan(connection, current, parsed, spans)
        if lost_items := _list_lost_elsewhere(planned, spans):
            raise UserError(_describe_lost(lost_items), "Accept these one by one.")
        new_version = current.version
        if text != current.text:
            name, note = name_author(connection, mentor, author), _choose_batch_note(offers)
            new_version = publish_version(connection, current.deck, data, parsed, name, note, to_ms(now), continuations)
            note_author(connection, new_version, current.version, mentor)
        for step in steps:
            number = new_version.number if step.before != step.after else None
            _decide(connection, current, step.offer, "accepted", mentor=mentor, now=to_ms(now), version=number)
        return to_version(connection, new_version)


_MENTORS_ONLY = "Only mentors decide about suggestions."


def _open_deck(connection: Connection, mentor: int, deck_id: str) -> _Current:
    require_mentor(connection, mentor, _MENTORS_ONLY)
    deck = require_deck(connection, deck_id)
    audience.require_editable(connection, mentor, deck.id)
    version = table.load_newest_version(connection, deck.id)
    if version is None:
        raise UserError("This deck has no version yet.", "Publish it first.")
    text = decode_text(table.load_text(connection, version.id))[0]
    return _Current(deck, version, text, load_parsed_version(connection, version))


def _require_version(current: _Current, number: int) -> None:
    """Raise UserError when the newest version is another one than the mentor saw."""
    if current.version.number != number:
        raise UserError(
            f"Version {current.version.number} was published while you looked.", "Look at the change again."
        )


def _choose_offers(connection: Connection, current: _Current, keys: Iterable[str]) -> list[_Offer]:
    """Return the entries that wait with these keys, in the order of the deck."""
    key_set = set(keys)
    return [offer for offer in _list_offers(connection, current) if offer.entry.key in key_set]


def _require_offer(connection: Connection, current: _Current, key: str) -> _Offer:
    offer = next((candidate for candidate in _list_offers(connection, current) if candidate.entry.key == key), None)
    if offer is None:
        raise UserError("This was decided already, or withdrawn.", "Choose another one from the list.")
    return offer


def _list_offers(connection: Connection, current: _Current) -> list[_Offer]:
    offers = [
        *_list_edits(connection, current),
        *_list_wordings(connection, current),
        *_list_answers(connection, current),
    ]
    offers.sort(key=lambda offer: (offer.entry.first, offer.entry.last, offer.entry.key))
    return [_mark_rivals(offer, offers) for offer in offers]


def _mark_rivals(offer: _Offer, every: list[_Offer]) -> _Offer:
    entry = offer.entry
    rivals = tuple(
        other.entry.key
        for other in every
        if other is not offer and other.entry.first <= entry.last and entry.first <= other.entry.last
    )
    return replace(offer, entry=replace(entry, rivals=rivals)) if rivals else offer


def _list_edits(connection: Connection, current: _Current) -> Iterator[_Offer]:
    names = learners.list_names(connection)
    bases: dict[int, str] = {}
    groups: dict[tuple[int, int, int, str], list[rows.SuggestionRow]] = {}
    for row in rows.list_open(connection, current.deck.id):
        if row.base not in bases:
            version = find_version(connection, current.deck.id, row.base)
            bases[row.base] = decode_text(table.load_text(connection, version.id))[0] if version else ""
        first, last = places.locate_lines(bases[row.base], current.text, row.first, row.last)
        groups.setdefault((first, last, row.base, row.after), []).append(row)
    for (first, last, base, after), suggestions in groups.items():
        # Whoever suggests the same twice is named once, with both reasons.
        people: dict[int | None, dict[str, None]] = {}
        for row in suggestions:
            people.setdefault(row.learner, {})[row.reason] = None
        entry = QueueEntry(
            key=f"edit-{suggestions[0].id}",
            kind="edit",
            numbers=tuple(row.id for row in suggestions),
            title=suggestions[0].title,
            people=len(people),
            names=tuple(names.get(number or 0, FORMER_LEARNER) for number in people),
            reasons=tuple("; ".join(reasons) for reasons in people.values()),
            created_at=from_ms(suggestions[0].created_at),
            base=base,
            first=first,
            last=max(first, last),
        )
        learner_ids = tuple(number for number in people if number is not None)
        yield _Offer(
            entry=entry,
            learners=learner_ids,
            base_text=bases[base],
            first=suggestions[0].first,
            last=suggestions[0].last,
            after=after,
        )


def _list_wordings(connection: Connection, current: _Current) -> Iterator[_Offer]:
    blocks = _list_asked(current.parsed)
    for row in wordings.list_offered(connection, current.deck.id):
        block = blocks.get(row.question)
        entry = QueueEntry(
            key=f"wording-{digest(repr((row.question, row.point, row.wording)), 16)}",
            kind="wording",
            numbers=(),
            title=row.point,
            people=row.learners,
            names=(),
            reasons=(),
            created_at=None,
            base=current.version.number,
            first=block.line if block else 1,
            last=block.last if block else 1,
            offer=row.wording,
        )
        who = wordings.list_learners(connection, current.deck.id, row)
        yield _Offer(entry=entry, learners=who, wording=row, question=row.question)


def _list_answers(connection: Connection, current: _Current) -> Iterator[_Offer]:
    blocks = _list_asked(current.parsed)
    decided = rows.list_decided_texts(connection, current.deck.id, "answer")
    learners_by_answer: dict[tuple[str, str], list[int]] = {}
    for learner, source, answer in own_cards.list_offered_answers(connection, current.deck.id):
        if source in blocks and (learner, answer) not in decided:
            learners_by_answer.setdefault((source, answer), []).append(learner)
    for (source, answer), who in learners_by_answer.items():
        block = blocks[source]
        entry = QueueEntry(
            key=f"answer-{digest(repr((source, answer)), 16)}",
            kind="answer",
            numbers=(),
            title=block.prompt,
            people=len(who),
            names=(),
            reasons=(),
            created_at=None,
            base=current.version.number,
            first=block.line,
            last=block.last,
            offer=answer,
        )
        yield _Offer(entry=entry, learners=tuple(who), after=answer, question=source)


def _list_asked(parsed: Deck) -> dict[str, Question | CounterQuestion]:
    return {block.id: block for block in parsed.blocks if isinstance(block, Question | CounterQuestion)}


def _join(current: _Current, offer: _Offer, text: str | None = None) -> _Joined:
    """Return the newest text with an entry in it, or with the lines that the mentor made of it.

    Lines in which marks of a merge are left are an obstacle.
    """
    entry = offer.entry
    merged = _join_edit(current, offer) if entry.kind == "edit" else _join_offer(current, offer)
    if text is None:
        return merged
    lines = "\n".join(places.split_lines(text)).rstrip("\n")
    text_after = places.replace_lines(merged.text, merged.first, merged.last, lines)
    obstacle = "Keep the lines you want, and delete the marks of the merge." if merge.has_conflict_marks(lines) else ""
    return _Joined(text_after, merged.first, merged.first + len(places.split_lines(lines)) - 1, obstacle)


def _join_several(current: _Current, offers: Iterable[_Offer]) -> list[_Step]:
    """Join entries with the newest text one after the other. What does not fit leaves the text as it was before it.

    Wordings and answers go first: they look for their question, which an edit may give another id.
    """
    steps: list[_Step] = []
    text = current.text
    for offer in sorted(offers, key=lambda offer: offer.entry.kind == "edit"):
        merged = _join(replace(current, text=text), offer)
        after = text if merged.obstacle else merged.text
        steps.append(_Step(offer=offer, before=text, after=after, obstacle=merged.obstacle))
        text = after
    return steps


def _describe_conflicts(current: _Current, steps: list[_Step]) -> Iterator[str]:
    """Yield a sentence for each entry that does not fit: because of which other one, or even into the newest version alone."""
    for number, step in enumerate(steps):
        if not step.obstacle:
            continue
        title = _quote_title(step.offer.entry)
        if alone := _join(current, step.offer).obstacle:
            yield f"{title}: {alone}"
            continue
        rivals = (
            other.offer.entry
            for other in steps[:number]
            if not other.obstacle
            and _join(replace(current, text=_join(current, other.offer).text), step.offer).obstacle
        )
        rival = next(rivals, None)
        if rival is None:
            yield f"{title} changes lines that the others change too."
        elif rival.title == step.offer.entry.title:
            yield f"{title} is changed by another suggestion{_name_people(rival)} in the same lines."
        else:
            yield f"{title} changes lines that {_quote_title(rival)} changes too."


def _quote_title(entry: QueueEntry) -> str:
    return f"“{entry.title}”"


def _name_people(entry: QueueEntry) -> str:
    return f" ({', '.join(entry.names)})" if entry.names else ""


def _make_span(entry: QueueEntry, merged: _Joined) -> _Span:
    return _Span(first=entry.first, last=entry.last, new_first=merged.first, new_last=merged.last)


def _make_spans(current: _Current, steps: list[_Step], text: str) -> tuple[_Span, ...]:
    """Return the places of the entries that are in a text."""
    spans = []
    for entry in (step.offer.entry for step in steps if not step.obstacle):
        first, last = places.locate_lines(current.text, text, entry.first, entry.last)
        spans.append(_Span(first=entry.first, last=entry.last, new_first=first, new_last=max(first, last)))
    return tuple(spans)


def _join_edit(current: _Current, offer: _Offer) -> _Joined:
    mine = places.replace_lines(offer.base_text, offer.first, offer.last, offer.after)
    names = ("the suggestion", f"version {current.version.number}")
    outcome = merge.merge_texts(offer.base_text, mine, current.text, names)
    first, last = places.locate_lines(offer.base_text, outcome.text, offer.first, offer.last)
    obstacle = ""
    if outcome.conflicts:
        obstacle = f"The same lines were changed since version {offer.entry.base}, for which this was suggested."
    return _Joined(outcome.text, first, last, obstacle)


def _join_offer(current: _Current, offer: _Offer) -> _Joined:
    """Return the newest text with a wording on its key point's line, or with an answer below its question."""
    entry = offer.entry
    obstacle = ""
    try:
        if offer.wording is not None:
            text = add_wording(current.text, offer.question, offer.wording.point, offer.wording.wording)
        else:
            text = add_answer(current.text, offer.question, offer.after)
    except LookupError:
        text = current.text
        if offer.wording is not None:
            obstacle = "This key point is not in the deck any more."
        else:
            obstacle = "The question has an answer already, or this one cannot be put below it as it is."
    first, last = places.locate_lines(current.text, text, entry.first, entry.last)
    return _Joined(text, first, max(first, last), obstacle)


def _plan(
    connection: Connection, current: _Current, parsed: Deck, spans: Sequence[_Span]
) -> tuple[HistoryPlan, dict[str, str]]:
    """Return what happens to histories, and which question continues which where the reader alone would not say so.

    An edit of a question's own lines is an edit of that question, however different it reads.
    """
    planned = card_matching.plan_histories(connection, current.deck.id, current.parsed, parsed)
    begun_anew = [match for match in planned.matching.matches if not match.keeps_history]
    leaving = [*planned.removed, *(match.old for match in begun_anew)]
    fresh = [*planned.added, *(match.new for match in begun_anew)]
    continuations: dict[str, str] = {}
    for span in sorted(spans, key=lambda span: span.last - span.first):  # a question before the topic around it
        old = [item for item in leaving if span.holds_old_line(item.line) and item.id not in continuations.values()]
        new = [item for item in fresh if span.holds_new_line(item.line) and item.id not in continuations]
        for kind in dict.fromkeys(item.kind for item in old):
            pairs = zip(_sort_by_line(old, kind), _sort_by_line(new, kind), strict=False)
            continuations.update((after.id, before.id) for before, after in pairs)
    return card_matching.continue_chosen(planned, continuations), continuations


def _sort_by_line(items: Iterable[StudyItem], kind: str) -> list[StudyItem]:
    return sorted((item for item in items if item.kind == kind), key=lambda item: item.line)


def _list_lost_elsewhere(planned: HistoryPlan, spans: Sequence[_Span]) -> tuple[StudyItem, ...]:
    """Return what stands outside the places and would leave the deck, or lose its history to a question in a place that
    took its id.
    """
    leaving = [*planned.removed, *(m.old for m in planned.matching.matches if not m.keeps_history)]
    lost_items = [item for item in leaving if not any(span.holds_old_line(item.line) for span in spans)]
    for match in planned.matching.matches:
        own_spans = [span for span in spans if span.holds_new_line(match.new.line)]
        if own_spans and not any(span.holds_old_line(match.old.line) for span in own_spans):
            lost_items.append(match.old)
    return tuple(dict.fromkeys(lost_items))


def _choose_note(entry: QueueEntry, *, is_edited: bool) -> str:
    """Return the note to keep with the version that an entry comes with."""
    if entry.kind == "edit":
        return EDITED_NOTE if is_edited else ACCEPTED_NOTE
    return shorten_note(f"A learner’s {entry.kind} accepted: {entry.title}")


def _choose_batch_note(offers: Sequence[_Offer]) -> str:
    """Return the note to keep with the version that several entries come with."""
    if any(offer.entry.kind == "edit" for offer in offers):
        return ACCEPTED_NOTE  # who suggested what is put in when it is read
    counts = Counter(offer.entry.kind for offer in offers)
    return shorten_note(f"Accepted from learners: {describe_offers(counts)}")


def _describe_lost(lost_items: tuple[StudyItem, ...]) -> str:
    more = f" and {len(lost_items) - 1} more" if len(lost_items) > 1 else ""
    return f"This would also end the history of “{lost_items[0].prompt}”{more}, which is elsewhere in the deck."


def _describe_histories(connection: Connection, deck: int, planned: HistoryPlan) -> Iterator[str]:
    """Yield a sentence for each question, incident or decision that is edited, begins anew or leaves."""
    counts = memory_states.count_learners_by_source(connection, deck)
    for match in planned.matching.matches:
        if match.keeps_history and match.is_edited:
            yield f"“{match.new.prompt}” is edited: {_count_histories(counts, match.old.id, 'it keeps')}."
    for item in planned.removed:
        yield f"“{item.prompt}” leaves the deck: {_count_histories(counts, item.id, 'it is retired with')}."
    for match in planned.returning:
        yield f"“{match.new.prompt}” comes back, with its history."
    for item in planned.added:
        yield f"“{item.prompt}” is new: everybody starts from scratch with it."


def _count_histories(counts: Mapping[str, int], source: str, verb: str) -> str:
    people = counts.get(source, 0)
    if not people:
        return "nobody has a history with it yet"
    if get_configuration().login is not None and people < MIN_PEOPLE:
        return f"{verb} the history of fewer than {MIN_PEOPLE} learners"
    return f"{verb} the history of {people} learner{'' if people == 1 else 's'}"


def _list_new_problems(before: Deck, after: Deck) -> tuple[Problem, ...]:
    """Return the problems of a text that the one before it did not have."""
    old_counts = Counter((p.code, p.message) for p in before.problems)
    new_problems = []
    for problem in after.problems:
        if old_counts[problem.code, problem.message]:
            old_counts[problem.code, problem.message] -= 1
        else:
            new_problems.append(problem)
    return tuple(new_problems)


def _warn(before: str, after: str) -> Iterator[str]:
    """Yield a sentence where a text holds hidden characters that it did not hold before."""
    old_lines = set(places.split_lines(before))
    for number, line in enumerate(places.split_lines(after), 1):
        if _HIDDEN.search(line) and line not in old_lines:
            yield f"Line {number} holds characters that are invisible or change the direction of writing."


def _decide(
    connection: Connection,
    current: _Current,
    offer: _Offer,
    status: SuggestionStatus,
    *,
    mentor: int,
    now: int,
    reply: str = "",
    version: int | None = None,
) -> None:
    """Note the decision for everybody whose entry it is; each of them is told."""
    entry = offer.entry
    numbers = list(entry.numbers)
    # An edit has a row for each learner since it was suggested; wordings and answers get theirs now, to be told the outcome.
    for learner in offer.learners if entry.kind != "edit" else ():
        row = rows.NewSuggestion(
            learner=learner,
            deck=current.deck.id,
            key=f"{learner}:{entry.key}:{now}",
            kind=entry.kind,
            base=current.version.number,
            first=entry.first,
            last=entry.last,
            title=entry.title[:200],
            before="",
            after=entry.offer,
            reason="",
            created_at=now,
        )
        numbers.append(rows.add_suggestion(connection, row))
    for number in numbers:
        rows.decide(connection, number, status, mentor=mentor, now=now, reply=reply, version=version)
    if offer.wording is not None:
        wordings.decide(connection, current.deck.id, offer.wording, "accepted" if status == "accepted" else "declined")
