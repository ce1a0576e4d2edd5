"""Whose a deck is: lists, search, practice, feeds, offline and addresses keep to it."""

from __future__ import annotations

import pytest

from errors import UserError
from services.classes import classes
from services.library import audience, images, publishing, suggestion_patches, suggestion_queue, suggestions
from services.library.audience import AudienceKind
from services.library.deck_lookup import NoSuchDeckError
from services.listening import feed_cache, feeds
from services.offline import incident_page, pack
from services.practice import all_decks, practice
from services.practice.context import Learner
from services.roles import Role
from services.search import search
from tests.services.classes.conftest import TEXT, School, people, school

__all__ = ["people", "school"]  # fixtures
SECRET = TEXT.replace("busy", "quixotic")


def list_ids(school: School, learner: int) -> list[str]:
    return [deck.id for deck in audience.list_visible_decks(school.ws, learner)]


def require_hidden(school: School, eve: int, owner: int) -> None:
    ws, now = school.ws, school.now
    place = suggestions.load_place(ws, owner, "own", "q-ten")
    who, feed = Learner(eve, "UTC", "s"), feeds.subscribe(ws, eve, now)
    assert list_ids(school, eve) == ["d"]
    found = search.search(ws, eve, "quixotic ")
    assert (found.hits, found.corrected) == ((), ())
    assert search.search(ws, eve, "quixotik ").corrected == ()
    assert search.search(ws, eve, "pool ", deck_id="own").hits == ()
    assert all_decks.list_practised_decks(ws, who) == ("d",)
    for attempt in (
        lambda: practice.load_next_card(ws, who, "own", now),
        lambda: feed_cache.get_feed(ws, feed, "own", "", now),
        lambda: feed_cache.get_plan(ws, feed, "own", "incident-storm", now),
        lambda: feeds.draw_cover(ws, eve, "own"),
        lambda: pack.prepare_commute(ws, eve, "own", "UTC", now),
        lambda: incident_page.render_incident_page(ws, eve, "own", "storm"),
        lambda: audience.load_audience(ws, eve, "own"),
        lambda: audience.change_audience(ws, eve, "own", AudienceKind.EVERYBODY),
        lambda: publishing.publish_text(ws, eve, "own", TEXT, base=1, now=now),
        lambda: publishing.roll_back(ws, eve, "own", 1, now),
        lambda: suggestions.load_place(ws, eve, "own", "q-ten"),
        lambda: suggestions.suggest_change(ws, eve, "own", place, "Mine.", "Mine.", "k", now),
        lambda: suggestion_queue.list_queue(ws, eve, "own"),
        lambda: suggestion_queue.review_entry(ws, eve, "own", "edit-1"),
        lambda: suggestion_queue.accept_entry(ws, eve, "own", "edit-1", version=1, now=now),
        lambda: suggestion_queue.decline_entry(ws, eve, "own", "edit-1", "No.", now),
        lambda: suggestion_patches.write_patch(ws, eve, "own", ["edit-1"], now),
    ):
        with pytest.raises(UserError):
            attempt()


def test_a_private_deck_is_nobody_elses(school: School) -> None:
    owner, other, ann = (school.log_in(n, r) for n, r in (("o", Role.MENTOR), ("x", Role.MENTOR), ("ann", None)))
    administrator = school.log_in("admin")
    ws, now = school.ws, school.now
    publishing.publish_text(ws, owner, "own", SECRET, base=0, now=now, private=True)
    place = suggestions.load_place(ws, owner, "own", "q-ten")
    suggestions.suggest_change(ws, owner, "own", place, place.text + " And so on.", "To myself.", "k", now)
    assert suggestion_queue.count_waiting(ws, owner) == {"own": 1}
    assert suggestion_queue.count_waiting(ws, other) == suggestion_queue.count_waiting(ws, administrator) == {}
    assert list_ids(school, owner) == ["d", "own"]
    assert [hit.deck for hit in search.search(ws, owner, "quixotic ").hits] == ["own"]
    for eve in (other, ann, administrator):
        require_hidden(school, eve, owner)
    assert publishing.get_newest_number(ws, "own") == 1
    assert incident_page.render_incident_page(ws, owner, "own", "storm")


