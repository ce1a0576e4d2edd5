"""What every screen asks first: where the data lives, who learns, which deck, what time it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from deck.model import Deck
from errors import UserError
from services.learners import learners, settings
from services.library import catalog
from services.workspace import Workspace, from_environment


def workspace() -> Workspace:
    """The folders this instance works in, from the environment."""
    return from_environment()


def learner() -> int:
    """The number of the learner who sits at this browser: the one that its cookie names, else the first.

    A tab that is open stays with whom it was opened for until it is loaded again: what it shows is theirs.
    """
    if "seat" not in st.session_state:
        number = learners.number(st.context.cookies.get(learners.COOKIE, ""))
        there = number is not None and learners.known(workspace(), number)
        st.session_state["seat"] = number if there else learners.FIRST
    return int(st.session_state["seat"])


def now() -> datetime:
    """The present moment, aware, in UTC. Screens take the time here and pass it on."""
    return datetime.now(UTC)


def preference(name: str) -> Any:
    """What the learner chose in the settings, None where nothing was."""
    if "preferences" not in st.session_state:
        st.session_state["preferences"] = settings.read(workspace(), learner())
    return st.session_state["preferences"].get(name)


def prefer(**chosen: Any) -> None:
    """Keep choices for this and later visits. Raises UserError for a value out of bounds."""
    settings.change(workspace(), learner(), chosen, browser_zone())
    st.session_state.pop("preferences", None)
    if chosen.keys() & set(settings.PRACTICE):
        practice_changed()


def rename(name: str) -> None:
    """Keep the name the learner chose, none when it is empty. Raises UserError for one that is too long or taken."""
    if name.strip():
        learners.rename(workspace(), learner(), learner(), name)
        st.session_state.pop("preferences", None)
    else:
        prefer(name=None)


def practice_changed() -> None:
    """Have what is shown for practice say the intervals of the settings and weights as they are now."""
    st.session_state["practice-settings"] = practice_settings() + 1


def practice_settings() -> int:
    """Grows when this browser session changes how one practises: what was shown before says other intervals."""
    return int(st.session_state.get("practice-settings", 0))


def browser_zone() -> str:
    """The browser's time zone as an IANA name, UTC where it names none that we know."""
    name = st.context.timezone or "UTC"
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return "UTC"
    return name


def zone() -> str:
    """The learner's time zone as an IANA name: the one they chose, else the browser's."""
    return str(preference("zone") or browser_zone())


def has_decks() -> bool:
    """Whether there is anything to study."""
    return bool(catalog.decks(workspace()))


def shelf() -> tuple[catalog.DeckCard, ...]:
    """The decks there are. Raises UserError when there is none."""
    catalog.sync(workspace(), now())  # a file that changed on disk; one look a file when none did
    cards = catalog.decks(workspace())
    if not cards:
        raise UserError("There is no deck yet.", "Open a markdown file under Author, and it becomes one.")
    return cards


def deck_id() -> str:
    """The chosen deck: the address's `?deck=`, else this session's choice, else the kept one, else the largest."""
    cards = shelf()
    known = [card.id for card in cards]
    for wish in (st.query_params.get("deck"), st.session_state.get("deck"), preference("deck")):
        if wish in known:
            st.session_state["deck"] = wish
            return str(wish)
    return max(cards, key=lambda card: card.questions + card.counter_questions).id


def choose(deck: str) -> None:
    """Make a deck the chosen one, for this and later visits."""
    st.session_state["deck"] = deck
    st.query_params.pop("deck", None)
    prefer(deck=deck)


def deck() -> Deck:
    """The chosen deck, parsed: the same object until a new version is published."""
    return catalog.deck(workspace(), deck_id())
