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
from services.library.content_sync import sync_content
from services.workspace import Workspace, from_environment


def get_workspace() -> Workspace:
    """The folders this instance works in, from the environment."""
    return from_environment()


def get_learner() -> int:
    """The number of the learner who sits at this browser: the one that its cookie names, else the first.

    A tab that is open stays with whom it was opened for until it is loaded again: what it shows is theirs.
    """
    if "seat" not in st.session_state:
        number = learners.parse_learner_id(st.context.cookies.get(learners.COOKIE, ""))
        there = number is not None and learners.learner_exists(get_workspace(), number)
        st.session_state["seat"] = number if there else learners.FIRST_LEARNER
    return int(st.session_state["seat"])


def get_now() -> datetime:
    """The present moment, aware, in UTC. Screens take the time here and pass it on."""
    return datetime.now(UTC)


def get_preference(name: str) -> Any:
    """What the learner chose in the settings, None where nothing was."""
    if "preferences" not in st.session_state:
        st.session_state["preferences"] = settings.load_settings(get_workspace(), get_learner())
    return st.session_state["preferences"].get(name)


def save_preferences(**chosen: Any) -> None:
    """Keep choices for this and later visits. Raises UserError for a value out of bounds."""
    settings.change_settings(get_workspace(), get_learner(), chosen, get_browser_zone())
    st.session_state.pop("preferences", None)
    if chosen.keys() & {*settings.PRACTICE_SETTINGS, "interview"}:
        mark_practice_changed()


def rename_learner(name: str) -> None:
    """Keep the name the learner chose, none when it is empty. Raises UserError for one that is too long or taken."""
    if name.strip():
        learners.rename_learner(get_workspace(), get_learner(), get_learner(), name)
        st.session_state.pop("preferences", None)
    else:
        save_preferences(name=None)


def mark_practice_changed() -> None:
    """Have what is shown for practice say the intervals of the settings and weights as they are now."""
    st.session_state["practice-settings"] = get_practice_version() + 1


def get_practice_version() -> int:
    """Grows when this browser session changes how one practises: what was shown before says other intervals."""
    return int(st.session_state.get("practice-settings", 0))


def get_browser_zone() -> str:
    """The browser's time zone as an IANA name, UTC where it names none that we know."""
    name = st.context.timezone or "UTC"
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return "UTC"
    return name


def get_zone() -> str:
    """The learner's time zone as an IANA name: the one they chose, else the browser's."""
    return str(get_preference("zone") or get_browser_zone())


def has_decks() -> bool:
    """Whether there is anything to study."""
    return bool(catalog.list_decks(get_workspace()))


def list_decks() -> tuple[catalog.DeckSummary, ...]:
    """The decks there are. Raises UserError when there is none."""
    sync_content(get_workspace(), get_now())  # a file that changed on disk; one look a file when none did
    cards = catalog.list_decks(get_workspace())
    if not cards:
        raise UserError("There is no deck yet.", "Open a markdown file under Author, and it becomes one.")
    return cards


def get_deck_id() -> str:
    """The chosen deck: the address's `?deck=`, else this session's choice, else the kept one, else the largest."""
    cards = list_decks()
    known = [card.id for card in cards]
    for wish in (st.query_params.get("deck"), st.session_state.get("deck"), get_preference("deck")):
        if wish in known:
            st.session_state["deck"] = wish
            return str(wish)
    return max(cards, key=lambda card: card.questions + card.counter_questions).id


def choose_deck(deck: str) -> None:
    """Make a deck the chosen one, for this and later visits."""
    st.session_state["deck"] = deck
    st.query_params.pop("deck", None)
    save_preferences(deck=deck)


def load_deck() -> Deck:
    """The chosen deck, parsed: the same object until a new version is published."""
    return catalog.load_deck(get_workspace(), get_deck_id())
