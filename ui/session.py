"""What every screen asks first: where the data lives, who learns, which deck, what time it is."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import streamlit as st

from deck.model import Deck
from services.workspace import Workspace, from_environment

LEARNER = 1


def workspace() -> Workspace:
    """The folders this instance works in, from the environment."""
    return from_environment()


def learner() -> int:
    """The learner's number: 1, since an instance serves one person."""
    return LEARNER


def now() -> datetime:
    """The present moment, aware, in UTC. Screens take the time here and pass it on."""
    return datetime.now(UTC)


def zone() -> str:
    """The learner's time zone as an IANA name: the browser's, else UTC."""
    name = st.context.timezone or "UTC"
    try:
        ZoneInfo(name)
    except (KeyError, ValueError):
        return "UTC"
    return name


def deck_id() -> str:
    """The chosen deck: the address's `?deck=`, else this session's choice, else the first."""
    from services import library

    known = [card.id for card in library.decks(workspace())]
    for wish in (st.query_params.get("deck"), st.session_state.get("deck")):
        if wish in known:
            st.session_state["deck"] = wish
            return str(wish)
    return known[0]


def deck() -> Deck:
    """The chosen deck, parsed: the same object until a new version is published."""
    from services import library

    return library.deck(workspace(), deck_id())
