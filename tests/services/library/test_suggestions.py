"""Suggestions: from a place of a deck to the mentor's queue, into a version, and back to whoever suggested it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import UserError
from quiz.scheduler import Rating
from services.connections import connect
from services.learners.learners import add_learner
from services.library import catalog, publishing, suggestion_queue, suggestions
from services.practice import own_cards, practice
from services.practice.practice import Learner
from services.workspace import ROOT, Workspace
from store.tables.library import decks as table
from store.tables.practice import memory_states
from tests.services.library.edits import MARK

TEXT = """## Pools {#pools}

About pools.

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Because threads wait for it.

**Question:** What does a queue hide?

**Answer:** The waiting.

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge} → testing limits

### Incident: The long night {#inc-night}

**00:00** – *Trigger:* A deployment doubles the pool.

**00:05** – *Symptom:* The database refuses connections.

## Retries {#retries}

**Question:** When is a retry safe? {#q-retry}

**Answer:** When it changes nothing the second time.
"""
EVIL = "<script>alert(1)</script> ![x](https://evil.example/x.png) \u202egnp.exe"


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    publishing.publish_text(workspace, 1, "d", TEXT, base=0, now=now)
    return workspace


def suggest(
    ws: Workspace, place_id: str, old: str, new: str, now: datetime, *, learner: int = 1, reason: str = "Clearer."
) -> int:
    place = suggestions.load_place(ws, 1, "d", place_id)
    assert old in place.text
    key = f"{place_id} {new} {reason}"
    return suggestions.suggest_change(ws, learner, "d", place, place.text.replace(old, new), reason, key, now)


def accept(ws: Workspace, now: datetime, *, place: int = 0, text: str | None = None) -> publishing.Version:
    entry = suggestion_queue.list_queue(ws, 1, "d")[place]
    newest = publishing.get_newest_number(ws, "d")
    return suggestion_queue.accept_entry(ws, 1, "d", entry.key, version=newest, now=now, text=text, author="Mona")


def list_memories(ws: Workspace, learner: int) -> dict[int, memory_states.MemoryRow]:
    """What FSRS knows of the cards that are in the deck and were asked, by the card's number."""
    with connect(ws) as connection:
        row = table.find_deck(connection, "d")
        assert row is not None
        return {s.card: s.memory for s in memory_states.list_states(connection, learner, row.id) if s.memory.reps}


@pytest.mark.parametrize(
    ("place_id", "begins", "ends"),
    [
        ("q-ten", "**Question:** Why is a pool", "Because threads wait for it."),
        ("cq-enlarge", '- *"Why not', "testing limits"),
        ("inc-night", "### Incident", "refuses connections."),
        ("inc-night@2", "**00:05**", "refuses connections."),
        ("retries", "## Retries", "the second time."),
        ("pools", "## Pools", "testing limits"),
    ],
)
def test_a_place_is_its_own_lines(ws: Workspace, place_id: str, begins: str, ends: str) -> None:
    place = suggestions.load_place(ws, 1, "d", place_id)
    assert place.text.startswith(begins) and place.text.endswith(ends)
    assert place.text in TEXT and place.base == 1


def test_parts_of_a_topic_and_of_an_incident_are_named(ws: Workspace) -> None:
    parts = dict(suggestions.load_place(ws, 1, "d", "pools").parts)
    assert parts.keys() >= {"q-ten", "cq-enlarge"} and "q-retry" not in parts
    events = dict(suggestions.load_place(ws, 1, "d", "inc-night").parts)
    assert list(events) == ["inc-night@1", "inc-night@2"]
    with pytest.raises(UserError, match="not in the deck"):
        suggestions.load_place(ws, 1, "d", "inc-night@3")


def test_an_accepted_suggestion_is_a_version_that_credits_its_author(ws: Workspace, now: datetime) -> None:
    ada = add_learner(ws, 1, "Ada", now)
    suggest(ws, "q-ten", "wait for it", "wait for ten connections", now, learner=ada, reason="Says what they wait for.")
    made = accept(ws, now)
    assert (made.number, made.author) == (2, "Mona")
    assert made.note == "Suggested by Ada: Says what they wait for."
    assert publishing.load_text(ws, "d", 2) == TEXT.replace("wait for it", "wait for ten connections")
    (outcome,) = suggestions.list_outcomes(ws, ada)
    assert (outcome.status, outcome.version, outcome.title) == ("accepted", 2, "Why is a pool of ten dangerous?")
    suggestions.mark_outcomes_told(ws, 1, [outcome.number], now)  # somebody else's
    assert suggestions.list_outcomes(ws, ada)
    suggestions.mark_outcomes_told(ws, ada, [outcome.number], now)
    assert suggestions.list_outcomes(ws, ada) == ()
    with pytest.raises(UserError, match="decided already"):
        suggestion_queue.accept_entry(ws, 1, "d", f"edit-{outcome.number}", version=2, now=now)


def test_the_same_change_stands_once_with_everybody_who_asked(ws: Workspace, now: datetime) -> None:
    ada = add_learner(ws, 1, "Ada", now)
    suggest(ws, "q-ten", "wait for it", "wait", now, learner=ada)
    suggest(ws, "q-ten", "wait for it", "wait", now, reason="Shorter.")
    suggest(ws, "q-ten", "dangerous", "risky", now)
    suggest(ws, "q-retry", "second", "next", now)
    same, other, alone = suggestion_queue.list_queue(ws, 1, "d")
    assert (same.people, same.names[0], same.reasons) == (2, "Ada", ("Clearer.", "Shorter."))
    assert (same.rivals, other.rivals, alone.rivals) == ((other.key,), (same.key,), ())
    accept(ws, now)
    assert [len(suggestions.list_outcomes(ws, learner)) for learner in (1, ada)] == [1, 1]


def test_the_same_press_suggests_once(ws: Workspace, now: datetime) -> None:
    assert suggest(ws, "q-ten", "wait", "queue", now) == suggest(ws, "q-ten", "wait", "queue", now)
    assert len(suggestion_queue.list_queue(ws, 1, "d")) == 1


def test_a_suggestion_is_rebased_on_what_was_published_meanwhile(ws: Workspace, now: datetime) -> None:
    suggest(ws, "q-retry", "second", "next", now)
    other = TEXT.replace("About pools.", "About pools,\n\nand more.").replace("The waiting.", "The wait.")
    publishing.publish_text(ws, 1, "d", other, base=1, now=now)
    (entry,) = suggestion_queue.list_queue(ws, 1, "d")
    review = suggestion_queue.review_entry(ws, 1, "d", entry.key)
    assert review.is_rebased and not review.obstacle
    assert review.before.startswith("**Question:** When is a retry safe?")
    accept(ws, now)
    assert publishing.load_text(ws, "d", 3) == other.replace("second", "next")


def test_two_that_conflict_are_told_and_can_be_joined_by_hand(ws: Workspace, now: datetime) -> None:
    suggest(ws, "q-ten", "threads wait for it", "threads queue for it", now)
    suggest(ws, "q-ten", "threads wait for it", "workers wait for it", now)
    accept(ws, now)
    (entry,) = suggestion_queue.list_queue(ws, 1, "d")
    review = suggestion_queue.review_entry(ws, 1, "d", entry.key)
    assert "changed since version 1" in review.obstacle
    assert "queue" in review.after and "workers" in review.after
    with pytest.raises(UserError, match="changed since version 1"):
        accept(ws, now)
    with pytest.raises(UserError, match="marks of the merge"):
        accept(ws, now, text=review.after)
    still = suggestion_queue.review_entry(ws, 1, "d", entry.key, review.after)
    assert "marks of the merge" in still.obstacle and not still.histories
    made = accept(ws, now, text=suggestions.load_place(ws, 1, "d", "q-ten").text.replace("threads", "workers"))
    assert publishing.load_text(ws, "d", 3) == TEXT.replace("threads wait for it", "workers queue for it")
    assert made.note.startswith("Suggested by") and ", edited: " in made.note


def test_what_the_mentor_has_not_seen_is_not_published(ws: Workspace, now: datetime) -> None:
    suggest(ws, "q-retry", "second", "next", now)
    (entry,) = suggestion_queue.list_queue(ws, 1, "d")
    publishing.publish_text(ws, 1, "d", TEXT.replace("About", "On"), base=1, now=now)
    with pytest.raises(UserError, match="published while you looked"):
        suggestion_queue.accept_entry(ws, 1, "d", entry.key, version=1, now=now)


def test_a_decline_needs_a_reason_and_is_told(ws: Workspace, now: datetime) -> None:
    number = suggest(ws, "q-retry", "second", "next", now)
    with pytest.raises(UserError, match="reason is missing"):
        suggestion_queue.decline_entry(ws, 1, "d", f"edit-{number}", " \u202e ", now)
    suggestion_queue.decline_entry(ws, 1, "d", f"edit-{number}", "It is the second time that matters.", now)
    (outcome,) = suggestions.list_outcomes(ws, 1)
    assert (outcome.status, outcome.reply) == ("declined", "It is the second time that matters.")
    assert publishing.get_newest_number(ws, "d") == 1 and suggestion_queue.list_queue(ws, 1, "d") == ()


def test_only_ones_own_suggestion_can_be_taken_back(ws: Workspace, now: datetime) -> None:
    ada = add_learner(ws, 1, "Ada", now)
    number = suggest(ws, "q-retry", "second", "next", now, learner=ada)
    with pytest.raises(UserError, match="cannot be withdrawn"):
        suggestions.withdraw_suggestion(ws, 1, number, now)
    suggestions.withdraw_suggestion(ws, ada, number, now)
    assert suggestion_queue.list_queue(ws, 1, "d") == () and suggestions.list_outcomes(ws, ada) == ()


@pytest.mark.parametrize(
    ("text", "reason", "told"),
    [(None, "Why not?", "Nothing was changed"), ("x", " \u2066\n", "reason is missing"), ("x" * 60_001, "y", "longer")],
)
def test_an_unfit_suggestion_is_refused(ws: Workspace, now: datetime, text: str | None, reason: str, told: str) -> None:
    place = suggestions.load_place(ws, 1, "d", "q-ten")
    with pytest.raises(UserError, match=told):
        suggestions.suggest_change(ws, 1, "d", place, place.text if text is None else text, reason, "k", now)


def test_a_place_that_never_stood_there_is_refused(ws: Workspace, now: datetime) -> None:
    place = suggestions.load_place(ws, 1, "d", "q-ten")
    forged = suggestions.EditablePlace(place.id, place.title, place.base, 1, 40, place.text, ())
    with pytest.raises(UserError, match="changed in the meantime"):
        suggestions.suggest_change(ws, 1, "d", forged, "x", "y", "k", now)


def test_hostile_words_are_told_and_stay_words(ws: Workspace, now: datetime) -> None:
    suggest(ws, "q-ten", "wait for it", f"wait. {EVIL}", now, reason=f"See {EVIL}\nand more")
    (entry,) = suggestion_queue.list_queue(ws, 1, "d")
    assert "\u202e" not in entry.reasons[0] and "\n" not in entry.reasons[0]
    review = suggestion_queue.review_entry(ws, 1, "d", entry.key)
    assert review.warnings == ("Line 7 holds characters that are invisible or change the direction of writing.",)


def test_what_would_end_the_history_of_another_question_is_not_accepted(ws: Workspace, now: datetime) -> None:
    suggest(ws, "q-ten", "{#q-ten}", "{#q-retry}", now)
    (entry,) = suggestion_queue.list_queue(ws, 1, "d")
    told = "also end the history of “When is a retry safe"
    assert told in suggestion_queue.review_entry(ws, 1, "d", entry.key).obstacle
    for text in (None, TEXT[TEXT.index("**Question:** Why") : TEXT.index("**Answer:** B")].replace("q-ten", "q-retry")):
        with pytest.raises(UserError, match=told):
            accept(ws, now, text=text)


def test_histories_are_told(ws: Workspace, now: datetime) -> None:
    who = Learner(1, "UTC", "s")
    shown = practice.load_card(ws, who, "d", "q-ten", now)
    practice.grade_card(ws, who, shown, Rating.GOOD, now, "one")
    suggest(ws, "q-ten", "Why is a pool of ten dangerous?", "How long is a piece of string?", now)
    suggest(ws, "q-retry", "second", "next", now)
    first, other = (suggestion_queue.review_entry(ws, 1, "d", e.key) for e in suggestion_queue.list_queue(ws, 1, "d"))
    assert first.histories == ("“How long is a piece of string?” is edited: it keeps the history of 1 learner.",)
    assert other.histories == ("“When is a retry safe?” is edited: nobody has a history with it yet.",)


def test_an_offered_answer_comes_in_the_same_queue(ws: Workspace, now: datetime) -> None:
    who = Learner(1, "UTC", "s")
    own_cards.change_own_card(ws, who, "d", "cq-enlarge", now, answer="The queue only moves.", offered=True)
    (entry,) = suggestion_queue.list_queue(ws, 1, "d")
    assert (entry.kind, entry.title, entry.offer, entry.names) == (
        "answer",
        "Why not enlarge it?",
        "The queue only moves.",
        (),
    )
    accept(ws, now)
    (follow_up,) = catalog.load_deck(ws, "d").counter_questions
    assert follow_up.answer == "The queue only moves."
    assert suggestion_queue.list_queue(ws, 1, "d") == ()
    assert suggestions.list_outcomes(ws, 1)[0].status == "accepted"


def test_an_answer_beside_another_is_the_mentors_to_write(ws: Workspace, now: datetime) -> None:
    own_cards.change_own_card(ws, Learner(1, "UTC", "s"), "d", "q-ten", now, answer="They starve.", offered=True)
    (entry,) = suggestion_queue.list_queue(ws, 1, "d")
    review = suggestion_queue.review_entry(ws, 1, "d", entry.key)
    assert "has an answer already" in review.obstacle
    accept(ws, now, text=review.before.replace("wait for it.", "wait for it. They starve."))
    assert publishing.load_text(ws, "d", 2) == TEXT.replace("wait for it.", "wait for it. They starve.")


def test_several_are_accepted_as_one_version_that_names_everybody(ws: Workspace, now: datetime) -> None:
    people = [add_learner(ws, 1, name, now) for name in ("Ada", "Bo", "Cy", "Di", "Ed")]
    who = Learner(people[1], "UTC", "s")
    practice.grade_card(ws, who, practice.load_card(ws, who, "d", "q-ten", now), Rating.GOOD, now, "one")
    remembered = list_memories(ws, people[1])
    assert len(remembered) == 1
    edits = [
        ("q-ten", "Why is a pool of ten dangerous?", "How long is a piece of string?"),
        ("q-retry", "second", "next"),
        ("inc-night@1", "doubles", "halves"),
        ("pools", "About pools.", "About pools of connections."),
    ]
    for learner, (place_id, old, new) in zip(people, edits, strict=False):
        suggest(ws, place_id, old, new, now, learner=learner, reason=f"Because of {new}.")
    own = Learner(people[4], "UTC", "s")
    own_cards.change_own_card(ws, own, "d", "cq-enlarge", now, answer="The queue only moves.", offered=True)
    keys = [entry.key for entry in suggestion_queue.list_queue(ws, 1, "d")]
    review = suggestion_queue.review_entries(ws, 1, "d", keys)
    assert sorted(review.fitting) == sorted(keys) and not review.conflicts and not review.problems
    assert "“How long is a piece of string?” is edited: it keeps the history of 1 learner." in review.histories
    made = suggestion_queue.accept_entries(ws, 1, "d", keys, version=1, now=now, author="Mona")
    assert (made.number, made.author, publishing.get_newest_number(ws, "d")) == (2, "Mona", 2)
    assert made.note.startswith("Suggested by ") and ", and one answer: " in made.note
    assert all(name in made.note for name in ("Ada", "Bo", "Cy", "Di")) and "Ed" not in made.note
    expected = TEXT
    for _, old, new in edits:
        expected = expected.replace(old, new, 1)
    text = publishing.load_text(ws, "d", 2)
    assert all(line in text for line in expected.split("\n")) and "The queue only moves." in text
    for learner in people:
        (outcome,) = suggestions.list_outcomes(ws, learner)
        assert (outcome.status, outcome.version) == ("accepted", 2)
    assert catalog.load_deck(ws, "d").questions[0].prompt == "How long is a piece of string?"
    assert list_memories(ws, people[1]) == remembered
    with pytest.raises(UserError, match="decided already"):
        suggestion_queue.accept_entries(ws, 1, "d", keys, version=2, now=now)


def test_two_of_several_that_conflict_are_told_and_nothing_is_published(ws: Workspace, now: datetime) -> None:
    suggest(ws, "q-ten", "threads wait for it", "threads queue for it", now)
    suggest(ws, "pools", "threads wait for it", "workers wait for it", now)
    suggest(ws, "q-retry", "second", "next", now)
    keys = {entry.title: entry.key for entry in suggestion_queue.list_queue(ws, 1, "d")}
    review = suggestion_queue.review_entries(ws, 1, "d", keys.values())
    told = "“Why is a pool of ten dangerous?” changes lines that “Pools” changes too."
    assert review.conflicts == (told,)
    assert review.fitting == (keys["Pools"], keys["When is a retry safe?"])
    with pytest.raises(UserError, match="changes too"):
        suggestion_queue.accept_entries(ws, 1, "d", keys.values(), version=1, now=now)
    assert publishing.get_newest_number(ws, "d") == 1 and len(suggestion_queue.list_queue(ws, 1, "d")) == 3
    with pytest.raises(UserError, match="published while you looked"):
        suggestion_queue.accept_entries(ws, 1, "d", review.fitting, version=0, now=now)
    suggestion_queue.accept_entries(ws, 1, "d", review.fitting, version=1, now=now)
    assert publishing.load_text(ws, "d", 2) == TEXT.replace("threads", "workers").replace("second", "next")
    alone = suggestion_queue.review_entries(ws, 1, "d", keys.values())
    assert "changed since version 1" in alone.conflicts[0] and not alone.fitting


def test_two_that_change_one_place_are_told_by_who_suggested_the_other(ws: Workspace, now: datetime) -> None:
    suggest(ws, "q-ten", "threads wait for it", "threads queue for it", now)
    suggest(ws, "q-ten", "threads wait for it", "workers wait for it", now)
    keys = [entry.key for entry in suggestion_queue.list_queue(ws, 1, "d")]
    told = "“Why is a pool of ten dangerous?” is changed by another suggestion (Learner) in the same lines."
    assert suggestion_queue.review_entries(ws, 1, "d", keys).conflicts == (told,)


def test_two_places_that_would_share_an_id_are_not_accepted_together(ws: Workspace, now: datetime) -> None:
    suggest(ws, "q-ten", "{#q-ten}", "{#q-retry}", now)
    suggest(ws, "q-retry", "{#q-retry}", "{#q-ten}", now)
    keys = [entry.key for entry in suggestion_queue.list_queue(ws, 1, "d")]
    assert suggestion_queue.review_entries(ws, 1, "d", keys).conflicts
    with pytest.raises(UserError, match="also end the history"):
        suggestion_queue.accept_entries(ws, 1, "d", keys, version=1, now=now)


WORDS = ("which", "every", "sometimes", "a cache", "of the queue", "latency", "and why?", "**boldly**", "`SELECT 1`")


def edit_at_random(text: str, rng: Random) -> str:
    """Change some words of a place, or most of its prompt; the labels that make it a question stay."""
    lines = text.split("\n")
    for _ in range(rng.randint(1, 4)):
        number = rng.randrange(len(lines))
        words = lines[number].split(" ")
        spots = [i for i, word in enumerate(words) if word.isalpha()]
        if spots:
            begin = rng.choice(spots)
            for spot in spots[spots.index(begin) : spots.index(begin) + rng.randint(1, 12)]:
                words[spot] = rng.choice(WORDS)
        lines[number] = " ".join(words)
    return "\n".join(lines)


# What is kept is decided before the database is asked: fifty show that PostgreSQL writes it down as SQLite does.
ACCEPTED = {"sqlite": 200, "postgresql": 50}


def test_two_hundred_accepted_suggestions_lose_no_history(workspace: Workspace, now: datetime, engine: str) -> None:
    rng = Random(7)
    whole = (ROOT / "content" / "observability-on-call.md").read_text(encoding="utf-8")
    # Half of the deck, and every other question without an id: those are found again by what they say.
    lines = whole.split("\n")[: whole.count("\n") // 2]
    text = "\n".join(MARK.sub("", line) if number % 2 else line for number, line in enumerate(lines))
    publishing.publish_text(workspace, 1, "d", text, base=0, now=now)
    practice.load_next_card(workspace, Learner(1, "UTC", "s"), "d", now)

    def list_numbers() -> dict[int, bool]:
        with connect(workspace) as connection:
            row = table.find_deck(connection, "d")
            assert row is not None
            known = memory_states.list_states(connection, 1, row.id, retired=True)
            there = {card.id: not card.retired for card in table.list_cards(connection, row.id)}
            return {state.card: there[state.card] for state in known}

    before, done = list_numbers(), 0
    assert len(before) > 20
    while done < ACCEPTED[engine]:
        parsed = catalog.load_deck(workspace, "d")
        asked = rng.sample([b.id for b in (*parsed.questions, *parsed.counter_questions)], 10)
        for place_id in asked:
            place = suggestions.load_place(workspace, 1, "d", place_id)
            try:
                changed = edit_at_random(place.text, rng)
                suggestions.suggest_change(workspace, 1, "d", place, changed, "Random.", f"{done} {place_id}", now)
            except UserError:
                continue
        now += timedelta(minutes=1)
        for entry in suggestion_queue.list_queue(workspace, 1, "d"):
            newest = publishing.get_newest_number(workspace, "d")
            try:
                suggestion_queue.accept_entry(workspace, 1, "d", entry.key, version=newest, now=now)
            except UserError:
                suggestion_queue.decline_entry(workspace, 1, "d", entry.key, "It does not fit.", now)
                continue
            done += 1
    after = list_numbers()
    assert [number for number, alive in before.items() if alive and not after.get(number)] == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("suggest", "suggest", "suggest", "write", "accept", "edit", "several")), st.integers(0, 999)
    ),
    min_size=6,
    max_size=16,
)


