"""People who log in, a deck, and a class that one of them teaches."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from quiz.scheduler import Rating
from services.classes import classes, membership
from services.learners import accounts, login_sessions
from services.library import publishing
from services.practice import practice
from services.practice.context import Learner
from services.roles import Role
from services.workspace import Workspace

ISSUER = "https://login.example.org"
TEXT = """## Pools {#pools}

**Question:** Why is a pool of ten behind two hundred threads dangerous? {#q-ten}

**Answer:** Because threads wait for a connection, and the wait is not measured anywhere.

- [ ] names the wait
- [ ] names the limit

**Question:** Which size of a pool is right for a service that is busy? {#q-size}

**Answer:** One that is measured under load, with the wait for a connection beside it.

## Incident: The storm {#storm}

**00:00** – It begins

**00:05** – Threads reach 200

**Decision:** Which knob do you turn first? {#turn}

- [x] The limit
- [ ] The time-out

**00:10** – It ends
"""


@dataclass
class School:
    """An instance where people log in: an administrator came first."""

    ws: Workspace
    now: datetime
    states: itertools.count[int] = field(default_factory=itertools.count)

    def log_in(self, subject: str, role: Role | None = None, groups: frozenset[str] | None = None) -> int:
        """Log somebody in; return the learner they are."""
        who = accounts.Identity(
            issuer=ISSUER, subject=subject, name=subject.title(), email="", role=role, groups=groups
        )
        session_id = login_sessions.log_in(self.ws, who, f"state {next(self.states)}", "", self.now)
        here = login_sessions.find_logged_in(self.ws, session_id, self.now)
        assert here is not None
        return here.learner

    def make_class(self, mentor: int, name: str, *people: int) -> int:
        """Make a class with a deck and these people in it, who come by a link."""
        made = classes.make_class(self.ws, mentor, name, self.now)
        classes.assign_deck(self.ws, mentor, made, "d", None, self.now)
        token = membership.make_invitation(self.ws, mentor, made, days=7, uses=50, now=self.now)
        for person in people:
            membership.join_class(self.ws, person, token, self.now)
        return made

    def answer(self, learner: int, rating: Rating = Rating.GOOD, card: str = "q-ten", **details: object) -> None:
        """Answer a question of the deck, each time a minute later."""
        at = self.now + timedelta(minutes=next(self.states))
        who = Learner(learner, "UTC", "s")
        shown = practice.load_card(self.ws, who, "d", card, at)
        practice.answer_card(self.ws, who, shown, rating, at, f"{learner} {card} {at}", **details)  # type: ignore[arg-type]


@pytest.fixture
def school(workspace: Workspace, now: datetime, monkeypatch: pytest.MonkeyPatch) -> School:
    for name, value in {"ISSUER": ISSUER, "CLIENT_ID": "r", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"REHEARSAL_OIDC_{name}", value)
    made = School(workspace, now)
    administrator = made.log_in("admin", Role.ADMINISTRATOR)
    publishing.publish_text(workspace, administrator, "d", TEXT, base=0, now=now)
    return made


@pytest.fixture
def people(school: School) -> Callable[[int], list[int]]:
    """Log in some learners."""
    return lambda count: [school.log_in(f"learner {number}", Role.LEARNER) for number in range(count)]
