"""The pages, their names, groups and addresses, in one table; and how one page leads to another."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from errors import UserError
from services.access import may_open
from services.classes import classes
from services.roles import Role
from ui import session

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Screen:
    """A page: `name` is its file in `pages/` and its address; `group` its heading in the sidebar ("" for none). One that is
    not `listed` has its link elsewhere; one that `needs_deck` has nothing to show before there is a deck.
    """

    name: str
    title: str
    icon: str
    group: str
    listed: bool = True
    needs_deck: bool = False

    @property
    def file(self) -> Path:
        """Return the file with its code."""
        return ROOT / "pages" / f"{self.name}.py"


SCREENS = (
    Screen("today", "Today", ":material/today:", ""),
    Screen("add", "Add a deck", ":material/library_add:", "", listed=False),
    Screen("search", "Search", ":material/search:", "", needs_deck=True),
    Screen("topics", "Topics", ":material/menu_book:", "Study", needs_deck=True),
    Screen("practice", "Practice", ":material/style:", "Study", needs_deck=True),
    Screen("cards", "Cards", ":material/view_list:", "Study", needs_deck=True),
    Screen("listen", "Listen", ":material/headphones:", "Study", needs_deck=True),
    Screen("heard", "What you heard", ":material/hearing:", "Study", listed=False, needs_deck=True),
    Screen("incidents", "Incidents", ":material/timeline:", "Study", needs_deck=True),
    Screen("tabletop", "Table-top", ":material/groups:", "Study", listed=False),
    Screen("labs", "Labs", ":material/science:", "Study"),
    Screen("design", "Design", ":material/architecture:", "Study", needs_deck=True),
    Screen("stories", "Stories", ":material/history_edu:", "Study", needs_deck=True),
    Screen("interview", "Mock interview", ":material/record_voice_over:", "Study", needs_deck=True),
    Screen("suggest", "Suggest a change", ":material/rate_review:", "Study", listed=False, needs_deck=True),
    Screen("draw", "Draw", ":material/draw:", "Study", listed=False, needs_deck=True),
    Screen("classes", "Class", ":material/school:", "You"),
    Screen("progress", "Progress", ":material/trending_up:", "You", needs_deck=True),
    Screen("settings", "Settings", ":material/tune:", "You"),
    Screen("author", "Author", ":material/edit_note:", "Mentor"),
    Screen("admin", "Administration", ":material/admin_panel_settings:", "Mentor"),
)


# A page as Streamlit makes it looks at its file; a rerun names twenty pages. Copied, as a page remembers its run.
_pages: dict[tuple[str, bool], st.Page] = {}


def find_page(name: str) -> st.Page:
    """Return the page with this name, as Streamlit knows it. Raises StopIteration for a name that is not in the table."""
    screen = next(s for s in SCREENS if s.name == name)
    is_listed = screen.listed and (name != "classes" or _has_classes())  # its link appears with the first class
    page = _pages.get((name, is_listed))
    if page is None:
        # Hidden and not left out: Streamlit opens the address of no page that it was not given.
        visibility: Literal["visible", "hidden"] = "visible" if is_listed else "hidden"
        page = st.Page(screen.file, title=screen.title, icon=screen.icon, url_path=name, visibility=visibility)
        if get_script_run_ctx() is None:  # outside of a rerun Streamlit leaves it half made
            return page
        _pages[name, is_listed] = page
    return copy.copy(page)


def _has_classes() -> bool:
    """Tell whether there is anything to see on the page Class: somebody alone on their machine has no use for it."""
    return session.is_login_configured() or classes.has_classes(session.get_workspace())


def build_menu() -> dict[str, list[st.Page]]:
    """Return the sidebar: headings and the pages under them. A page that is not in it cannot be opened by its address
    either.
    """
    groups: dict[str, list[st.Page]] = {}
    login, role = session.is_login_configured(), session.get_role()
    for screen in SCREENS:
        if _may_see(screen.name, login, role):
            groups.setdefault(screen.group, []).append(find_page(screen.name))
    return groups


def _may_see(name: str, login: bool, role: Role) -> bool:
    return (name != "admin" or login) and may_open(name, role)


def is_offered(name: str) -> bool:
    """Tell whether the person at this browser may open a page. Without a log-in there is nothing to administer."""
    return _may_see(name, session.is_login_configured(), session.get_role())


def go_to(name: str, **query: str) -> NoReturn:
    """Leave for another page, with its state in the address: `go_to("practice", question="q-pools")`.

    Raises UserError for a page that this person may not open.
    """
    if not is_offered(name):
        raise UserError("You do not have access to this page.", "Ask an administrator of this instance.")
    st.switch_page(find_page(name), query_params=query)


def draw_link(name: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """Draw a link to another page, with its state in the address; none to a page that this person may not open."""
    if not is_offered(name):
        return
    st.page_link(find_page(name), label=label, icon=icon, query_params=query)
