"""What every screen needs: the workspace, the learner, the chosen deck, the time."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from deck.model import Deck
from errors import UserError
from quiz.practice_settings import PracticeSettings
from quiz.study_days import get_study_day
from services.classes import classes
from services.configuration import get_configuration
from services.learners import learners, login_sessions, settings
from services.learners.login_cookie import read_session_id
from services.learners.login_sessions import LoggedIn
from services.library import audience, catalog
from services.library.content_sync import sync_if_changed
from services.practice.context import Learner
from services.roles import Role
from services.workspace import Workspace, from_environment

NARROW_COOKIE = "rehearsal-narrow"


def is_narrow() -> bool:
    """Tell whether the browser said, by a cookie of `web/practice/early.js`, that its screen is a phone's."""
    return bool(st.context.cookies.get(NARROW_COOKIE) == "1")


def get_workspace() -> Workspace:
    """Return the folders this instance works in, from the environment."""
    return from_environment()


def get_learner() -> int:
    """Return the number of the learner who uses this browser: the one its cookie names, else the first.

    A tab that is open stays with whom it was opened for until it is loaded again: what it shows is theirs. Where people
    log in it is the learner who is logged in, asked for at each run.
    """
    if get_configuration().login is not None:
        return get_logged_in().learner
    if "learner-number" not in st.session_state:
        number = learners.parse_learner_id(st.context.cookies.get(learners.COOKIE, ""))
        exists = number is not None and learners.learner_exists(get_workspace(), number)
        st.session_state["learner-number"] = number if exists else learners.FIRST_LEARNER
    return int(st.session_state["learner-number"])


def get_logged_in() -> LoggedIn:
    """Return who is logged in at this browser. Raises UserError when nobody is (any more).

    A tab may have been opened by somebody else, who logged out since: nothing of what it holds is shown to the next person
    or counts as theirs.
    """
    login_session = login_sessions.find_logged_in(get_workspace(), read_session_id(st.context.cookies), get_now())
    if login_session is None:
        st.session_state.clear()
        raise UserError("You are logged out.", "Load the page again to log in.")
    opened_for = st.session_state.setdefault("learner-number", login_session.learner)
    if opened_for != login_session.learner:
        st.session_state.clear()
        raise UserError("Somebody else has logged in from this browser.", "Load the page again.")
    return login_session


def make_practice_learner(part: str = "") -> Learner:
    """Return who practises, for services that read the schedule or grade.

    Grades given in one `part` of the app can be undone there as long as the tab is open; without a part there is nothing
    to undo.
    """
    new = uuid.uuid4().hex
    return Learner(get_learner(), get_zone(), st.session_state.setdefault(f"{part}-session", new) if part else new)


def get_role() -> Role:
    """Return what the person at this browser may do: everything, where nobody logs in."""
    return get_logged_in().role if is_login_configured() else Role.ADMINISTRATOR


def is_login_configured() -> bool:
    """Tell whether people log in here."""
    return get_configuration().login is not None


def require_login() -> None:
    """Raise UserError where people log in and nobody is logged in at this browser."""
    if is_login_configured():
        get_logged_in()


def get_now() -> datetime:
    """Return the present moment, aware, in UTC. Screens take the time here and pass it on."""
    return datetime.now(UTC)


def get_preference(name: str) -> Any:
    """Return what the learner chose in the settings, None where nothing was."""
    if "preferences" not in st.session_state:
        st.session_state["preferences"] = settings.load_settings(get_workspace(), get_learner())
    return st.session_state["preferences"].get(name)


def save_preferences(**values: Any) -> None:
    """Store choices for this and later visits. Raises UserError for a value out of bounds."""
    settings.change_settings(get_workspace(), get_learner(), values, get_browser_zone())
    st.session_state.pop("preferences", None)
    if values.keys() & {*settings.PRACTICE_SETTINGS, "interview"}:
        mark_practice_changed()


def rename_learner(name: str) -> None:
    """Store the name the learner chose, none when it is empty. Raises UserError for one that is too long or taken."""
    if name.strip():
        learners.rename_learner(get_workspace(), get_learner(), get_learner(), name)
        st.session_state.pop("preferences", None)
    else:
        save_preferences(name=None)


