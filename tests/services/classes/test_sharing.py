"""What somebody shows to the mentors of a class: one thing at a time, until they take it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from errors import UserError
from services.classes import looks, sharing
from services.classes.looks import Seen
from services.classes.sharing import OwnItem, SharedItem, SharedKind
from services.connections import connect
from services.roles import Role
from store.connection import to_ms, transaction
from store.tables import interviews
from store.tables.library import decks
from store.tables.practice import own_cards, own_texts
from tests.services.classes.conftest import School

pytestmark = pytest.mark.engines("sqlite")  # tests/store runs the statements on both
TURN = '{"answered": true, "question": {"prompt": "Why pools?"}, "text": "Because."}'
SILENT = '{"answered": true, "question": {"prompt": "And then?"}, "text": ""}'
NOT_ASKED = '{"answered": false, "question": {"prompt": "Not asked"}, "text": "x"}'


def write_everything(school: School, learner: int) -> None:
    """Give a learner a note, an answer, a text in two slots, and interviews."""
    with connect(school.ws) as connection, transaction(connection):
        row = decks.find_deck(connection, "d")
        assert row is not None
        cards = {name: decks.find_card_id(connection, row.id, name) for name in ("q-ten", "q-size")}
        own = own_cards.OwnCardRow(note="my note", answer="my answer", changed_at=1)
        own_cards.save_own_card(connection, learner, cards["q-ten"] or 0, own)
        own_cards.save_own_card(connection, learner, cards["q-size"] or 0, own_cards.OwnCardRow(flag=1, changed_at=1))
        for slot, text in (("action", "I acted."), ("result", "It held.")):
            own_texts.save_text(connection, learner, row.id, own_texts.OwnTextRow("story", slot, text, 1))
        ended, started = to_ms(school.now), to_ms(BEGINNINGS[SharedKind.INTERVIEW])
        for key, origin, finished in (("r1", "own", ended), ("r2", "own", None), ("r3", "received", ended)):
            one = interviews.RoundRow(0, key, origin, "", "{}", "{}", True, False, started, finished)  # type: ignore[arg-type]
            number = interviews.add_round(connection, learner, one)
            for turn, content in enumerate((TURN, SILENT, NOT_ASKED)):
                interviews.save_turn(connection, number, interviews.TurnRow(turn, content, b""))


ITEMS = (
    (SharedKind.ANSWER, "d", "q-ten", "Why is a pool of ten behind two hundred threads dangerous?"),
    (SharedKind.NOTE, "d", "q-ten", "Why is a pool of ten behind two hundred threads dangerous?"),
    (SharedKind.TEXT, "d", "story", "story"),
    (SharedKind.INTERVIEW, "", "r1", ""),
)
BEGINNINGS = {SharedKind.INTERVIEW: datetime(2026, 3, 2, 11, 30, tzinfo=UTC)}
WORDS = {
    SharedKind.ANSWER: "my answer",
    SharedKind.NOTE: "my note",
    SharedKind.TEXT: "**action**\n\nI acted.\n\n**result**\n\nIt held.",
    SharedKind.INTERVIEW: "**Why pools?**\n\nBecause.\n\n**And then?**\n\n—",
}


def test_what_is_shared_is_read_by_the_classs_mentors_until_it_is_taken_back(
    school: School, people: Callable[[int], list[int]]
) -> None:
    mentor, (ann, bob) = school.log_in("m", Role.MENTOR), people(2)
    made, other = school.make_class(mentor, "A", ann, bob), school.make_class(mentor, "B", ann)
    write_everything(school, ann)
    expected = tuple(OwnItem(*one, is_shared=False, started_at=BEGINNINGS.get(one[0])) for one in ITEMS)
    assert sharing.list_own_items(school.ws, ann, made) == expected
    assert sharing.list_own_items(school.ws, bob, made) == ()
    for number, (kind, deck_id, item, _) in enumerate(ITEMS):
        sharing.share_item(school.ws, ann, made, kind, deck_id, item, school.now + timedelta(minutes=number))
    assert all(one.is_shared for one in sharing.list_own_items(school.ws, ann, made))
    assert not any(one.is_shared for one in sharing.list_own_items(school.ws, ann, other))
    assert sharing.list_shared(school.ws, mentor, made) == tuple(
        SharedItem(
            ann,
            "Learner 0",
            *one,
            shared_at=school.now + timedelta(minutes=number),
            started_at=BEGINNINGS.get(one[0]),
        )
        for number, one in reversed(list(enumerate(ITEMS)))
    )
    assert sharing.list_shared(school.ws, mentor, other) == ()

    for kind, deck_id, item, _ in ITEMS:
        read = sharing.read_shared(school.ws, mentor, made, ann, kind, deck_id, item, school.now)
        assert read == WORDS[kind]
        with pytest.raises(UserError, match="not shared any more"):
            sharing.read_shared(school.ws, mentor, other, ann, kind, deck_id, item, school.now)
        with pytest.raises(UserError, match="not shared any more"):
            sharing.read_shared(school.ws, mentor, made, bob, kind, deck_id, item, school.now)
    seen = looks.list_looks(school.ws, ann)
    assert {(one.what, one.deck_id, one.is_personal, one.class_name, one.viewer) for one in seen} == {
        (Seen.SHARED, "d", True, "A", "M"),
        (Seen.SHARED, "", True, "A", "M"),
    }
    assert looks.list_looks(school.ws, bob) == ()

    sharing.take_back(school.ws, ann, made, *ITEMS[1][:3])
    assert {one.kind for one in sharing.list_shared(school.ws, mentor, made)} == set(WORDS) - {SharedKind.NOTE}
    with pytest.raises(UserError, match="not shared any more"):
        sharing.read_shared(school.ws, mentor, made, ann, *ITEMS[1][:3], school.now)
    # What was deleted since is not listed, though it was never taken back.
    with connect(school.ws) as connection, transaction(connection):
        interviews.delete_round(connection, ann, "r1")
    assert SharedKind.INTERVIEW not in {one.kind for one in sharing.list_shared(school.ws, mentor, made)}


def test_only_what_is_ones_own_and_there_can_be_shared(school: School, people: Callable[[int], list[int]]) -> None:
    mentor, (ann, bob) = school.log_in("m", Role.MENTOR), people(2)
    made = school.make_class(mentor, "A", ann, bob)
    write_everything(school, ann)
    for who, kind, deck_id, item in (
        (bob, SharedKind.NOTE, "d", "q-ten"),
        (ann, SharedKind.NOTE, "d", "q-size"),
        (ann, SharedKind.INTERVIEW, "", "r2"),  # not over yet
        (ann, SharedKind.INTERVIEW, "", "r3"),  # somebody else's
    ):
        with pytest.raises(UserError, match="no such note"):
            sharing.share_item(school.ws, who, made, kind, deck_id, item, school.now)
    assert sharing.list_shared(school.ws, mentor, made) == ()
