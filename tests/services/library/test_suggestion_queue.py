"""What waits for a mentor: wordings and answers beside edits, what each would do, and how it is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from errors import UserError
from quiz.scheduler import Rating
from services.connections import connect
from services.learners.learners import add_learner
from services.library import publishing, suggestion_queue, suggestions
from services.practice import practice
from services.practice.context import Learner
from services.workspace import Workspace
from store.connection import transaction
from store.tables.library import decks
from store.tables.practice import own_cards, wordings
from store.tables.practice.own_cards import OwnCardRow
from store.tables.practice.wordings import WordingRow
from tests.services.library.test_suggestions import accept, suggest

pytestmark = pytest.mark.engines("sqlite")  # tests/store runs the statements on both
TEXT = """## Pools {#pools}

About pools.

**Question:** Why is a pool of ten dangerous? {#q-ten}

**Answer:** Because threads wait for it.

- [ ] names the wait
- [ ] names the limit

**Question:** When is a retry safe? {#q-retry}

**Counter-questions:**

- *"Why not enlarge it?"* {#cq-enlarge} → testing limits
"""


@pytest.fixture
def ws(workspace: Workspace, now: datetime) -> Workspace:
    publishing.publish_text(workspace, 1, "d", TEXT, base=0, now=now)
    return workspace


def offer(ws: Workspace, learner: int, wording: str = "", answer: str = "") -> None:
    """Have a learner offer a wording of a key point, and an answer to the follow-up question."""
    with connect(ws) as connection, transaction(connection):
        deck = decks.find_deck(connection, "d")
        assert deck is not None
        if wording:
            row = WordingRow("q-ten", "names the wait", wording, 1)
            wordings.save_wording(connection, learner, deck.id, row)
        if answer:
            card = decks.find_card_id(connection, deck.id, "cq-enlarge")
            own_cards.save_own_card(connection, learner, card or 0, OwnCardRow(answer=answer, offered=True))


def test_everything_that_waits_stands_in_the_order_of_the_deck(ws: Workspace, now: datetime) -> None:
    ada = add_learner(ws, 1, "Ada", now)
    suggest(ws, "q-retry", "safe", "harmless", now, learner=ada)
    for learner in (1, ada):
        offer(ws, learner, "says that they wait", "The queue only moves.")
    queue = suggestion_queue.list_queue(ws, 1, "d")
    assert [(entry.kind, entry.title, entry.people, entry.names, entry.offer) for entry in queue] == [
        ("wording", "names the wait", 2, (), "says that they wait"),
        ("edit", "When is a retry safe?", 1, ("Ada",), ""),
        ("answer", "Why not enlarge it?", 2, (), "The queue only moves."),
    ]
    lines = TEXT.split("\n")
    assert lines[queue[0].first - 1].startswith("**Question:** Why is a pool")
    assert queue[1].created_at == now
    assert [entry.created_at for entry in (queue[0], queue[2])] == [None, None]
    assert suggestion_queue.count_waiting(ws, 1) == {"d": 1}  # edits: wordings and answers have no row yet
    assert len({entry.key for entry in queue}) == 3


def test_an_accepted_wording_stands_in_the_deck_and_everybody_who_said_it_is_told(ws: Workspace, now: datetime) -> None:
    ada = add_learner(ws, 1, "Ada", now)
    for learner in (1, ada):
        offer(ws, learner, "says that they wait")
    offer(ws, ada, "mentions the queue")
    waiting = [entry.offer for entry in suggestion_queue.list_queue(ws, 1, "d")]
    made = accept(ws, now, place=waiting.index("says that they wait"))
    assert made.note == "A learner’s wording accepted: names the wait"
    assert "says that they wait" in publishing.load_text(ws, "d", 2)
    for learner in (1, ada):
        (outcome,) = suggestions.list_outcomes(ws, learner)
        assert (outcome.status, outcome.version, outcome.after) == ("accepted", 2, "says that they wait")
    (left,) = suggestion_queue.list_queue(ws, 1, "d")
    suggestion_queue.decline_entry(ws, 1, "d", left.key, "It is not what was asked.", now + timedelta(minutes=1))
    assert suggestion_queue.list_queue(ws, 1, "d") == ()
    assert suggestions.list_outcomes(ws, ada)[1].reply == "It is not what was asked."
    assert len(suggestions.list_outcomes(ws, 1)) == 1


def test_a_wording_of_a_key_point_that_is_gone_cannot_be_accepted(ws: Workspace, now: datetime) -> None:
    offer(ws, 1, "says that they wait")
    without = TEXT.replace("- [ ] names the wait\n", "")
    publishing.publish_text(ws, 1, "d", without, base=1, now=now)
    (entry,) = suggestion_queue.list_queue(ws, 1, "d")
    review = suggestion_queue.review_entry(ws, 1, "d", entry.key)
    assert review.obstacle == "This key point is not in the deck any more."
    assert (review.version, review.is_rebased, review.diff) == (2, False, ())
    with pytest.raises(UserError, match="not in the deck any more"):
        accept(ws, now)


def test_an_answer_that_was_declined_does_not_come_back(ws: Workspace, now: datetime) -> None:
    ada = add_learner(ws, 1, "Ada", now)
    offer(ws, 1, answer="The queue only moves.")
    (entry,) = suggestion_queue.list_queue(ws, 1, "d")
    suggestion_queue.decline_entry(ws, 1, "d", entry.key, "Too short.", now)
    assert suggestion_queue.list_queue(ws, 1, "d") == ()
    offer(ws, ada, answer="The queue only moves.")  # somebody else's is another decision
    assert [one.people for one in suggestion_queue.list_queue(ws, 1, "d")] == [1]


def test_several_offers_without_an_edit_are_counted_in_the_note(ws: Workspace, now: datetime) -> None:
    offer(ws, 1, "says that they wait", "The queue only moves.")
    offer(ws, 1, "mentions the queue")
    keys = [entry.key for entry in suggestion_queue.list_queue(ws, 1, "d")]
    made = suggestion_queue.accept_entries(ws, 1, "d", [*keys, keys[0]], version=1, now=now)
    assert made.note == "Accepted from learners: 2 wordings and one answer"
    with pytest.raises(UserError, match="decided already"):
        suggestion_queue.accept_entries(ws, 1, "d", [], version=2, now=now)


def test_what_leaves_and_what_is_new_is_told_with_whose_history_is_behind_it(ws: Workspace, now: datetime) -> None:
    ada = add_learner(ws, 1, "Ada", now)
    for learner in (1, ada):
        who = Learner(learner, "UTC", "s")
        practice.answer_card(ws, who, practice.load_card(ws, who, "d", "q-ten", now), Rating.GOOD, now, f"k{learner}")
    place = suggestions.load_place(ws, 1, "d", "pools")
    start, end = TEXT.index("**Question:** Why"), TEXT.index("**Question:** When")
    suggestions.suggest_change(
        ws, 1, "d", place, (TEXT[:start] + TEXT[end:]).replace("About pools.", "About all."), "Less.", "k1", now
    )
    more = TEXT + "\n**Question:** What is a queue for, if not for waiting? {#q-new}\n\n**Answer:** Order.\n"
    suggestions.suggest_change(ws, 1, "d", place, more, "More.", "k2", now)
    less, new = (
        suggestion_queue.review_entry(ws, 1, "d", entry.key) for entry in suggestion_queue.list_queue(ws, 1, "d")
    )
    if "leaves" not in "".join(less.histories):
        less, new = new, less
    leaving = "“Why is a pool of ten dangerous?” leaves the deck: it is retired with the history of 2 learners."
    assert leaving in less.histories
    assert new.histories == (
        "“What is a queue for, if not for waiting?” is new: everybody starts from scratch with it.",
    )
    assert any(line.startswith("-") and "names the wait" in line for line in less.diff)
    assert "About all." in less.after
    assert "About pools." in less.before


def test_few_people_are_not_counted_out_where_people_log_in(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = Learner(1, "UTC", "s")
    practice.answer_card(ws, who, practice.load_card(ws, who, "d", "q-ten", now), Rating.GOOD, now, "k")
    suggest(ws, "q-ten", "dangerous", "risky", now)
    for name, value in {"ISSUER": "https://id.example", "CLIENT_ID": "r", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"REHEARSAL_OIDC_{name}", value)
    with connect(ws) as connection, transaction(connection):
        connection.execute(
            "INSERT INTO accounts (learner, issuer, subject, role, created_at, seen_at)"
            " VALUES (1, 'https://id.example', 'a', 'mentor', 0, 0)"
        )
    (entry,) = suggestion_queue.list_queue(ws, 1, "d")
    assert suggestion_queue.review_entry(ws, 1, "d", entry.key).histories == (
        "“Why is a pool of ten risky?” is edited: it keeps the history of fewer than 5 learners.",
    )


def test_only_problems_that_a_suggestion_brings_are_told(workspace: Workspace, now: datetime) -> None:
    broken = TEXT + "\n**Answer:** An answer without a question.\n"
    publishing.publish_text(workspace, 1, "d", broken, base=0, now=now)
    suggest(workspace, "q-ten", "dangerous", "risky", now)
    suggest(workspace, "q-retry", "When is a retry safe? {#q-retry}", "When is a retry safe? {#q-ten}", now)
    first, second = (
        suggestion_queue.review_entry(workspace, 1, "d", entry.key)
        for entry in suggestion_queue.list_queue(workspace, 1, "d")
    )
    assert first.problems == ()
    assert len(second.problems) >= 1


def test_a_learners_suggestions_are_bounded_and_listed_the_latest_first(
    ws: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "MAX_OPEN", 2)
    for word in ("risky", "unsafe"):
        suggest(ws, "q-ten", "dangerous", word, now)
    with pytest.raises(UserError, match="2 of your suggestions are waiting"):
        suggest(ws, "q-ten", "dangerous", "bad", now)
    latest, earliest = suggestions.list_own_suggestions(ws, 1)
    assert (latest.number > earliest.number, latest.status, latest.deck, latest.title) == (
        True,
        "open",
        "d",
        "Why is a pool of ten dangerous?",
    )
    assert "unsafe" in latest.after
    assert (earliest.reason, earliest.created_at) == ("Clearer.", now)
    place = suggestions.load_place(ws, 1, "d", "q-ten")
    assert suggestions.preview_place(place, place.text) == ()
    (told,) = suggestions.preview_place(place, place.text + "\n\n```\nnever closed\n")
    assert told.startswith("Line 8: ")


def test_each_name_has_the_reasons_that_its_learner_gave(ws: Workspace, now: datetime) -> None:
    ada = add_learner(ws, 1, "Ada", now)
    for learner, reason in ((1, "Shorter."), (1, "Clearer."), (ada, "Truer.")):
        suggest(ws, "q-ten", "wait for it", "wait", now, learner=learner, reason=reason)
    [entry] = [entry for entry in suggestion_queue.list_queue(ws, 1, "d") if entry.kind == "edit"]
    assert (entry.names[1], entry.reasons) == ("Ada", ("Shorter.; Clearer.", "Truer."))
