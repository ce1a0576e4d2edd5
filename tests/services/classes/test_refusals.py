"""What cannot be done with a class, and what is said of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.classes import assignments, classes, membership, sharing
from services.classes.assignments import AssignmentKind
from services.library import audience, publishing
from services.library.audience import AudienceKind
from services.roles import Role
from tests.refusals import check_refusals
from tests.services.classes.conftest import TEXT, School

pytestmark = pytest.mark.engines("sqlite")  # sentences, not statements
HOLD = ("An invitation is valid for 1 to {} days and 1 to {} people.", "Choose numbers in these ranges.")
NO_CLASS = ("There is no such class.", "Choose one from the list.")
NOT_IN = ("You are not in this class.", "Load the page again.")
OVER = ("This invitation is no longer valid.", "Ask for a new link.")
NOTHING = ("There is nothing in it that could be done.", "Choose something else.")


def test_everything_that_is_refused(school: School) -> None:
    ws, now = school.ws, school.now
    admin = school.log_in("admin", Role.ADMINISTRATOR)
    mentor, pupil, stranger = school.log_in("m", Role.MENTOR), school.log_in("p", Role.LEARNER), school.log_in("s")
    made = school.make_class(mentor, "A", pupil)
    publishing.publish_text(ws, mentor, "other", TEXT, base=0, now=now)
    hold = (HOLD[0].format(membership.MAX_DAYS, membership.MAX_USES), HOLD[1])

    def invite(days: int = 1, uses: int = 1) -> str:
        return membership.make_invitation(ws, mentor, made, days=days, uses=uses, now=now)

    def assign(kind: AssignmentKind, deck_id: str = "d", **values: object) -> None:
        assignments.assign(ws, mentor, made, deck_id, kind, **{"due": None, "now": now, **values})  # type: ignore[arg-type]

    used = invite()
    membership.join_class(ws, school.log_in("q"), used, now)
    share = sharing.SharedKind
    check_refusals(
        [
            (lambda: invite(days=0), *hold),
            (lambda: invite(days=membership.MAX_DAYS + 1), *hold),
            (lambda: invite(uses=0), *hold),
            (lambda: invite(uses=membership.MAX_USES + 1), *hold),
            (lambda: membership.join_class(ws, stranger, used, now), *OVER),
            (lambda: membership.join_class(ws, stranger, "unknown", now), *OVER),
            (lambda: membership.join_class(ws, stranger, invite(), now + timedelta(days=1)), *OVER),
            (lambda: membership.join_class(ws, 999, invite(), now), "There is no such learner.", "Log in first."),
            (lambda: membership.appoint_mentor(ws, admin, 999, mentor, now), *NO_CLASS),
            (
                lambda: membership.appoint_mentor(ws, admin, made, pupil, now),
                "This person is not a mentor.",
                "Give them that role first.",
            ),
            (lambda: membership.set_consent(ws, stranger, made, True), *NOT_IN),
            (lambda: sharing.share_item(ws, stranger, made, share.NOTE, "d", "q-ten", now), *NOT_IN),
            (
                lambda: sharing.share_item(ws, pupil, made, share.NOTE, "d", "q-ten", now),
                "There is no such note, answer, text or interview of yours.",
                "Choose one from the list.",
            ),
            (
                lambda: sharing.read_shared(ws, mentor, made, pupil, share.NOTE, "d", "q-ten", now),
                "This is not shared any more.",
                "Load the page again.",
            ),
            (lambda: assign(AssignmentKind.CARDS, amount=0), "Choose 1 to 1,000 cards.", ""),
            (lambda: assign(AssignmentKind.CARDS, amount=1001), "Choose 1 to 1,000 cards.", ""),
            (lambda: assign(AssignmentKind.INCIDENT, target="gone"), *NOTHING),
            (
                lambda: assign(AssignmentKind.CARDS, "other", amount=5),
                "The class does not study this deck.",
                "Assign the deck first.",
            ),
            (lambda: classes.change_class(ws, admin, 999, name="B", interview=None), *NO_CLASS),
            (
                lambda: audience.change_audience(ws, pupil, "d", AudienceKind.EVERYBODY),
                "Only mentors choose who sees a deck.",
                "Ask a mentor of this instance.",
            ),
            (
                lambda: audience.change_audience(ws, mentor, "d", AudienceKind.OWNER),
                "This deck is everybody's: others practise it.",
                "Ask an administrator, or publish a copy under another name.",
            ),
            (lambda: audience.change_audience(ws, admin, "d", AudienceKind.CLASS, 999), *NO_CLASS),
            (lambda: audience.change_audience(ws, admin, "d", AudienceKind.CLASS), *NO_CLASS),
        ]
    )
    audience.change_audience(ws, admin, "other", AudienceKind.OWNER)
    check_refusals(
        [
            (
                lambda: classes.assign_deck(ws, mentor, made, "other", None, now),
                "There is no such deck.",
                "Choose another one in the sidebar.",
            ),
            (
                lambda: publishing.publish_text(ws, mentor, "other", TEXT, base=0, now=now),
                "This name is taken by a deck of somebody else.",
                "Choose another name.",
            ),
        ]
    )
    assert membership.join_class(ws, stranger, invite(days=membership.MAX_DAYS, uses=membership.MAX_USES), now) == made
    assign(AssignmentKind.CARDS, amount=1)
    assign(AssignmentKind.CARDS, amount=1000)