def mark_practice_changed() -> None:
    """Let the card that is shown be loaded again with the settings and parameters as they are now."""
    st.session_state["practice-settings"] = get_practice_version() + 1


def get_practice_version() -> int:
    """Return a number that grows when this browser session changes how one practises."""
    return int(st.session_state.get("practice-settings", 0))


def begin_visit(page: str) -> None:
    """Note which page is drawn. What was kept for the visit of another page is dropped."""
    if st.session_state.get("visited-page") != page:
        st.session_state["visited-page"] = page
        st.session_state["visit"] = {}


def get_visit_state() -> dict[str, Any]:
    """Return what is kept until the learner turns to another page."""
    state: dict[str, Any] = st.session_state.setdefault("visit", {})
    return state


def get_browser_zone() -> str:
    """Return the browser's time zone as an IANA name, UTC where it names none that we know."""
    name = st.context.timezone or "UTC"
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return "UTC"
    return name


def get_zone() -> str:
    """Return the learner's time zone as an IANA name: the one they chose, else the browser's."""
    return str(get_preference("zone") or get_browser_zone())


def get_today() -> date:
    """Return the learner's study day, which begins at their own hour in their own zone."""
    hour = get_preference("rollover_hour")
    # Midnight is 0: whether an hour was chosen is asked by None.
    return get_study_day(get_now(), get_zone(), PracticeSettings().rollover_hour if hour is None else int(hour))


def has_decks() -> bool:
    """Tell whether there is anything to study."""
    return bool(audience.list_visible_decks(get_workspace(), get_learner()))


def list_decks() -> tuple[catalog.DeckSummary, ...]:
    """Return the decks there are. Raises UserError when there is none."""
    # Somebody who saves a file and loads the page again sees it; at later runs the look at the folder may wait a second.
    is_first_run = not st.session_state.get("has-looked-at-content")
    st.session_state["has-looked-at-content"] = True
    sync_if_changed(get_workspace(), get_now(), is_first_run=is_first_run)
    cards = audience.list_visible_decks(get_workspace(), get_learner())
    if not cards:
        raise UserError("There is no deck yet.", "Add a document to begin.")
    return cards


def get_deck_id() -> str:
    """Return the chosen deck: that of the address (`?deck=`), else this session's, else the one stored for the learner, else
    one that their classes study, else the largest.
    """
    return choose_deck_id(list_decks())


def choose_deck_id(cards: tuple[catalog.DeckSummary, ...]) -> str:
    """Return which of these decks is the chosen one, as `get_deck_id` does."""
    deck_ids = [card.id for card in cards]
    for candidate in (st.query_params.get("deck"), st.session_state.get("deck"), get_preference("deck")):
        if candidate in deck_ids:
            st.session_state["deck"] = candidate
            return str(candidate)
    if len(deck_ids) == 1:
        return deck_ids[0]
    studied = {
        deck.deck_id for summary in classes.list_own_classes(get_workspace(), get_learner()) for deck in summary.decks
    }
    return max(cards, key=lambda card: (card.id in studied, card.questions + card.counter_questions)).id


def choose_deck(deck: str) -> None:
    """Make a deck the chosen one, for this and later visits."""
    st.session_state["deck"] = deck
    st.query_params.pop("deck", None)  # the address goes first, and would choose the former one again
    save_preferences(deck=deck)


def load_deck_by_id(deck: str) -> Deck:
    """Return a deck, chosen or not. Raises UserError when there is no such deck, or none that is theirs to see."""
    if is_login_configured():  # without one every deck is everybody's
        audience.check_visible(get_workspace(), get_learner(), deck)
    return catalog.load_deck(get_workspace(), deck)


def load_deck() -> Deck:
    """Return the chosen deck, parsed: the same object until a new version is published."""
    # Without the check in `load_deck_by_id`: it was chosen among those that are theirs to see.
    return catalog.load_deck(get_workspace(), get_deck_id())
