"""How ready a learner is, topic by topic."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from quiz.scheduler import Rating
from services.library import catalog
from services.practice import card_browser, practice
from services.practice.planning.chapter_readiness import load_topic_recall
from services.practice.practice import Learner
from services.workspace import Workspace
from tests.services.practice.planning.test_statistics import TEXT

pytestmark = pytest.mark.engines("sqlite")  # what is read here is read on both databases elsewhere
WHO = Learner(1, "UTC", "session")


def test_a_topic_has_the_recall_of_its_own_cards_and_one_never_seen_adds_nothing(
    workspace: Workspace, now: datetime
) -> None:
    catalog.add_deck(workspace, "decks.md", TEXT.encode(), now)
    for card, rating in (("q-size", Rating.EASY), ("q-small", Rating.HARD), ("q-why", Rating.GOOD)):
        practice.grade_card(workspace, WHO, practice.load_card(workspace, WHO, "decks", card, now), rating, now, card)
    later = now + timedelta(days=9)
    recall = {card.id: card.recall or 0.0 for card in card_browser.list_cards(workspace, WHO, "decks", later)}
    found = load_topic_recall(workspace, WHO, "decks", later)
    assert found == {
        "pools": (pytest.approx(recall["q-why"]), 1),
        "sizes": (pytest.approx(recall["q-size"] + recall["q-small"]), 2),
        "queues": (0.0, 1),
    }
    assert 0 < recall["q-why"] < 1
