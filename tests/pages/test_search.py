"""Search by its address: what was found, what narrows it, and a round of the questions among the hits."""

from __future__ import annotations

from services.workspace import Workspace
from tests.pages.conftest import DECK, Visit, list_links, press, read_texts


def test_the_address_searches_and_narrows(visit: Visit, ws: Workspace) -> None:
    (ws.content / "other.md").write_text(
        DECK.replace("title: Pools", "title: Others").replace("{#", "{#o-"), encoding="utf-8"
    )
    app = visit("search", q="queue hide")
    links = list_links(app)
    assert r"What does a queue hide\?" in links
    decks = read_texts(app)
    assert "Pools" in decks and "Others" in decks
    narrowed = visit("search", **{"q": "queue hide", "in": "other", "kind": "question"})
    assert {query for label, query in list_links(narrowed).items() if label.startswith("What does a queue")} == {
        "deck=other&topic=o-queues&at=o-q-queue"
    }
    press(narrowed, "Practise these: 1 card")
    state = narrowed.session_state["practice"]
    assert state.round == "filtered" and state.shown_card.deck_id == "other"


def test_a_typing_error_is_corrected_and_told_and_nothing_found_says_so(visit: Visit) -> None:
    told = read_texts(visit("search", q="dangeruos"))
    assert "Showing results for **dangerous** instead of dangeruos." in told
    assert "Nothing found" in read_texts(visit("search", q="zzzzqqqq"))
    empty = read_texts(visit("search"))
    assert "Search every deck by words" in empty and "Nothing found" not in empty
