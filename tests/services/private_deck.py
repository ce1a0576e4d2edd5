"""A deck that is its owner's alone, and somebody else who logs in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import pytest

from services.library import publishing
from services.library.deck_lookup import NoSuchDeckError
from services.roles import Role
from services.workspace import Workspace
from tests.services.classes.conftest import TEXT, School, school

__all__ = ["school"]  # what the fixture below asks for, so that a file needs to import it from here only


@dataclass(frozen=True)
class PrivateDeck:
    """Deck `own` is `owner`'s alone; deck `d` is everybody's."""

    ws: Workspace
    now: datetime
    owner: int
    stranger: int

    def check_hidden(self, attempts: Iterable[Callable[[], object]]) -> None:
        """Fail unless each attempt ends as if there were no such deck."""
        for attempt in attempts:
            with pytest.raises(NoSuchDeckError):
                attempt()


@pytest.fixture
def private_deck(school: School) -> PrivateDeck:
    owner, stranger = school.log_in("owner", Role.MENTOR), school.log_in("stranger", Role.MENTOR)
    publishing.publish_text(school.ws, owner, "own", TEXT, base=0, now=school.now, private=True)
    return PrivateDeck(school.ws, school.now, owner, stranger)
