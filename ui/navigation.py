"""The screens, their names, groups and addresses, in one table; and how one screen leads to another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Screen:
    """A page: `name` is its file in `pages/` and its address; `group` its heading in the sidebar ("" for none)."""

    name: str
    title: str
    icon: str
    group: str

    @property
    def file(self) -> Path:
        """Where its code stands."""
        return ROOT / "pages" / f"{self.name}.py"


SCREENS = (
    Screen("today", "Today", ":material/today:", ""),
    Screen("topics", "Topics", ":material/menu_book:", "Study"),
    Screen("practice", "Practice", ":material/style:", "Study"),
    Screen("listen", "Listen", ":material/headphones:", "Study"),
    Screen("incidents", "Incidents", ":material/timeline:", "Relive"),
    Screen("labs", "Labs", ":material/science:", "Relive"),
    Screen("interview", "Mock interview", ":material/forum:", "Relive"),
    Screen("progress", "Progress", ":material/trending_up:", "You"),
    Screen("settings", "Settings", ":material/tune:", "You"),
    Screen("author", "Author", ":material/edit_note:", "Mentor"),
)


def find_page(name: str) -> st.Page:
    """The page with this name, as Streamlit knows it. Raises StopIteration for a name that is not in the table."""
    screen = next(s for s in SCREENS if s.name == name)
    return st.Page(screen.file, title=screen.title, icon=screen.icon, url_path=screen.name)


def has_page(name: str) -> bool:
    """Whether the page with this name has been built."""
    return any(s.name == name and s.file.is_file() for s in SCREENS)


def build_menu() -> dict[str, list[st.Page]]:
    """The sidebar: headings and the pages under them. A screen without a file is left out."""
    groups: dict[str, list[st.Page]] = {}
    for screen in SCREENS:
        if screen.file.is_file():
            groups.setdefault(screen.group, []).append(find_page(screen.name))
    return groups


def go_to(name: str, **query: str) -> NoReturn:
    """Leave for another page, with its state in the address: `go("practice", question="q-pools")`."""
    st.switch_page(find_page(name), query_params=query)


def draw_link(name: str, label: str, *, icon: str | None = None, **query: str) -> None:
    """Draw a link to another page, with its state in the address. Draws nothing when that page is not built."""
    if has_page(name):
        st.page_link(find_page(name), label=label, icon=icon, query_params=query)