@pytest.mark.engines("sqlite")
@settings(max_examples=4)
@given(steps=STEPS)
def test_no_order_of_suggesting_writing_and_accepting_loses_a_history(steps: list[tuple[str, int]]) -> None:
    """Suggestions of several learners, accepted alone, edited or together, while the mentor goes on writing elsewhere."""
    with TemporaryDirectory() as folder:
        ws, now = Workspace(Path(folder), Path(folder) / "content"), datetime(2026, 3, 2, 12, tzinfo=UTC)
        publishing.publish_text(ws, 1, "d", TEXT, base=0, now=now)
        who = Learner(1, "UTC", "s")
        for number, card in enumerate(("q-ten", "q-retry", "cq-enlarge")):
            shown = practice.load_card(ws, who, "d", card, now)
            practice.answer_card(ws, who, shown, Rating.GOOD, now, f"answer {number}")
        before = list_memories(ws, 1)
        assert len(before) == 3
        for number, (step, seed) in enumerate(steps):
            try:
                take_step(ws, step, Random(seed), f"step {number}", now)
            except UserError:
                continue  # it does not fit, and says so: nothing has changed
            assert list_memories(ws, 1) == before


def take_step(ws: Workspace, step: str, rng: Random, key: str, now: datetime) -> None:
    """Suggest a change to a place, write elsewhere in the deck, or accept what waits: as it is, edited, or several."""
    newest = publishing.get_newest_number(ws, "d")
    if step == "suggest":
        parsed = catalog.load_deck(ws, "d")
        places = [b.id for b in (*parsed.questions, *parsed.counter_questions)]
        place = suggestions.load_place(
            ws, 1, "d", rng.choice([*places, "pools", "retries", "inc-night", "inc-night@1"])
        )
        suggestions.suggest_change(ws, 1, "d", place, edit_at_random(place.text, rng), "Random.", key, now)
        return
    if step == "write":
        lines = publishing.load_text(ws, "d", newest).split("\n")
        lines[rng.choice([n for n, line in enumerate(lines) if not line])] = f"\nA paragraph more, for {key}.\n"
        publishing.publish_text(ws, 1, "d", "\n".join(lines), base=newest, now=now)
        return
    waiting = [entry.key for entry in suggestion_queue.list_queue(ws, 1, "d")]
    if not waiting:
        return
    if step == "several":
        keys = suggestion_queue.review_entries(ws, 1, "d", waiting).fitting
        suggestion_queue.accept_entries(ws, 1, "d", keys, version=newest, now=now)
        return
    chosen = rng.choice(waiting)
    text = suggestion_queue.review_entry(ws, 1, "d", chosen).after if step == "edit" else None
    edited = None if text is None else edit_at_random(text, rng)
    suggestion_queue.accept_entry(ws, 1, "d", chosen, version=newest, now=now, text=edited)


def test_what_the_deck_says_already_makes_no_version(ws: Workspace, now: datetime) -> None:
    suggest(ws, "q-retry", "second", "next", now)
    publishing.publish_text(ws, 1, "d", TEXT.replace("second", "next"), base=1, now=now, note="By hand")
    assert accept(ws, now).number == 2
    (outcome,) = suggestions.list_outcomes(ws, 1)
    assert (outcome.status, outcome.version) == ("accepted", None)
    assert [version.note for version in publishing.list_versions(ws, "d")] == ["By hand", ""]
