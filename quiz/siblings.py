"""What a grade does to a card's siblings: follow-ups are called or wait, the others are spaced to another day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from quiz.practice_settings import PracticeSettings
from quiz.scheduler import CardPhase, Rating


@dataclass(frozen=True, slots=True)
class Sibling:
    """A card of the same group. `is_follow_up` is true when the graded card is the question before it.

    `due` is None for a new card. `spaced_until` and `called_at` are None for never; `waiting` keeps a new card back
    until the question before it was answered well. `held` cards (suspended, or buried by the learner) are never called.
    """

    card: int
    phase: CardPhase
    due: datetime | None
    is_follow_up: bool
    held: bool
    spaced_until: datetime | None
    called_at: datetime | None
    waiting: bool


def update_siblings(
    siblings: Iterable[Sibling], rating: Rating, now: datetime, day_end: datetime, settings: PracticeSettings
) -> Iterator[Sibling]:
    """Return the siblings that change, as they are after the grade.

    With follow-up chains, Good or Easy calls the follow-ups that are new or due today: they come next, as in the
    room. Again sends them back to wait. With spacing, any other sibling that is new or in review stays away until
    `day_end`.
    """
    for sibling in siblings:
        after = sibling
        if settings.follow_ups and sibling.is_follow_up:
            after = _update_follow_up(sibling, rating, now, day_end)
        if settings.space_siblings and after.called_at is None and after.phase in (CardPhase.NEW, CardPhase.REVIEW):
            after = replace(after, spaced_until=day_end)
        if after != sibling:
            yield after


def release_follow_ups(siblings: Iterable[Sibling]) -> Iterator[Sibling]:
    """Yield the siblings that change when the card before them is suspended: its follow-ups wait for it no longer."""
    for sibling in siblings:
        if sibling.is_follow_up and sibling.waiting:
            yield replace(sibling, waiting=False)


def _update_follow_up(sibling: Sibling, rating: Rating, now: datetime, day_end: datetime) -> Sibling:
    if rating >= Rating.GOOD:
        sibling = replace(sibling, waiting=False)
        if not sibling.held and (sibling.due is None or (sibling.phase is CardPhase.REVIEW and sibling.due < day_end)):
            return replace(sibling, called_at=now, spaced_until=None)
    elif rating is Rating.AGAIN:
        return replace(sibling, called_at=None, waiting=sibling.phase is CardPhase.NEW)
    return sibling
