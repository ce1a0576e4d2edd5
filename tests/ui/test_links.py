"""Links between screens lead to what they name."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from deck.model import Deck
from deck.parser import parse
from services.workspace import ROOT
from speech.script.episode_kinds import list_offers

ONE = "# One\n\n## Spoken script\n\n### Part 1: Alone (1 minute)\n\nSay this aloud, slowly and twice.\n"
DECKS = [ONE, *(path.read_text() for path in sorted((ROOT / "content").glob("*.md")))]


def queries(app: AppTest, page: str) -> Iterator[dict[str, list[str]]]:
    """What the links to a page carry in their address."""
    for node in app.get("page_link"):
        if node.proto.page == page:
            yield parse_qs(node.proto.query_string)


def screen(text: str) -> None:
    """A link to each script of a deck, as the topics and today draw it."""
    from deck.parser import parse
    from ui.deck_text import blocks

    for script in parse(text).scripts:
        blocks.draw_listen_link(script, "Listen", ":material/headphones:")


def offered(deck: Deck) -> set[tuple[str, str]]:
    return {(offer.request.kind, offer.request.target_id) for offer in list_offers(deck)}


@pytest.mark.parametrize("text", DECKS, ids=range(len(DECKS)))
def test_a_script_leads_to_its_own_episode(text: str) -> None:
    deck = parse(text)
    app = AppTest.from_function(screen, args=(text,), default_timeout=60).run()
    assert not app.exception
    found = list(queries(app, "listen"))
    assert len(found) == len(deck.scripts) > 0
    assert {(query["kind"][0], query["ref"][0]) for query in found} <= offered(deck)