def test_a_publication_under_a_name_that_is_taken_shows_nothing_of_the_other_text(school: School) -> None:
    owner, other = school.log_in("o", Role.MENTOR), school.log_in("x", Role.MENTOR)
    publishing.publish_text(school.ws, owner, "own", SECRET, base=0, now=school.now, private=True)
    with pytest.raises(UserError, match="taken") as raised:
        publishing.publish_text(school.ws, other, "own", TEXT, base=0, now=school.now)
    assert not isinstance(raised.value, publishing.ConflictError)


def test_a_class_sees_its_deck_and_its_mentors_edit_it(school: School) -> None:
    owner, other, ann, bob = (
        school.log_in(n, r) for n, r in (("o", Role.MENTOR), ("x", Role.MENTOR), ("ann", None), ("bob", None))
    )
    ws, now = school.ws, school.now
    made, foreign = school.make_class(owner, "A", ann), school.make_class(other, "B", bob)
    publishing.publish_text(ws, owner, "own", SECRET, base=0, now=now, private=True)
    with pytest.raises(UserError, match="may not see"):
        classes.assign_deck(ws, owner, made, "own", None, now)
    with pytest.raises(UserError, match="Only mentors of this class"):
        audience.change_audience(ws, owner, "own", AudienceKind.CLASS, foreign)
    audience.change_audience(ws, owner, "own", AudienceKind.CLASS, made)
    classes.assign_deck(ws, owner, made, "own", None, now)
    assert ("own" in list_ids(school, ann), "own" in list_ids(school, bob)) == (True, False)
    assert practice.load_next_card(ws, Learner(ann, "UTC", "s"), "own", now).shown
    for eve in (ann, other):
        with pytest.raises(UserError):
            publishing.publish_text(ws, eve, "own", TEXT, base=1, now=now)
    publishing.publish_text(ws, owner, "own", TEXT, base=1, now=now)
    classes.delete_class(ws, owner, made)
    assert ("own" in list_ids(school, ann), "own" in list_ids(school, owner)) == (False, True)


def test_only_administrators_take_a_deck_away_from_everybody(school: School) -> None:
    mentor, administrator = school.log_in("o", Role.MENTOR), school.log_in("admin")
    with pytest.raises(UserError, match="everybody's"):
        audience.change_audience(school.ws, mentor, "d", AudienceKind.OWNER)
    audience.change_audience(school.ws, administrator, "d", AudienceKind.OWNER)
    assert list_ids(school, mentor) == []


def test_without_a_log_in_everybody_sees_everything(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = school.log_in("o", Role.MENTOR)
    publishing.publish_text(school.ws, owner, "own", SECRET, base=0, now=school.now, private=True)
    for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET"):
        monkeypatch.delenv(f"REHEARSAL_OIDC_{name}")
    assert list_ids(school, 1) == ["d", "own"]
    audience.check_visible(school.ws, 1, "own")
    publishing.publish_text(school.ws, 1, "own", SECRET + "\nMore.\n", base=1, now=school.now)  # and writes everything
    with pytest.raises(NoSuchDeckError):
        audience.check_visible(school.ws, 1, "nothing")


def test_a_picture_is_shown_to_those_who_see_a_deck_with_it(school: School) -> None:
    ws, now = school.ws, school.now
    owner, eve = school.log_in("owner", Role.MENTOR), school.log_in("eve", Role.MENTOR)
    own, shared, lost = (f"pictures/{letter * 32}.png" for letter in "abc")
    text = TEXT + f"\n![own]({own}) ![shared]({shared})\n"
    publishing.publish_text(ws, owner, "own", text, base=0, now=now, private=True)
    publishing.publish_text(ws, eve, "all", TEXT + f"\n![shared]({shared})\n", base=0, now=now)
    assert [images.may_see_image(ws, eve, one) for one in (own, shared, lost)] == [False, True, True]
    assert all(images.may_see_image(ws, owner, one) for one in (own, shared, lost))
    publishing.publish_text(ws, owner, "own", TEXT, base=1, now=now)  # it stands in an old version still
    assert not images.may_see_image(ws, eve, own)
    audience.change_audience(ws, owner, "own", AudienceKind.EVERYBODY)
    assert images.may_see_image(ws, eve, own)
